using Analytics.AlertRules.Platform;
using Analytics.Rules;
using Analytics.Rules.Routing;

namespace Analytics.AlertRules.Routing;

/// <summary>Who is called when nobody answers: the owner's four levels for what has to be answered at once, and the page for what was not answered in time.</summary>
public static class EscalationLadder
{
    public static IReadOnlyList<EscalationStep> Steps { get; } =
    [
        new(Escalation.EscalateToOnCall, Priority.P0, People.OnCall),
        new(Escalation.EscalateToSenior, Priority.P0, People.Senior),
        new(Escalation.EscalateToManager, Priority.P0, People.EngineeringManager),
        new(Escalation.EscalateToCto, Priority.P0, People.Cto),
        new(Escalation.UnansweredForAnHour, Priority.P1, People.OnCall),
    ];

    /// <summary>One route a rung. A rung is told alone and once: the next one follows by itself.</summary>
    public static Route Route { get; } = new(People.OnCall)
    {
        Matchers = [AlertLabels.Escalation.IsThere],
        GroupBy = ["alertname", "escalated"],
        Routes =
        [
            .. from step in Steps
               group step by step.Receiver into rungs
               select new Route(rungs.Key) { Matchers = [AlertLabels.Escalation.IsIn(rungs.Select(step => step.Alert.Labels[AlertLabels.Escalation.Key]).Distinct())] },
        ],
    };
}
