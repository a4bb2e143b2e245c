using System.Globalization;
using System.Text;

namespace Analytics.Rules.Routing;

/// <summary>The tree for people: who gets what, how soon, and when not.</summary>
public static class RouteTreeText
{
    /// <summary>One line a route, children below it.</summary>
    public static string Print(RoutingPlan plan)
    {
        var text = new StringBuilder();
        Write(text, plan.Root, [plan.Root], string.Empty, string.Empty);
        if (plan.Ladder.Count > 0)
        {
            text.Append("\nwhen nobody answers\n");
            foreach (var step in plan.Ladder)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {step.Of} after {step.After,-3} → {step.Receiver.Name} ({step.Receiver.Who})\n");
            }
        }

        text.Append("\nkept quiet\n");
        foreach (var why in plan.Inhibitions.GroupBy(rule => rule.Why, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"  {why.Key}\n");
            foreach (var rule in why)
            {
                text.Append(CultureInfo.InvariantCulture, $"    {string.Join(", ", rule.Source)} ⊣ {string.Join(", ", rule.Target)}{(rule.Equal.Count == 0 ? string.Empty : $" with equal {string.Join(", ", rule.Equal)}")}\n");
            }
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, Route route, IReadOnlyList<Route> path, string lead, string below)
    {
        var match = new RouteMatch(route, path);
        text.Append(lead).Append(route.Matchers.Count == 0 ? "every alert" : string.Join(", ", route.Matchers)).Append(" → ").Append(route.Receiver.Name);
        text.Append(CultureInfo.InvariantCulture, $"  [wait {match.GroupWait}, changes {match.GroupInterval}, again {match.RepeatInterval}");
        text.Append(match.GroupBy.Count == 0 ? "]" : $", by {string.Join(" ", match.GroupBy)}]");
        text.Append(route.Mute.Count == 0 ? string.Empty : $" silent: {string.Join(", ", route.Mute)}").Append(route.Active.Count == 0 ? string.Empty : $" only: {string.Join(", ", route.Active)}");
        text.Append(route.Continue ? " and goes on" : string.Empty).Append('\n');
        for (var i = 0; i < route.Routes.Count; i++)
        {
            var last = i == route.Routes.Count - 1;
            Write(text, route.Routes[i], [.. path, route.Routes[i]], below + (last ? "└─ " : "├─ "), below + (last ? "   " : "│  "));
        }
    }
}
