using Analytics.PromQL;
using Analytics.PromQL.Syntax;

namespace Analytics.Rules.Output;

/// <summary>A rule as any rule file may have it, without what this house asks of its own alerts: what is printed, wherever it came from.</summary>
/// <param name="IsAlert">An alert, else a recording.</param>
/// <param name="Name">The alert's or the recorded name.</param>
/// <param name="Expr">What is evaluated.</param>
/// <param name="Labels">Labels that the rule adds.</param>
/// <param name="Annotations">Only for alerts.</param>
public sealed record PlainRule(bool IsAlert, string Name, Expr Expr, IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, string> Annotations)
{
    /// <summary>How long an alert's condition must hold.</summary>
    public Duration For { get; init; }

    /// <summary>How long an alert goes on after its condition ended.</summary>
    public Duration KeepFiringFor { get; init; }

    /// <summary>A rule of the house, with the labels and annotations that Prometheus sees.</summary>
    public static PlainRule Of(Rule rule, Links links) => rule is Alert alert
        ? new(true, alert.Name, alert.Expr.Syntax, LabelsOf(alert), AnnotationsOf(alert, links)) { For = alert.For, KeepFiringFor = alert.KeepFiringFor }
        : Of((Recording)rule);

    /// <summary>A recording of the house.</summary>
    public static PlainRule Of(Recording recording) => new(false, recording.Name, recording.Expr.Syntax, recording.Labels, new Dictionary<string, string>());

    /// <summary>The labels of an alert as they are in Prometheus: who, how soon, and what the rule adds.</summary>
    internal static SortedDictionary<string, string> LabelsOf(Alert alert) => new(alert.Labels, StringComparer.Ordinal)
    {
        ["severity"] = alert.Priority.Severity(),
        ["priority"] = alert.Priority.ToString(),
        ["urgency"] = alert.Priority.RoutingName(),
        ["team"] = alert.Team.Name,
        ["signal"] = alert.Signal,
    };

    internal static SortedDictionary<string, string> AnnotationsOf(Alert alert, Links links) => new(StringComparer.Ordinal)
    {
        ["summary"] = alert.Summary,
        ["description"] = alert.Description,
        ["runbook_url"] = links.Runbook(alert),
        ["dashboard_url"] = links.Board(alert),
    };
}

/// <summary>A group of <see cref="PlainRule"/>s.</summary>
public sealed record PlainGroup(string Name, IReadOnlyList<PlainRule> Rules)
{
    /// <summary>How often it is evaluated; null: as the server does.</summary>
    public Duration? Interval { get; init; }

    /// <summary>The groups of a file of the house.</summary>
    public static IReadOnlyList<PlainGroup> Of(RuleFile file, Links links) =>
        [.. file.Groups.Select(group => new PlainGroup(group.Name, [.. group.Rules.Select(rule => PlainRule.Of(rule, links))]) { Interval = group.Interval })];
}
