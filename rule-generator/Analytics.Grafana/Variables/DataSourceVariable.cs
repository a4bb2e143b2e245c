using System.Text.Json.Nodes;
using Analytics.Grafana.Json;

namespace Analytics.Grafana.Variables;

/// <summary>Which Prometheus is asked. Every board has it, so that one board serves the test and the production stack.</summary>
internal sealed record DataSourceVariable : Variable
{
    public DataSourceVariable()
        : base(DataSource.Variable, "Data source")
    {
    }

    private protected override (string Kind, JsonObject Own) Resource() =>
        ("DatasourceVariable", new JsonObject { ["pluginId"] = "prometheus", ["refresh"] = "onDashboardLoad", ["regex"] = string.Empty });

    internal override JsonObject Write() => new()
    {
        ["type"] = "datasource",
        ["name"] = Name,
        ["label"] = Caption,
        ["description"] = "The Prometheus that is asked.",
        ["query"] = "prometheus",
        ["current"] = Choice("Prometheus", DataSource.DefaultUid),
        ["hide"] = 0,
        ["includeAll"] = false,
        ["multi"] = false,
        ["options"] = new JsonArray(),
        ["refresh"] = 1,
        ["regex"] = string.Empty,
        ["skipUrlSync"] = false,
    };
}
