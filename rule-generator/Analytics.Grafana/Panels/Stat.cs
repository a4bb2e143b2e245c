using System.Text.Json.Nodes;
using Analytics.Grafana.Fields;
using Analytics.Grafana.Queries;

namespace Analytics.Grafana.Panels;

/// <summary>One big number, with its course in small behind it.</summary>
public sealed record Stat : Panel
{
    public Stat(string title, string description, params IReadOnlyList<Query> queries)
        : base(title, description, queries, width: 4, height: 4)
    {
    }

    /// <summary>Which number of the course is shown.</summary>
    public Summary Shows { get; init; }

    /// <summary>Whether the course is drawn behind the number. Without it only the last value is asked for.</summary>
    public bool Course { get; init; } = true;

    /// <summary>One whole number for the whole of the chosen time.</summary>
    public static Stat Total(string title, string description, params IReadOnlyList<Query> queries) => new(title, description, queries) { Course = false, Decimals = 0 };

    internal override string Type => "stat";

    internal override ColourMode DefaultColours => ColourMode.ByThreshold;

    internal override bool AsksOnce => !Course;

    internal override JsonObject Options() => new()
    {
        ["colorMode"] = "value",
        ["graphMode"] = Course ? "area" : "none",
        ["justifyMode"] = "auto",
        ["orientation"] = "auto",
        ["percentChangeColorMode"] = "standard",
        ["reduceOptions"] = Parts.Reduce(Shows),
        ["showPercentChange"] = false,
        ["textMode"] = "auto",
        ["wideLayout"] = true,
    };
}
