using System.Text.Json.Nodes;
using Analytics.Grafana.Json;

namespace Analytics.Grafana.Panels;

/// <summary>What the summary of a series is: shown in a legend, or as the one number of a panel.</summary>
public enum Summary
{
    Last,
    Mean,
    Min,
    Max,
    Sum,
}

/// <summary>Settings that several kinds of panels share.</summary>
internal static class Parts
{
    public static string Id(this Summary summary) => summary switch
    {
        Summary.Last => "lastNotNull",
        Summary.Mean => "mean",
        Summary.Min => "min",
        Summary.Max => "max",
        _ => "sum",
    };

    public static JsonObject Legend(bool show, IReadOnlyList<Summary> summaries) => new()
    {
        ["calcs"] = JsonText.Texts(summaries.Select(Id)),
        ["displayMode"] = summaries.Count > 0 ? "table" : "list",
        ["placement"] = "bottom",
        ["showLegend"] = show,
    };

    public static JsonObject Tooltip() => new() { ["mode"] = "multi", ["sort"] = "desc" };

    public static JsonObject OneTooltip() => new() { ["mode"] = "single", ["sort"] = "none" };

    public static JsonObject Reduce(Summary summary) => new()
    {
        ["calcs"] = JsonText.Texts(summary.Id()),
        ["fields"] = string.Empty,
        ["values"] = false,
    };

    public static JsonObject Transformation(string id, JsonObject options) => new() { ["id"] = id, ["options"] = options };
}
