using System.CommandLine;
using Analytics.Cli.Shell;

namespace Analytics.Cli.Authoring.Diff;

/// <summary>`diff`: one report for a pull request.</summary>
internal static class DiffCommand
{
    public static Command Create()
    {
        var from = new Argument<string>("base") { Description = "A revision of git, from the point where it and HEAD parted, or a folder shaped as a checkout.", DefaultValueFactory = _ => "HEAD" };
        var to = new Option<string?>("--to") { Description = "The other side, a revision or a folder (default: what the C# makes now).", HelpName = "REV|DIR" };
        var format = new Option<string>("--format") { Description = "For people, for a comment on a pull request, or for a program.", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "markdown", "json");
        var root = AuthoringCommands.Root();
        var replay = new ReplayOptions();
        var command = new Command("diff",
            """
            Say what a change means, from the generated files of a revision and what the C# makes now: alerts, SLOs and recordings that are not what they were
            (compared as trees: a threshold, a for, a label), who is paged otherwise, what it costs in series, which boards show something else; and, where a
            server remembers, how often each changed alert would have fired before and now.
            Exit code 0: the report is made; 1: something must not be merged so (a panel asks for what is gone, nobody hears of an alert, a file cannot be
            read); 2: no such revision; 3: the server cannot be reached.

            Examples:
              ./analytics diff
              ./analytics diff origin/main --format markdown > comment.md
              ./analytics diff origin/main --prometheus http://localhost:9090 --since 30d
              ./analytics diff v1.4 --to v1.5 --format json | jq '.cost.series'
            """) { from, to, format, replay.Prometheus, replay.Since, replay.Step, root };
        command.SetAction(async (parsed, cancel) =>
        {
            var folder = Checkout.Find(parsed.GetValue(root));
            var before = EditionSource.Read(parsed.GetValue(from)!, folder);
            var after = parsed.GetValue(to) is { } other ? EditionSource.Read(other, folder) : EditionSource.House();
            var (report, changes) = ChangeReport.Of(before, after);
            report = report with { Replayed = await replay.With(parsed, backtest => backtest.DeltaAsync(after, changes, cancel)) };
            Console.WriteLine(parsed.GetValue(format) switch
            {
                "json" => ReportText.Json(report),
                "markdown" => ReportText.Markdown(report).TrimEnd('\n'),
                _ => ReportText.Plain(report).TrimEnd('\n'),
            });
            return report.Findings.Count == 0 ? ExitCodes.Ok : ExitCodes.Finding;
        });
        return command;
    }
}
