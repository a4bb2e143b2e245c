using System.Text.Json.Nodes;
using Analytics.Grafana.Fields;
using Analytics.Grafana.Queries;

namespace Analytics.Grafana.Panels;

/// <summary>A row of boxes for each series, one box a step: how it was, time after time.</summary>
public sealed record StatusHistory : Panel
{
    public StatusHistory(string title, string description, params IReadOnlyList<Query> queries)
        : base(title, description, queries, width: 12, height: 8)
    {
    }

    internal override string Type => "status-history";

    internal override ColourMode DefaultColours => ColourMode.ByThreshold;

    internal override JsonObject Options() => new()
    {
        ["colWidth"] = 0.9,
        ["legend"] = Parts.Legend(show: true, []),
        ["rowHeight"] = 0.9,
        ["showValue"] = "never",
        ["tooltip"] = Parts.OneTooltip(),
    };

    internal override JsonObject Custom() => new() { ["fillOpacity"] = 70, ["lineWidth"] = 1 };
}
