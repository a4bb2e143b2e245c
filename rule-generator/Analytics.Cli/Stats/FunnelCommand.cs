using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Analytics.Cli.Shell;
using Analytics.Cli.Stats.Input;
using Analytics.Cli.Stats.Output;
using Analytics.Statistics.Engagement;

namespace Analytics.Cli.Stats;

/// <summary>`stats funnel`: how many users take one step after another within a window.</summary>
internal static class FunnelCommand
{
    public static Command Create()
    {
        var input = StatsOptions.Input("user_id, timestamp, event and optionally event_id");
        var steps = new Option<string>("--steps") { Description = "Event names in order.", Required = true, HelpName = "A,B,C" };
        var window = StatsOptions.Duration("--window", "Time from step 1 within which the other steps count, its end included.", TimeSpan.FromDays(7));
        var anchor = new Option<string>("--anchor") { Description = "first: from the user's first event of step 1; any: from any of them.", DefaultValueFactory = _ => "first" };
        anchor.AcceptOnlyFromAmong("first", "any");
        var columns = new EventColumnOptions();
        var json = StatsOptions.Json();
        var command = StatsOptions.Command(
            "funnel", "Users who reach each step: each strictly after the one before and within the window after step 1.",
            "analytics stats funnel --input events.csv --steps signup,activate,pay --window 7d --json");
        command.Options.Add(input);
        foreach (var option in new Option[] { steps, window, anchor }.Concat(columns.All).Append(json))
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            var names = parsed.GetValue(steps)!.Split(',', StringSplitOptions.TrimEntries);
            if (names.Length > 64 || names.Any(n => n.Length == 0))
            {
                throw CommandFailure.Usage($"--steps: '{parsed.GetValue(steps)}' is not a list of 1 to 64 event names", "Write --steps signup,activate,pay.");
            }

            var distinct = names.Distinct().ToArray();
            var order = names.Select(n => Array.IndexOf(distinct, n)).ToArray();
            var bytes = distinct.Select(Encoding.UTF8.GetBytes).ToArray();
            using var scan = EventScan.Read(columns.Source(parsed, parsed.GetValue(input)!, withName: true), (csv, column) => IndexOf(bytes, csv[column]));
            var anchors = parsed.GetValue(anchor) == "any" ? FunnelAnchor.Any : FunnelAnchor.First;
            var medians = new List<DurationMedian>();
            var tallies = new List<FunnelTally>();
            scan.ForEachPerson(() =>
            {
                var median = new DurationMedian();
                var tally = new FunnelTally(order, parsed.GetValue(window), anchors, median.Add);
                medians.Add(median);
                tallies.Add(tally);
                FunnelEvent[] buffer = [];
                return events =>
                {
                    if (buffer.Length < events.Length)
                    {
                        buffer = new FunnelEvent[events.Length * 2];
                    }

                    for (var i = 0; i < events.Length; i++)
                    {
                        buffer[i] = new FunnelEvent(events[i].Ticks, events[i].Tag);
                    }

                    tally.AddPerson(buffer.AsSpan(0, events.Length));
                };
            });
            foreach (var other in tallies.Skip(1))
            {
                tallies[0].Add(other);
            }

            var seconds = DurationMedian.Of(medians) / TimeSpan.TicksPerSecond;
            foreach (var median in medians)
            {
                median.Dispose();
            }

            var skipped = scan.Skipped();
            skipped.Tell(parsed.GetValue(input)!);
            var definition = $"each step strictly after the one before and at most {parsed.GetValue(window)} after step 1, end included; "
                + (anchors == FunnelAnchor.Any ? "from any event of step 1, times from the earliest that converts" : "from the user's first event of step 1");
            Print(names, tallies[0].Reached, seconds, skipped, definition, parsed.GetValue(json));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Print(string[] names, IReadOnlyList<long> reached, double? medianSeconds, SkippedRows skipped, string definition, bool json)
    {
        if (json)
        {
            Json.Print(new JsonObject
            {
                ["steps"] = new JsonArray([.. names.Select((name, k) => new JsonObject { ["name"] = name, ["users"] = reached[k] })]),
                ["medianSecondsToConvert"] = medianSeconds,
                ["skipped"] = skipped.ToJson(),
                ["definition"] = definition,
            });
            return;
        }

        var table = Tables.Of("Funnel", "step", "users", "% of step 1", "% of step before");
        for (var k = 0; k < names.Length; k++)
        {
            table.Row(names[k], reached[k], reached[0] == 0 ? null : 100.0 * reached[k] / reached[0], k == 0 || reached[k - 1] == 0 ? null : 100.0 * reached[k] / reached[k - 1]);
        }

        table.Print();
        Console.Out.WriteLine(medianSeconds is { } seconds ? $"median time to convert: {TimeSpan.FromSeconds(seconds)}" : "nobody converted");
        Console.Out.WriteLine($"Definition: {definition}");
    }

    private static int IndexOf(byte[][] names, ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (name.SequenceEqual(names[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
