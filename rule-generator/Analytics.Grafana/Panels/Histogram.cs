using System.Text.Json.Nodes;
using Analytics.Grafana.Fields;
using Analytics.Grafana.Queries;

namespace Analytics.Grafana.Panels;

/// <summary>How the values of the chosen time are distributed.</summary>
public sealed record Histogram : Panel
{
    public Histogram(string title, string description, params IReadOnlyList<Query> queries)
        : base(title, description, queries, width: 12, height: 8)
    {
    }

    internal override string Type => "histogram";

    internal override ColourMode DefaultColours => ColourMode.BySeries;

    internal override JsonObject Options() => new()
    {
        ["combine"] = false,
        ["legend"] = Parts.Legend(show: true, []),
        ["tooltip"] = Parts.Tooltip(),
    };

    internal override JsonObject Custom() => new() { ["fillOpacity"] = 70, ["gradientMode"] = "none", ["lineWidth"] = 1 };
}
