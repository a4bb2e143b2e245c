using Analytics.Catalog;
using Analytics.Rules;
using Analytics.Rules.Lint;
using Analytics.Rules.Routing;

namespace Analytics.AlertRules.Routing;

/// <summary>
/// Who hears of what: first the ladder's own alerts, then by priority and team. P0 pages whoever is on call and tells the team as P1 does; P2 is told to the
/// team by day; P3 becomes a ticket in working hours.
/// </summary>
public static class AlertRouting
{
    /// <summary>The plan for the alerts of these files: a team has a branch for each priority that its alerts have.</summary>
    public static RoutingPlan For(IReadOnlyList<RuleFile> files)
    {
        var known = new CatalogKnowledge(CatalogIndex.Default, files.SelectMany(file => file.Rules).OfType<Recording>());
        var alerts = AlertShape.Of(files, known, new HashSet<string>());
        var root = Root([.. alerts.Select(shape => shape.Alert)]);
        var told = root.SelfAndBelow.Select(route => route.Receiver).ToHashSet();
        return new RoutingPlan(root)
        {
            Receivers = [.. People.All.Where(told.Contains)],
            Intervals = WorkingHours.All,
            Inhibitions = [.. Correlations.All.SelectMany(correlation => correlation.Expand(alerts)), Promise],
            Ladder = EscalationLadder.Steps,
            Relay = People.Relay,
            Source = typeof(AlertRouting).FullName!,
        };
    }

    private static Inhibition Promise { get; } = new("while the page of a promise fires, its ticket says nothing new",
        ServiceObjectives.Inhibition.Source, ServiceObjectives.Inhibition.Target, ServiceObjectives.Inhibition.Equal);

    private static Route Root(IReadOnlyList<Alert> alerts) => new(People.Forgotten)
    {
        GroupBy = ["alertname", "team"],
        Routes =
        [
            EscalationLadder.Route.At(Priority.P0),
            new Route(People.OnCall) { Matchers = [AlertLabels.Priority.Is(Priority.P0)], GroupBy = ["alertname", "service"], Continue = true }.At(Priority.P0),
            Branch(alerts, Priority.P0, People.Urgent),
            Branch(alerts, Priority.P1, People.Urgent),
            Branch(alerts, Priority.P2, People.Channel, WorkingHours.Nights, WorkingHours.Weekends),
            new Route(People.TicketSystem) { Matchers = [AlertLabels.Priority.Is(Priority.P3)], GroupBy = [Route.EachAlone], Active = [WorkingHours.Business] }.At(Priority.P3),
        ],
    };

    /// <summary>One route a team, at the priority's pace. It is silent at the leaves: intervals are not inherited.</summary>
    private static Route Branch(IReadOnlyList<Alert> alerts, Priority priority, IReadOnlyDictionary<Team, Receiver> receivers, params IReadOnlyList<TimeInterval> silent) =>
        new Route(People.Forgotten)
        {
            Matchers = [AlertLabels.Priority.Is(priority)],
            GroupBy = ["alertname", "service", "team"],
            Routes =
            [
                .. from team in Teams.All
                   where alerts.Any(alert => alert.Team == team && alert.Priority == priority && !alert.Labels.ContainsKey(AlertLabels.Escalation.Key))
                   select new Route(receivers[team]) { Matchers = [AlertLabels.Team.Is(team)], Mute = silent },
            ],
        }.At(priority);
}
