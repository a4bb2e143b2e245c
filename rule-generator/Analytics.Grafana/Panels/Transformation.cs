using System.Text.Json.Nodes;
using Analytics.Grafana.Json;

namespace Analytics.Grafana.Panels;

/// <summary>What Grafana does to the answers before it shows them: for what the server cannot say or need not know.</summary>
public sealed record Transformation
{
    private readonly string _id;
    private readonly Func<JsonObject> _options;

    private Transformation(string id, Func<JsonObject> options) => (_id, _options) = (id, options);

    /// <summary>One row for each series, with these summaries of its values as columns.</summary>
    public static Transformation Summarize(params IReadOnlyList<Summary> summaries) =>
        new("reduce", () => new JsonObject { ["includeTimeField"] = false, ["mode"] = "seriesToRows", ["reducers"] = JsonText.Texts(summaries.Select(Parts.Id)) });

    /// <summary>The rows in the order of a column.</summary>
    public static Transformation SortBy(string column, bool descending = true) =>
        new("sortBy", () => new JsonObject { ["fields"] = new JsonObject(), ["sort"] = new JsonArray(new JsonObject { ["desc"] = descending, ["field"] = column }) });

    /// <summary>Only the first rows.</summary>
    public static Transformation First(int rows) => new("limit", () => new JsonObject { ["limitField"] = rows });

    /// <summary>A new column: one column over another.</summary>
    public static Transformation Ratio(string header, string column, string over) => new("calculateField", () => new JsonObject
    {
        ["alias"] = header,
        ["binary"] = new JsonObject { ["left"] = column, ["operator"] = "/", ["right"] = over },
        ["mode"] = "binary",
        ["replaceFields"] = false,
    });

    /// <summary>Leaves columns out that were only needed to compute others.</summary>
    public static Transformation Without(params IReadOnlyList<string> columns) => new("organize", () =>
    {
        var excluded = new JsonObject();
        columns.ToList().ForEach(column => excluded[column] = true);
        return new JsonObject { ["excludeByName"] = excluded, ["includeByName"] = new JsonObject(), ["indexByName"] = new JsonObject(), ["renameByName"] = new JsonObject() };
    });

    internal JsonObject Write() => Parts.Transformation(_id, _options());
}
