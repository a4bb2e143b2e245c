using System.CommandLine;
using System.Text.Json;
using Analytics.AlertRules;
using Analytics.Cli.Authoring;
using Analytics.Cli.Shell;
using Analytics.Rules.Routing;

namespace Analytics.Cli.Routes;

/// <summary>`routes show`: the whole routing on one page.</summary>
internal static class ShowCommand
{
    public static Command Create()
    {
        var json = AuthoringCommands.Json();
        var command = new Command("show",
            """
            Print the routing: the tree of routes with their receivers and pace, the escalation ladder, and what keeps what quiet.

            Example:
              ./analytics routes show
            """) { json };
        command.SetAction(parsed =>
        {
            var plan = AlertRuleBook.Default.Routing!;
            Console.Write(parsed.GetValue(json) ? JsonSerializer.Serialize(Describe(plan, plan.Root, [plan.Root])) + "\n" : RouteTreeText.Print(plan));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static object Describe(RoutingPlan plan, Route route, IReadOnlyList<Route> path)
    {
        var match = new RouteMatch(route, path);
        return new
        {
            matchers = route.Matchers.Select(matcher => matcher.ToString()),
            receiver = route.Receiver.Name,
            deliveries = route.Receiver.Deliveries.Select(delivery => delivery.InWords),
            groupBy = match.GroupBy,
            groupWait = match.GroupWait.ToString(),
            groupInterval = match.GroupInterval.ToString(),
            repeatInterval = match.RepeatInterval.ToString(),
            silent = route.Mute.Select(interval => interval.Name),
            only = route.Active.Select(interval => interval.Name),
            @continue = route.Continue,
            routes = route.Routes.Select(child => Describe(plan, child, [.. path, child])),
        };
    }
}
