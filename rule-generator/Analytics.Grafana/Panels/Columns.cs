using System.Text.Json.Nodes;

namespace Analytics.Grafana.Panels;

/// <summary>Makes one table of several answers: joined by the labels they share, without the time, with readable headers in order.</summary>
internal static class Columns
{
    /// <summary>How Grafana calls the value of the n-th query after <c>merge</c>.</summary>
    public static string ValueField(int index, int count) => count == 1 ? "Value" : $"Value #{RefId(index)}";

    /// <summary><c>A</c>, <c>B</c>, … <c>Z</c>, <c>AA</c></summary>
    public static string RefId(int index) => index < 26 ? ((char)('A' + index)).ToString() : RefId((index / 26) - 1) + RefId(index % 26);

    public static JsonArray Joined(IReadOnlyList<string> values, IReadOnlyList<(string Field, string Header)> keys)
    {
        var (order, names) = (new JsonObject(), new JsonObject());
        foreach (var (field, header) in keys.Concat(values.Select((header, index) => (ValueField(index, values.Count), header))))
        {
            order[field] = order.Count;
            names[field] = header;
        }

        var organize = Organized(new JsonObject { ["Time"] = true }, order, names);
        return values.Count == 1 ? [organize] : [Parts.Transformation("merge", []), organize];
    }

    /// <summary>Leaves columns out, puts them into an order, and gives them headers.</summary>
    public static JsonObject Organized(JsonObject excluded, JsonObject order, JsonObject names) => Parts.Transformation("organize", new JsonObject
    {
        ["excludeByName"] = excluded,
        ["includeByName"] = new JsonObject(),
        ["indexByName"] = order,
        ["renameByName"] = names,
    });
}
