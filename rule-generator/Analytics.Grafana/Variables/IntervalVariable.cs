using System.Text.Json.Nodes;
using Analytics.PromQL;
using Analytics.PromQL.Syntax;

namespace Analytics.Grafana.Variables;

/// <summary>How much time each point of a graph looks back over, chosen by the reader: short shows the moment, long the trend.</summary>
public sealed record IntervalVariable : Variable
{
    private readonly IReadOnlyList<Duration> _lengths;

    internal IntervalVariable(string name, string caption, IReadOnlyList<Duration> lengths)
        : base(name, caption) => _lengths = lengths;

    /// <summary>The chosen length, for the ranges of expressions.</summary>
    public DurationExpr Chosen => new DurationVariable("$" + Name);

    private string Query => string.Join(',', _lengths);

    internal override JsonObject Write()
    {
        var first = _lengths[0].ToString();
        return new()
        {
            ["type"] = "interval",
            ["name"] = Name,
            ["label"] = Caption,
            ["description"] = "How much time each point looks back over.",
            ["query"] = Query,
            ["current"] = Choice(first, first),
            ["hide"] = 0,
            ["options"] = new JsonArray([.. _lengths.Select((length, i) => new JsonObject { ["selected"] = i == 0, ["text"] = length.ToString(), ["value"] = length.ToString() })]),
            ["refresh"] = 2,
            ["skipUrlSync"] = false,
        };
    }

    private protected override (string Kind, JsonObject Own) Resource() => ("IntervalVariable", new JsonObject
    {
        ["query"] = Query,
        ["auto"] = false,
        ["auto_count"] = 30,
        ["auto_min"] = "1m",
        ["refresh"] = "onTimeRangeChanged",
    });
}
