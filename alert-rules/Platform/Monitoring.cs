using Analytics.Catalog;
using Analytics.PromQL;
using Analytics.Rules;
using static Analytics.Rules.Template;

namespace Analytics.AlertRules.Platform;

/// <summary>Who watches the watchers: rules that fail and alerts that reach nobody.</summary>
public static class Monitoring
{
    public static readonly Alert RuleEvaluationFailing = new("RuleEvaluationFailing", ExternalMetrics.RuleFailures.Increase(10.Minutes()).SumBy(l => l.Instance) > 0)
    {
        For = 5.Minutes(),
        Priority = Priority.P1,
        Team = Teams.Platform,
        Signal = "monitoring",
        Summary = $"Rules fail at {LabelOf(PlatformLabels.Instance)}",
        Description = $"{AsNumber} evaluations of rules failed at {LabelOf(PlatformLabels.Instance)} in the last 10 minutes.",
        Impact = "An alert that is not evaluated does not fire.",
    };

    public static readonly Alert NotificationsFailing = new("NotificationsFailing",
        ExternalMetrics.NotificationsDropped.Increase(10.Minutes()).SumBy(l => l.Job, l => l.Instance)
            .Or(ExternalMetrics.DeliveriesFailed.Increase(10.Minutes()).SumBy(l => l.Job, l => l.Instance)) > 0)
    {
        For = 5.Minutes(),
        Priority = Priority.P0,
        Team = Teams.Platform,
        Signal = "monitoring",
        Summary = $"Alerts do not reach people: {LabelOf(PlatformLabels.Job)}",
        Description = $"{LabelOf(PlatformLabels.Job)} at {LabelOf(PlatformLabels.Instance)} could not deliver {AsNumber} notifications in the last 10 minutes.",
        Impact = "Something may be on fire and nobody hears of it. If you read this, one way still works.",
    };

    public static readonly RuleFile File = new(typeof(Monitoring), new RuleGroup("monitoring", RuleEvaluationFailing, NotificationsFailing) { Interval = 30.Seconds() });
}
