using Analytics.PromQL;

namespace Analytics.Rules.Routing;

/// <summary>Everything that decides who hears of an alert: Alertmanager's configuration as C#, and the escalation ladder. The entry type of routing.</summary>
/// <param name="Root">Where every alert begins.</param>
public sealed record RoutingPlan(Route Root)
{
    /// <summary>Where the configuration lies, relative to the repository's root.</summary>
    public const string Path = "collector-config/alertmanager.yml";

    public required IReadOnlyList<Receiver> Receivers { get; init; }

    public IReadOnlyList<TimeInterval> Intervals { get; init; } = [];

    public IReadOnlyList<Inhibition> Inhibitions { get; init; } = [];

    /// <summary>Who is called when nobody answers, in the order of time.</summary>
    public IReadOnlyList<EscalationStep> Ladder { get; init; } = [];

    /// <summary>Needed by <see cref="MailTo"/>.</summary>
    public MailRelay? Relay { get; init; }

    /// <summary>Alerts that may end at the root, on purpose; any other that does has been forgotten.</summary>
    public IReadOnlyList<Alert> Unrouted { get; init; } = [];

    /// <summary>Labels that scrape configurations add and that rules leave on their alerts, such as <c>target</c>.</summary>
    public IReadOnlyList<string> ScrapeLabels { get; init; } = [];

    /// <summary>The class that makes it, for messages and the file's header.</summary>
    public required string Source { get; init; }

    /// <summary>All secrets that its deliveries need, each once.</summary>
    public IEnumerable<SecretFile> Secrets => Receivers.SelectMany(receiver => receiver.Deliveries).Select(delivery => delivery.Secret).Distinct();
}

/// <summary>
/// One rung: when an alert of a priority has fired for a time, the ladder's own alert fires too and pages the next person. Alertmanager itself cannot escalate:
/// it knows no time since the first notification and no acknowledgement. Prometheus does: <c>ALERTS</c> is a series, and <c>for</c> is a time.
/// </summary>
/// <param name="Alert">The ladder's alert; its <c>for</c> is the time.</param>
/// <param name="Of">Alerts of which priority it climbs for.</param>
/// <param name="Receiver">Who is called.</param>
public sealed record EscalationStep(Alert Alert, Priority Of, Receiver Receiver)
{
    /// <summary>After how long.</summary>
    public Duration After => Alert.For;
}
