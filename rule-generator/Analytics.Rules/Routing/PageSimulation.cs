using Analytics.PromQL;
using Analytics.Rules.Output;

namespace Analytics.Rules.Routing;

/// <summary>An alert that fires in a scenario.</summary>
/// <param name="Labels">All its labels, <c>alertname</c> included.</param>
public sealed record FiringAlert(IReadOnlyDictionary<string, string> Labels)
{
    public string Name => Labels.GetValueOrDefault("alertname", string.Empty);

    /// <summary>An alert of the book, with the values that its series would have.</summary>
    public static FiringAlert Of(Alert alert, IEnumerable<KeyValuePair<string, string>> values)
    {
        var labels = new SortedDictionary<string, string>(values.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var (name, value) in PlainRule.LabelsOf(alert))
        {
            labels[name] = value;
        }

        labels["alertname"] = alert.Name;
        return new(labels);
    }

    public override string ToString() => $"{Name}{{{string.Join(", ", Labels.Where(label => label.Key != "alertname").Select(label => $"{label.Key}=\"{label.Value}\""))}}}";
}

/// <summary>One receiver hears of one alert, or would, were it not muted.</summary>
/// <param name="After">How long after the alert fired.</param>
/// <param name="Receiver">Who hears.</param>
/// <param name="Match">The route.</param>
/// <param name="MutedBy">Why not now: the intervals; empty when it is told.</param>
/// <param name="HeardAt">When it is told: at once, or when the silence ends; null when the silence lasts longer than a month.</param>
/// <param name="Step">The rung of the ladder; null for the alert's own routes.</param>
public sealed record Notification(Duration After, Receiver Receiver, RouteMatch Match, IReadOnlyList<string> MutedBy, DateTimeOffset? HeardAt, EscalationStep? Step = null);

/// <summary>What becomes of one alert.</summary>
/// <param name="Alert">The alert.</param>
/// <param name="InhibitedBy">Alerts that keep it quiet, each with the rule's reason.</param>
/// <param name="Notifications">Its own, none when it is inhibited, and those of its rungs that are not; by time.</param>
public sealed record PageVerdict(FiringAlert Alert, IReadOnlyList<(FiringAlert Source, Inhibition Rule)> InhibitedBy, IReadOnlyList<Notification> Notifications);

/// <summary>
/// Who is paged when some alerts fire together at an instant, and go on firing with nobody answering: Alertmanager's decisions, without Alertmanager.
/// Where the real one depends on the order in which alerts arrive, all are taken to have arrived.
/// </summary>
public static class PageSimulation
{
    private static readonly TimeSpan LookAhead = TimeSpan.FromDays(31);

    /// <summary>A verdict for each alert, in the order given.</summary>
    public static IReadOnlyList<PageVerdict> Run(RoutingPlan plan, IReadOnlyList<FiringAlert> firing, DateTimeOffset at) =>
        [.. firing.Select(alert => Of(plan, alert, firing, at))];

    /// <summary>The rung that the ladder makes of an alert: its labels, with those of the rung's own rule.</summary>
    public static FiringAlert Rung(EscalationStep step, FiringAlert alert)
    {
        var labels = new SortedDictionary<string, string>(alert.Labels.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var (name, value) in PlainRule.LabelsOf(step.Alert).Where(label => !label.Value.Contains("{{", StringComparison.Ordinal)))
        {
            labels[name] = value;
        }

        labels[AlertLabels.Escalated.Key] = alert.Name;
        labels[AlertLabels.Name.Key] = step.Alert.Name;
        return new(labels);
    }

    /// <summary>What keeps an alert quiet among those that fire.</summary>
    public static IReadOnlyList<(FiringAlert Source, Inhibition Rule)> InhibitedBy(RoutingPlan plan, FiringAlert alert, IReadOnlyList<FiringAlert> firing) =>
        [.. (from rule in plan.Inhibitions
             from source in firing
             where rule.Inhibits(source.Labels, alert.Labels)
             select (source, rule)).DistinctBy(pair => pair.source.ToString())];

    private static PageVerdict Of(RoutingPlan plan, FiringAlert alert, IReadOnlyList<FiringAlert> firing, DateTimeOffset at)
    {
        var inhibitedBy = InhibitedBy(plan, alert, firing);
        var own = inhibitedBy.Count > 0 ? [] : plan.Match(alert.Labels).Select(match => Tell(match, match.GroupWait, at, null));
        var climbing = from step in plan.Ladder
                       where alert.Labels.GetValueOrDefault(AlertLabels.Priority.Key) == step.Of.ToString() && !alert.Labels.ContainsKey(AlertLabels.Escalation.Key)
                       let rung = Rung(step, alert)
                       where InhibitedBy(plan, rung, firing).Count == 0
                       from match in plan.Match(rung.Labels)
                       select Tell(match, new Duration(step.After.Nanoseconds + match.GroupWait.Nanoseconds), at, step);
        return new(alert, inhibitedBy, [.. own.Concat(climbing).OrderBy(notification => notification.After)]);
    }

    private static Notification Tell(RouteMatch match, Duration after, DateTimeOffset at, EscalationStep? step)
    {
        var when = at + after.ToTimeSpan();
        var muted = match.MutedBy(when);
        return new(after, match.Receiver, match, muted, muted.Count == 0 ? when : EndOfSilence(match, when), step);
    }

    private static DateTimeOffset? EndOfSilence(RouteMatch match, DateTimeOffset from)
    {
        var minute = from - TimeSpan.FromTicks(from.Ticks % TimeSpan.TicksPerMinute);
        for (var at = minute; at < from + LookAhead; at += TimeSpan.FromMinutes(1))
        {
            if (match.MutedBy(at).Count == 0)
            {
                return at;
            }
        }

        return null;
    }
}
