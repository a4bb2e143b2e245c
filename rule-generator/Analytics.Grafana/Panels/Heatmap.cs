using System.Text.Json.Nodes;
using Analytics.Grafana.Fields;
using Analytics.Grafana.Queries;

namespace Analytics.Grafana.Panels;

/// <summary>A distribution over time, from the buckets of a histogram: <c>sum by (le) (increase(…_bucket[…]))</c>.</summary>
public sealed record Heatmap : Panel
{
    public Heatmap(string title, string description, Query buckets)
        : base(title, description, [buckets], width: 12, height: 8)
    {
    }

    internal override string Type => "heatmap";

    internal override ColourMode DefaultColours => ColourMode.ByAmount;

    internal override string Format => "heatmap";

    internal override JsonObject Options() => new()
    {
        ["calculate"] = false,
        ["cellGap"] = 1,
        ["color"] = new JsonObject
        {
            ["exponent"] = 0.5,
            ["fill"] = "dark-orange",
            ["mode"] = "scheme",
            ["reverse"] = false,
            ["scale"] = "exponential",
            ["scheme"] = "Oranges",
            ["steps"] = 64,
        },
        ["exemplars"] = new JsonObject { ["color"] = "rgba(255,0,255,0.7)" },
        ["filterValues"] = new JsonObject { ["le"] = 1e-9 },
        ["legend"] = new JsonObject { ["show"] = true },
        ["rowsFrame"] = new JsonObject { ["layout"] = "auto" },
        ["showValue"] = "never",
        ["tooltip"] = new JsonObject { ["mode"] = "single", ["showColorScale"] = true, ["yHistogram"] = false },
        ["yAxis"] = new JsonObject { ["axisPlacement"] = "left", ["reverse"] = false, ["unit"] = Axis() },
    };

    internal override JsonObject Custom() => new() { ["scaleDistribution"] = new JsonObject { ["type"] = "linear" } };

    private string Axis() => Units.Of(Queries[0].Meaning)?.Observed is { } observed ? new Quantity(observed).GrafanaUnit : "short";
}
