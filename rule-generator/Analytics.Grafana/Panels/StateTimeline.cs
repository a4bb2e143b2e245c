using System.Text.Json.Nodes;
using Analytics.Grafana.Fields;
using Analytics.Grafana.Queries;

namespace Analytics.Grafana.Panels;

/// <summary>A band for each series that changes colour with its state. Name the states by <see cref="Panel.Mappings"/>.</summary>
public sealed record StateTimeline : Panel
{
    public StateTimeline(string title, string description, params IReadOnlyList<Query> queries)
        : base(title, description, queries, width: 12, height: 8)
    {
    }

    internal override string Type => "state-timeline";

    internal override ColourMode DefaultColours => ColourMode.ByThreshold;

    internal override JsonObject Options() => new()
    {
        ["alignValue"] = "left",
        ["legend"] = Parts.Legend(show: true, []),
        ["mergeValues"] = true,
        ["rowHeight"] = 0.9,
        ["showValue"] = "auto",
        ["tooltip"] = Parts.OneTooltip(),
    };

    internal override JsonObject Custom() => new() { ["fillOpacity"] = 70, ["lineWidth"] = 0 };
}
