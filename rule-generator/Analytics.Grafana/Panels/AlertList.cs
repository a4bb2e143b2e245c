using System.Text.Json.Nodes;
using Analytics.Grafana.Fields;

namespace Analytics.Grafana.Panels;

/// <summary>What Alertmanager holds now: the alerts that fire, worst first, with a way to silence them.</summary>
public sealed record AlertList : Panel
{
    /// <param name="title">The title.</param>
    /// <param name="description">What is seen, for the reader.</param>
    public AlertList(string title, string description)
        : base(title, description, [], width: 12, height: 8)
    {
    }

    internal override string Type => "alertlist";

    internal override ColourMode DefaultColours => ColourMode.ByThreshold;

    internal override JsonObject Options() => new()
    {
        ["alertInstanceLabelFilter"] = string.Empty,
        ["alertName"] = string.Empty,
        ["dashboardAlerts"] = false,
        ["datasource"] = "Prometheus",
        ["groupBy"] = new JsonArray(),
        ["groupMode"] = "default",
        ["maxItems"] = 20,
        ["showInactiveAlerts"] = false,
        ["sortOrder"] = 3,
        ["stateFilter"] = new JsonObject { ["error"] = true, ["firing"] = true, ["noData"] = false, ["normal"] = false, ["pending"] = true },
        ["viewMode"] = "list",
    };
}
