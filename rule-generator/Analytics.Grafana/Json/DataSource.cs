using System.Text.Json.Nodes;

namespace Analytics.Grafana.Json;

/// <summary>The data source: every panel asks the one that the reader has chosen in the variable of this name.</summary>
internal static class DataSource
{
    /// <summary>The variable.</summary>
    public const string Variable = "datasource";

    /// <summary>What is chosen at first: the uid that <c>collector-config</c> gives to Prometheus.</summary>
    public const string DefaultUid = "prometheus";

    public static JsonObject Reference() => new() { ["type"] = "prometheus", ["uid"] = "${" + Variable + "}" };
}
