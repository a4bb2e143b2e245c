using System.Text.Json.Nodes;
using Analytics.Grafana.Fields;
using Analytics.Grafana.Queries;

namespace Analytics.Grafana.Panels;

/// <summary>A bar for each series: who has most.</summary>
public sealed record BarGauge : Panel
{
    public BarGauge(string title, string description, params IReadOnlyList<Query> queries)
        : base(title, description, queries, width: 8, height: 8) => Min = 0;

    internal override string Type => "bargauge";

    internal override ColourMode DefaultColours => ColourMode.ByAmount;

    internal override bool AsksOnce => true;

    internal override JsonObject Options() => new()
    {
        ["displayMode"] = "gradient",
        ["legend"] = Parts.Legend(show: false, []),
        ["maxVizHeight"] = 300,
        ["minVizHeight"] = 16,
        ["minVizWidth"] = 8,
        ["namePlacement"] = "auto",
        ["orientation"] = "horizontal",
        ["reduceOptions"] = Parts.Reduce(Summary.Last),
        ["showUnfilled"] = true,
        ["sizing"] = "auto",
        ["valueMode"] = "color",
    };
}
