using System.Text.Json.Nodes;
using Analytics.Catalog;
using Analytics.Grafana.Fields;
using Analytics.Grafana.Queries;

namespace Analytics.Grafana.Panels;

/// <summary>A column for each value of a label: steps of a funnel, versions of a model.</summary>
public sealed record BarChart : Panel
{
    private readonly Label _across;

    /// <param name="title">The title.</param>
    /// <param name="description">What is seen, for the reader.</param>
    /// <param name="across">The label whose values stand along the axis.</param>
    /// <param name="queries">One set of columns each.</param>
    public BarChart(string title, string description, Label across, params IReadOnlyList<Query> queries)
        : base(title, description, queries, width: 12, height: 8) => _across = across;

    public bool Stacked { get; init; }

    internal override string Type => "barchart";

    internal override ColourMode DefaultColours => ColourMode.BySeries;

    internal override bool AsksOnce => true;

    internal override string Format => "table";

    internal override JsonObject Options() => new()
    {
        ["barRadius"] = 0,
        ["barWidth"] = 0.9,
        ["fullHighlight"] = false,
        ["groupWidth"] = 0.7,
        ["legend"] = Parts.Legend(show: Queries.Count > 1, []),
        ["orientation"] = "auto",
        ["showValue"] = "auto",
        ["stacking"] = Stacked ? "normal" : "none",
        ["tooltip"] = Parts.Tooltip(),
        ["xField"] = _across.Name,
        ["xTickLabelMaxLength"] = 24,
        ["xTickLabelRotation"] = 0,
    };

    internal override JsonObject Custom() => new() { ["fillOpacity"] = 80, ["gradientMode"] = "none", ["lineWidth"] = 1 };

    internal override JsonArray OwnTransformations() => Columns.Joined(Queries.Select(query => query.Legend ?? Title).ToList(), [(_across.Name, _across.Name)]);
}
