using System.CommandLine;
using System.Text.Json;
using Analytics.Cli.Shell;
using Analytics.Cli.Stack;
using Analytics.Rules.Backtest;

namespace Analytics.Cli.Authoring.Diff;

/// <summary>`backtest`: what the alerts of now would have done.</summary>
internal static class BacktestCommand
{
    public static Command Create()
    {
        var names = new Argument<string[]>("alert") { Description = "Only alerts whose name contains this.", Arity = ArgumentArity.ZeroOrMore };
        var json = AuthoringCommands.Json();
        var replay = new ReplayOptions();
        replay.Prometheus.DefaultValueFactory = _ => $"http://127.0.0.1:{(StackPlan.Read(StackLayout.Find(stackDir: null))?.Ports ?? StackPorts.Default).Prometheus}";
        var command = new Command("backtest",
            """
            Replay alerts over what a server remembers: how often each would have fired, on how many series, how long. for and keep_firing_for count as they do
            in Prometheus; recordings are taken from the server. Exit code 0: replayed; 1: one could not be; 3: the server cannot be reached.

            Examples:
              ./analytics backtest HighErrorRate --since 7d
              ./analytics backtest --json | jq '.alerts[] | select(.firings > 10) | .alert'
            """) { names, replay.Prometheus, replay.Since, replay.Step, json };
        command.SetAction(async (parsed, cancel) =>
        {
            var wanted = parsed.GetValue(names) ?? [];
            var alerts = EditionSource.House().Rules.Where(rule => rule.Rule.IsAlert && (wanted.Length == 0 || wanted.Any(name => rule.Name.Contains(name, StringComparison.OrdinalIgnoreCase)))).ToList();
            if (alerts.Count == 0)
            {
                throw CommandFailure.Usage($"no alert has {string.Join(" or ", wanted)} in its name", "./analytics backtest --help");
            }

            var replayed = (await replay.With(parsed, async backtest =>
            {
                var found = new List<ReplayedAlert>();
                foreach (var alert in alerts)
                {
                    found.Add(await backtest.ReplayAsync(alert, null, cancel));
                }

                return found;
            }))!;
            Print(replayed, parsed.GetValue(json));
            return replayed.All(alert => alert.Problem is null) ? ExitCodes.Ok : ExitCodes.Finding;
        });
        return command;
    }

    private static void Print(List<ReplayedAlert> replayed, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                new
                {
                    alerts = replayed.Select(alert => new
                    {
                        alert = alert.Name, firings = alert.Firings, series = alert.Series, totalSeconds = alert.Total.TotalSeconds, longestSeconds = alert.Longest.TotalSeconds, problem = alert.Problem,
                    }),
                },
                ReportText.Indented));
            return;
        }

        foreach (var alert in replayed.Where(alert => alert.Firings > 0 || alert.Problem is not null).OrderByDescending(alert => alert.Firings).ThenBy(alert => alert.Name, StringComparer.Ordinal))
        {
            Console.WriteLine($"{alert.Name}: {ReportSection.Words(alert)}");
        }

        Console.WriteLine($"{replayed.Count} alerts: {replayed.Count(alert => alert.Firings > 0)} would have fired, {replayed.Count(alert => alert.Problem is not null)} could not be replayed");
    }
}
