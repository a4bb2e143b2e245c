using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Analytics.AlertRules;
using Analytics.Catalog;
using Analytics.Cli.Authoring;
using Analytics.Cli.Shell;
using Analytics.Rules.Routing;

namespace Analytics.Cli.Routes;

/// <summary>`routes explain`: who is paged by alerts that fire together at a time.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var alerts = new Argument<string[]>("ALERT") { Description = "An alert with the labels of its series: HighErrorRate{service=\"api\"}. Several fire together.", Arity = ArgumentArity.OneOrMore };
        var label = new Option<string[]>("--label") { Description = "A label for each alert that has it.", HelpName = "NAME=VALUE" };
        var at = new Option<string>("--at") { Description = "When (default: now).", HelpName = "TIME" };
        var json = AuthoringCommands.Json();
        var command = new Command("explain",
            """
            Say who hears of alerts that fire together at a time and go on firing: who is told after how long, what waits for the end of a silence, what is
            kept quiet by which other alert, and who is called when nobody answers. Decided as Alertmanager does, without one.

            Examples:
              ./analytics routes explain HighErrorRate --label service=api --at 2026-03-07T03:00:00Z
              ./analytics routes explain 'CriticalErrorRate{service="api"}' --at 2026-03-07T03:00:00Z --json
            """) { alerts, label, at, json };
        command.SetAction(parsed =>
        {
            var book = AlertRuleBook.Default;
            var shapes = book.Shapes(CatalogIndex.Default);
            var when = Time(parsed.GetValue(at));
            var extra = (parsed.GetValue(label) ?? []).Select(Pair).ToList();
            var firing = parsed.GetValue(alerts)!.Select(text => Firing(text, extra, shapes)).ToList();
            var verdicts = PageSimulation.Run(book.Routing!, firing, when);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(verdicts.Select(Describe)));
                return ExitCodes.Ok;
            }

            foreach (var verdict in verdicts)
            {
                Print(verdict);
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static DateTimeOffset Time(string? text) => text is null ? TimeProvider.System.GetUtcNow()
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
        : throw CommandFailure.Usage($"--at {text} is no time", "write it as 2026-03-07T03:00:00Z");

    private static KeyValuePair<string, string> Pair(string text) => text.Split('=', 2) is [{ Length: > 0 } name, var value] ? new(name, value)
        : throw CommandFailure.Usage($"--label {text} has no value", "write it as NAME=VALUE");

    private static FiringAlert Firing(string text, IReadOnlyList<KeyValuePair<string, string>> extra, IReadOnlyList<AlertShape> shapes)
    {
        var (alert, wrong) = AlertText.Read(text, shapes);
        if (alert is null)
        {
            throw CommandFailure.Usage(wrong!, "./analytics routes explain --help");
        }

        var shape = shapes.First(shape => shape.Alert.Name == alert.Name);
        var own = alert.Labels.Where(label => !shape.Fixed.ContainsKey(label.Key)).Concat(extra.Where(label => shape.MayCarry(label.Key)));
        var (full, problem) = AlertText.Make(alert.Name, own, shapes);
        return extra.FirstOrDefault(label => !shapes.Any(any => any.MayCarry(label.Key))) is { Key: { } unknown }
            ? throw CommandFailure.Usage($"no alert has the label {unknown}")
            : full ?? throw CommandFailure.Usage(problem!);
    }

    private static object Describe(PageVerdict verdict) => new
    {
        alert = verdict.Alert.Name,
        labels = verdict.Alert.Labels,
        inhibitedBy = verdict.InhibitedBy.Select(pair => new { alert = pair.Source.Name, why = pair.Rule.Why }),
        notifications = verdict.Notifications.Select(told => new
        {
            receiver = told.Receiver.Name,
            who = told.Receiver.Who,
            by = told.Receiver.Deliveries.Select(delivery => delivery.InWords),
            afterSeconds = told.After.Seconds,
            mutedBy = told.MutedBy,
            heardAt = told.HeardAt?.UtcDateTime,
            escalation = told.Step?.Alert.Name,
        }),
    };

    private static void Print(PageVerdict verdict)
    {
        Console.WriteLine(verdict.Alert);
        foreach (var (source, rule) in verdict.InhibitedBy)
        {
            Console.WriteLine($"  nobody hears of it: {source.Name} fires, and {rule.Why}");
        }

        foreach (var told in verdict.Notifications)
        {
            var who = $"{told.Receiver.Name} ({told.Receiver.Who}: {(told.Receiver.Deliveries.Count == 0 ? "boards only" : string.Join(", ", told.Receiver.Deliveries.Select(delivery => delivery.InWords)))})";
            var wait = told.MutedBy.Count == 0 ? string.Empty : $"; silent: {string.Join(", ", told.MutedBy)}, heard {(told.HeardAt is { } heard ? heard.UtcDateTime.ToString("ddd yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture) : "never")}";
            Console.WriteLine($"  after {told.After}{(told.Step is null ? string.Empty : " unanswered")}: {who}{wait}");
        }
    }
}
