using System.Text.Json.Nodes;
using Analytics.Grafana.Fields;
using Analytics.Grafana.Json;
using Analytics.Grafana.Queries;

namespace Analytics.Grafana.Panels;

/// <summary>Parts of a whole, drawn as a ring. For few parts; more than six are read better from a <see cref="BarGauge"/>.</summary>
public sealed record PieChart : Panel
{
    public PieChart(string title, string description, params IReadOnlyList<Query> queries)
        : base(title, description, queries, width: 6, height: 8)
    {
    }

    internal override string Type => "piechart";

    internal override ColourMode DefaultColours => ColourMode.BySeries;

    internal override bool AsksOnce => true;

    internal override JsonObject Options() => new()
    {
        ["displayLabels"] = JsonText.Texts("percent"),
        ["legend"] = new JsonObject
        {
            ["calcs"] = new JsonArray(),
            ["displayMode"] = "table",
            ["placement"] = "right",
            ["showLegend"] = true,
            ["values"] = JsonText.Texts("value"),
        },
        ["pieType"] = "donut",
        ["reduceOptions"] = Parts.Reduce(Summary.Last),
        ["sort"] = "desc",
        ["tooltip"] = Parts.OneTooltip(),
    };

    internal override JsonObject Custom() => new()
    {
        ["hideFrom"] = new JsonObject { ["legend"] = false, ["tooltip"] = false, ["viz"] = false },
    };
}
