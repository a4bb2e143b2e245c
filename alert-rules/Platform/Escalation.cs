using Analytics.PromQL;
using Analytics.PromQL.Syntax;
using Analytics.Rules;
using Analytics.Rules.Routing;
using static Analytics.Rules.Template;

namespace Analytics.AlertRules.Platform;

/// <summary>
/// The rungs of the escalation ladder. Each fires when an alert has fired for a time, and calls the next person: 5, 15, 30 and 60 minutes for what has to be
/// answered at once, an hour for what has an hour. Taking the trouble on means silencing its rungs, by the label <c>escalated</c>; the alert itself may stay.
/// A rung bears the labels of its alert, so what inhibits the alert inhibits its rungs; the route tells all rungs of one alert together.
/// </summary>
public static class Escalation
{
    public static readonly Alert EscalateToOnCall = Rung("EscalateToOnCall", Priority.P0, 5.Minutes(), "on-call", "the engineer on call, once more");

    public static readonly Alert EscalateToSenior = Rung("EscalateToSenior", Priority.P0, 15.Minutes(), "senior", "the senior engineer");

    public static readonly Alert EscalateToManager = Rung("EscalateToManager", Priority.P0, 30.Minutes(), "manager", "the engineering manager");

    public static readonly Alert EscalateToCto = Rung("EscalateToCto", Priority.P0, 60.Minutes(), "cto", "the CTO");

    public static readonly Alert UnansweredForAnHour = Rung("UnansweredForAnHour", Priority.P1, 60.Minutes(), "on-call", "the engineer on call, who has not been called so far");

    public static readonly RuleFile File = new(typeof(Escalation),
        new RuleGroup("escalation", EscalateToOnCall, EscalateToSenior, EscalateToManager, EscalateToCto, UnansweredForAnHour) { Interval = 15.Seconds() });

    private static Alert Rung(string name, Priority of, Duration after, string step, string who)
    {
        var firing = Promql.Metric("ALERTS", LabelMatcher.Equal("alertstate", "firing"), AlertLabels.Priority.Is(of), AlertLabels.Escalation.IsMissing);
        return new Alert(name, firing.Max().Without("alertstate") > 0)
        {
            For = after,
            Priority = of,
            Team = Teams.Platform,
            Signal = LabelOf(AlertLabels.Signal.Key),
            Labels = new(StringComparer.Ordinal) { [AlertLabels.Escalation.Key] = step, [AlertLabels.Escalated.Key] = LabelOf(AlertLabels.Name.Key) },
            Summary = $"Nobody has taken on {LabelOf(AlertLabels.Name.Key)} for {after}",
            Description = $"{LabelOf(AlertLabels.Name.Key)} ({of}) has been firing for {after}. This calls {who}.",
            Impact = $"The trouble is bad enough to be answered {of.ResponseTime()}, and nobody has silenced its escalation.",
        };
    }
}
