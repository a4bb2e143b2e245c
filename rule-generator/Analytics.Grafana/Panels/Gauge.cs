using System.Text.Json.Nodes;
using Analytics.Grafana.Fields;
using Analytics.Grafana.Queries;

namespace Analytics.Grafana.Panels;

/// <summary>One number on a scale: how full something is.</summary>
public sealed record Gauge : Panel
{
    public Gauge(string title, string description, params IReadOnlyList<Query> queries)
        : base(title, description, queries, width: 6, height: 6) => (Min, Max) = (0, 1);

    internal override string Type => "gauge";

    internal override ColourMode DefaultColours => ColourMode.ByThreshold;

    internal override bool AsksOnce => true;

    internal override JsonObject Options() => new()
    {
        ["minVizHeight"] = 75,
        ["minVizWidth"] = 75,
        ["orientation"] = "auto",
        ["reduceOptions"] = Parts.Reduce(Summary.Last),
        ["showThresholdLabels"] = false,
        ["showThresholdMarkers"] = true,
        ["sizing"] = "auto",
    };
}
