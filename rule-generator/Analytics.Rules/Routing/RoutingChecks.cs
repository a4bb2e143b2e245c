namespace Analytics.Rules.Routing;

/// <summary>What `analytics check` knows about routing: nobody forgotten, nothing that can never happen. Each alert of the book is followed by the labels it can have.</summary>
public static class RoutingChecks
{
    /// <summary>All findings.</summary>
    /// <param name="plan">The routing.</param>
    /// <param name="alerts">The alerts there are.</param>
    public static IReadOnlyList<Finding> Run(RoutingPlan plan, IReadOnlyList<AlertShape> alerts) =>
    [
        .. Receivers(plan),
        .. Intervals(plan),
        .. Labels(plan, alerts),
        .. InhibitionChecks.Run(plan, alerts),
        .. Reach(plan, alerts),
        .. Ladder(plan),
    ];

    private static IEnumerable<Finding> Receivers(RoutingPlan plan)
    {
        var routes = plan.Root.SelfAndBelow.ToList();
        foreach (var name in plan.Receivers.GroupBy(receiver => receiver.Name, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key))
        {
            yield return Error("routing/duplicate-receiver", $"two receivers are called {name}; rename one");
        }

        foreach (var receiver in plan.Receivers.Except(routes.Select(route => route.Receiver)))
        {
            yield return Error("routing/unused-receiver", $"no route leads to the receiver {receiver}; add a route, or remove it");
        }

        foreach (var receiver in routes.Select(route => route.Receiver).Distinct().Except(plan.Receivers))
        {
            yield return Error("routing/unknown-receiver", $"a route leads to {receiver}, which is not among the receivers; add it to the plan");
        }

        foreach (var route in routes.Where(route => route.Receiver is { Deliveries.Count: 0, BoardsOnly: false }))
        {
            yield return Error("routing/nobody-receives", $"nobody receives what {Words(route)} routes: {route.Receiver} has no delivery. Give it one, or say BoardsOnly");
        }

        if (plan.Relay is null && plan.Receivers.SelectMany(receiver => receiver.Deliveries).OfType<MailTo>().FirstOrDefault() is { } mail)
        {
            yield return Error("routing/no-mail-relay", $"{mail.InWords} has no relay to go through; set Relay");
        }
    }

    private static IEnumerable<Finding> Intervals(RoutingPlan plan)
    {
        var used = plan.Root.SelfAndBelow.SelectMany(route => route.Mute.Concat(route.Active).Select(interval => (Route: route, Interval: interval))).ToList();
        foreach (var (route, interval) in used.Where(pair => !plan.Intervals.Contains(pair.Interval)))
        {
            yield return Error("routing/unknown-interval", $"{Words(route)} is muted by the time interval {interval}, which the plan does not declare; add it to Intervals");
        }

        foreach (var interval in plan.Intervals.Except(used.Select(pair => pair.Interval)))
        {
            yield return Finding.Warning("routing/unused-interval", $"no route uses the time interval {interval}", RoutingPlan.Path);
        }

        foreach (var span in plan.Intervals.SelectMany(interval => interval.Spans).Where(span => span.Location is { } zone && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _)))
        {
            yield return Error("routing/unknown-time-zone", $"{span.Location} is no time zone of the IANA database, such as Europe/Berlin");
        }
    }

    private static IEnumerable<Finding> Labels(RoutingPlan plan, IReadOnlyList<AlertShape> alerts)
    {
        var places = plan.Root.SelfAndBelow.SelectMany(route => route.Matchers.Select(matcher => (Where: Words(route), Label: matcher.Name)))
            .Concat(plan.Root.SelfAndBelow.SelectMany(route => (route.GroupBy ?? []).Where(label => label != Route.EachAlone).Select(label => (Where: "the grouping of " + Words(route), Label: label))))
            .Concat(plan.Inhibitions.SelectMany(rule => rule.Source.Concat(rule.Target).Select(matcher => matcher.Name).Concat(rule.Equal).Select(label => (Where: $"the inhibition \"{rule.Why}\"", Label: label))));
        foreach (var (where, label) in places.Distinct().Where(place => place.Label != "alertname" && !alerts.Any(alert => alert.MayCarry(place.Label))))
        {
            yield return Error("routing/unknown-label", $"{where} looks at the label {label}, which no alert carries");
        }
    }

    private static IEnumerable<Finding> Reach(RoutingPlan plan, IReadOnlyList<AlertShape> alerts)
    {
        var reached = new HashSet<Route>(ReferenceEqualityComparer.Instance);
        foreach (var alert in alerts)
        {
            if (!Follow(plan.Root, alert, plan.Root.Receiver, reached) && !plan.Unrouted.Contains(alert.Alert))
            {
                yield return Error("routing/falls-through", $"{alert.Alert.Name} (team {alert.Alert.Team}, {alert.Alert.Priority}) reaches only the default receiver {plan.Root.Receiver}: no route takes it. Route it, or name it in Unrouted", alert.File.Path);
            }
        }

        foreach (var route in plan.Root.SelfAndBelow.Where(route => !reached.Contains(route)))
        {
            yield return Error("routing/unreachable-route", $"no alert can reach {Words(route)}: none has such labels, or an earlier route takes them all");
        }
    }

    /// <summary>Marks every route that some alert of this rule may pass, and says whether it may end with somebody else than the default receiver.</summary>
    private static bool Follow(Route route, AlertShape alert, Receiver nobody, HashSet<Route> reached)
    {
        reached.Add(route);
        var (passed, heard) = (false, false);
        foreach (var child in route.Routes.Where(child => alert.MayMatch(child.Matchers)))
        {
            passed = true;
            heard |= Follow(child, alert, nobody, reached);
            if (!child.Continue && alert.MustMatch(child.Matchers))
            {
                break;
            }
        }

        return passed ? heard : route.Receiver != nobody;
    }

    private static IEnumerable<Finding> Ladder(RoutingPlan plan)
    {
        foreach (var step in plan.Ladder.Where(step => !plan.Root.SelfAndBelow.Any(route => route.Receiver == step.Receiver)))
        {
            yield return Error("routing/ladder", $"after {step.After} the ladder calls {step.Receiver}, but no route leads there");
        }
    }

    /// <summary>A route as people name it: by what it takes.</summary>
    internal static string Words(Route route) => route.Matchers.Count == 0 ? $"the route to {route.Receiver}" : $"the route {{{string.Join(", ", route.Matchers)}}}";

    private static Finding Error(string rule, string message, string? file = null) => Finding.Error(rule, message, file ?? RoutingPlan.Path);
}
