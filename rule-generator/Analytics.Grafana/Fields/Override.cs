using System.Text.Json.Nodes;
using Analytics.Grafana.Json;

namespace Analytics.Grafana.Fields;

/// <summary>Settings for some of a panel's series: for one by its name, for all whose name matches, or for all of one query.</summary>
public sealed record Override
{
    private readonly string _matcher;
    private readonly string _options;

    private Override(string matcher, string options) => (_matcher, _options) = (matcher, options);

    /// <summary>What the reader sees as the name.</summary>
    public string? Title { get; init; }

    public Colour? Colour { get; init; }

    /// <summary>Grafana's id of the unit.</summary>
    public string? Unit { get; init; }

    public int? Decimals { get; init; }

    public Thresholds? Thresholds { get; init; }

    public IReadOnlyList<ValueMapping> Mappings { get; init; } = [];

    /// <summary>Where a click on a value leads.</summary>
    public IReadOnlyList<BoardLink> Links { get; init; } = [];

    /// <summary>Drawn with dashes: for what is expected, promised or foretold. Time series only.</summary>
    public bool Dashed { get; init; }

    /// <summary>Measured by an axis of its own, on the right. Time series and bar charts only.</summary>
    public bool OnTheRight { get; init; }

    /// <summary>The series of this name.</summary>
    public static Override Of(string series) => new("byName", series);

    /// <summary>The series whose names match a regular expression.</summary>
    public static Override Matching(string regex) => new("byRegexp", "/" + regex + "/");

    /// <summary>All series of a query.</summary>
    /// <param name="query">Its position, from 0.</param>
    public static Override OfQuery(int query) => new("byFrameRefID", Panels.Columns.RefId(query));

    internal JsonObject Write() => new()
    {
        ["matcher"] = new JsonObject { ["id"] = _matcher, ["options"] = _options },
        ["properties"] = JsonText.Array(Properties(), property => new JsonObject { ["id"] = property.Id, ["value"] = property.Value }),
    };

    private IEnumerable<(string Id, JsonNode Value)> Properties()
    {
        if (Title is not null)
        {
            yield return ("displayName", Title);
        }

        if (Colour is not null)
        {
            yield return ("color", FieldConfig.Fixed(Colour));
        }

        if (Unit is not null)
        {
            yield return ("unit", Unit);
        }

        if (Decimals is { } decimals)
        {
            yield return ("decimals", decimals);
        }

        if (Thresholds is not null)
        {
            yield return ("thresholds", FieldConfig.Steps(Thresholds));
        }

        if (Mappings.Count > 0)
        {
            yield return ("mappings", FieldConfig.Mappings(Mappings));
        }

        if (Links.Count > 0)
        {
            yield return ("links", JsonText.Array(Links, link => new JsonObject { ["title"] = link.Title, ["url"] = link.Url, ["targetBlank"] = false }));
        }

        if (Dashed)
        {
            yield return ("custom.lineStyle", new JsonObject { ["dash"] = new JsonArray(8, 6), ["fill"] = "dash" });
        }

        if (OnTheRight)
        {
            yield return ("custom.axisPlacement", "right");
        }
    }
}
