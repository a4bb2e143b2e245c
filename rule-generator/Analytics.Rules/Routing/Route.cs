using Analytics.PromQL;
using Analytics.PromQL.Syntax;

namespace Analytics.Rules.Routing;

/// <summary>
/// A branch of the routing tree. An alert goes to the first child that takes it, and so on downwards; where no child takes it, here. A child with
/// <see cref="Continue"/> lets the siblings after it have the alert too. What is null is inherited; mute and active intervals are not.
/// </summary>
/// <param name="Receiver">Who gets what ends here.</param>
public sealed record Route(Receiver Receiver)
{
    /// <summary>All must hold; the root has none.</summary>
    public IReadOnlyList<LabelMatcher> Matchers { get; init; } = [];

    /// <summary>Alerts equal in these labels are told together; <see cref="EachAlone"/>: no two.</summary>
    public IReadOnlyList<string>? GroupBy { get; init; }

    /// <summary>How long to wait for the rest of a group before the first notification.</summary>
    public Duration? GroupWait { get; init; }

    /// <summary>How long to wait before telling what has changed in a group.</summary>
    public Duration? GroupInterval { get; init; }

    /// <summary>How long to wait before telling again what has not changed.</summary>
    public Duration? RepeatInterval { get; init; }

    /// <summary>Goes on with the siblings after a match.</summary>
    public bool Continue { get; init; }

    /// <summary>Times of silence: the notification waits until they are over.</summary>
    public IReadOnlyList<TimeInterval> Mute { get; init; } = [];

    /// <summary>Times of speech: outside all of them the notification waits. None: always.</summary>
    public IReadOnlyList<TimeInterval> Active { get; init; } = [];

    public IReadOnlyList<Route> Routes { get; init; } = [];

    /// <summary>For <see cref="GroupBy"/>: every label counts, so each alert is told alone.</summary>
    public const string EachAlone = "...";

    /// <summary>The root as Alertmanager fills it in.</summary>
    public static class Default
    {
        public static readonly Duration GroupWait = 30.Seconds();
        public static readonly Duration GroupInterval = 5.Minutes();
        public static readonly Duration RepeatInterval = 4.Hours();
    }

    /// <summary>The route with the pace that a priority asks for (<see cref="NotificationPace"/>).</summary>
    public Route At(Priority priority)
    {
        var pace = NotificationPace.Of(priority);
        return this with { GroupWait = pace.GroupWait, GroupInterval = pace.GroupInterval, RepeatInterval = pace.RepeatInterval };
    }

    /// <summary>This route and all below it, in the order in which they are tried.</summary>
    public IEnumerable<Route> SelfAndBelow => Routes.SelectMany(route => route.SelfAndBelow).Prepend(this);
}

/// <summary>
/// How eagerly to notify, from the response time of a priority: a group gathers for 1/120 of it, tells changes after 1/12, and repeats when the time is over.
/// P0, to be answered at once: 5 seconds, so that a cause can arrive before its symptoms, changes each minute, again after 15 minutes (the runbooks' rhythm).
/// </summary>
public sealed record NotificationPace(Duration GroupWait, Duration GroupInterval, Duration RepeatInterval)
{
    public static NotificationPace Of(Priority priority) => priority == Priority.P0
        ? new(5.Seconds(), 1.Minutes(), 15.Minutes())
        : new(Part(priority, 120), Part(priority, 12), Part(priority, 1));

    private static Duration Part(Priority priority, int of) => Duration.From(priority.AnswerWithin() / of);
}
