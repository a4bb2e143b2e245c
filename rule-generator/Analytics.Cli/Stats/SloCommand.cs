using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Analytics.Cli.Shell;
using Analytics.Cli.Stats.Input;
using Analytics.Cli.Stats.Output;
using Analytics.Statistics.ServiceLevels;

namespace Analytics.Cli.Stats;

/// <summary>`stats slo`: availability, error budget, burn rates and what the multi-window alerts would have done.</summary>
internal static class SloCommand
{
    private static readonly (string Name, TimeSpan Window)[] BurnWindows =
    [
        ("5m", TimeSpan.FromMinutes(5)), ("30m", TimeSpan.FromMinutes(30)), ("1h", TimeSpan.FromHours(1)), ("2h", TimeSpan.FromHours(2)),
        ("6h", TimeSpan.FromHours(6)), ("1d", TimeSpan.FromDays(1)), ("3d", TimeSpan.FromDays(3)), ("30d", TimeSpan.FromDays(30)),
    ];

    private const long LongestSpan = 3660 * TimeSpan.TicksPerDay;

    // The sum of ten years of minutes stays far within decimal's range.
    private const decimal LargestCount = 1e18m;

    public static Command Create()
    {
        var input = StatsOptions.Input("timestamp, good, bad or timestamp, total, bad; per minute, an empty count means no data");
        var objective = new Option<decimal>("--objective") { Description = "Wished share of good requests, between 0 and 1.", Required = true, HelpName = "0.999" };
        var window = StatsOptions.Duration("--window", "Window of the objective.", TimeSpan.FromDays(30));
        var instant = StatsOptions.Optional("--at", "The instant to answer for; by default the end of the last minute.", "TIMESTAMP");
        var counters = new Option<bool>("--counters") { Description = "The counts are cumulative counters." };
        var json = StatsOptions.Json();
        var command = StatsOptions.Command(
            "slo", "Availability, error budget left, burn rates, hours to exhaustion and the history of the multi-window alerts.",
            "analytics stats slo --input counts.csv --objective 0.999 --window 30d --at 2025-06-30T00:00:00Z");
        foreach (var option in new Option[] { input, objective, window, instant, counters, json })
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            var goal = parsed.GetValue(objective);
            if (goal is <= 0 or >= 1)
            {
                throw CommandFailure.Usage($"--objective: {goal} does not lie between 0 and 1", "Write 0.999 for 99.9 %.");
            }

            var skipped = new SkippedRows();
            var counts = ReadCounts(parsed.GetValue(input)!, parsed.GetValue(counters), skipped);
            skipped.Tell(parsed.GetValue(input)!);
            var end = counts.Start + (counts.Length * TimeSpan.TicksPerMinute);
            var at = StatsOptions.From(parsed.GetValue(instant), "--at") ?? end;
            var answer = Answer(new ErrorBudget(counts, goal, parsed.GetValue(window)), at);
            answer["skipped"] = skipped.ToJson();
            answer["definition"] = new JsonObject
            {
                ["errorRatio"] = "bad / total of the minutes that start in [T - window, T); minutes without data are unknown, neither good nor bad",
                ["burn"] = "error ratio / (1 - objective); budget remaining = 1 - burn of the window",
                ["at"] = Instants.FormatInstant(at),
                ["window"] = string.Create(CultureInfo.InvariantCulture, $"{parsed.GetValue(window).TotalHours}h"),
                ["timeBased"] = "a minute with traffic is bad when more than 5 % of it is",
                ["alerts"] = "both windows above the factor, at the end of each minute; a window without traffic does not fire",
            };
            if (parsed.GetValue(json))
            {
                Json.Print(answer);
            }
            else
            {
                Flat.Table(answer).Print();
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static JsonObject Answer(ErrorBudget budget, long at)
    {
        var ratio = budget.ErrorRatio(at, budget.Window);
        var burn = new JsonObject();
        foreach (var (name, length) in BurnWindows)
        {
            burn[name] = Json.Number(budget.Burn(at, length));
        }

        return new JsonObject
        {
            ["availability"] = Json.Number(1 - ratio),
            ["errorRatio"] = Json.Number(ratio),
            ["budgetRemaining"] = Json.Number(budget.Remaining(at)),
            ["burn"] = burn,
            ["hoursToExhaustion"] = new JsonObject
            {
                ["1h"] = Json.Number(budget.HoursToExhaustion(at, TimeSpan.FromHours(1))),
                ["6h"] = Json.Number(budget.HoursToExhaustion(at, TimeSpan.FromHours(6))),
            },
            ["timeBasedAvailability"] = Json.Number(budget.TimeBasedAvailability(at)),
            ["alerts"] = new JsonArray([.. BurnAlert.Standard.Select(alert =>
            {
                var history = budget.Replay(alert, at);
                return new JsonObject
                {
                    ["long"] = NameOf(alert.Long),
                    ["short"] = NameOf(alert.Short),
                    ["factor"] = Json.Number(alert.Factor),
                    ["firstFiring"] = history.FirstFiring is { } first ? Instants.FormatInstant(first) : null,
                    ["minutesFiring"] = history.MinutesFiring,
                    ["episodes"] = history.Episodes,
                };
            })]),
        };
    }

    private static string NameOf(TimeSpan window) => BurnWindows.First(w => w.Window == window).Name;

    private static MinuteCounts ReadCounts(string path, bool cumulative, SkippedRows skipped)
    {
        using var csv = new CsvReader(path);
        var time = csv.Column("timestamp");
        var bad = csv.Column("bad");
        var good = csv.OptionalColumn("good");
        var total = good >= 0 ? -1 : csv.OptionalColumn("total");
        if (good < 0 && total < 0)
        {
            throw CommandFailure.Usage($"{path}:1: neither a column 'good' nor 'total'; the columns are: {string.Join(", ", csv.Header)}");
        }

        var samples = new List<(long Instant, decimal? First, decimal? Bad)>();
        var noData = 0L;
        while (csv.Read())
        {
            var badCount = Count(csv, bad);
            var other = Count(csv, good >= 0 ? good : total);
            noData += badCount is null || other is null ? 1 : 0;
            if (total >= 0 && !cumulative && badCount > other)
            {
                throw csv.Bad(bad, string.Create(CultureInfo.InvariantCulture, $"at most the total {other}"));
            }

            samples.Add((csv.Instant(time), good >= 0 && !cumulative ? other + badCount : other, badCount));
        }

        skipped.Add("noData", "an empty count means no data", noData);
        if (samples.Count > 0 && samples.Max(s => s.Instant) - samples.Min(s => s.Instant) > LongestSpan)
        {
            throw CommandFailure.Usage($"{path}: the file spans more than ten years of minutes", "Is one of the timestamps wrong?");
        }

        return cumulative ? MinuteCounts.FromCounters(samples, firstIsGood: good >= 0) : MinuteCounts.FromIntervals(samples);
    }

    private static decimal? Count(CsvReader csv, int column) =>
        csv.OptionalDecimal(column) is { } count && count is < 0 or > LargestCount ? throw csv.Bad(column, "from zero to 10^18") : csv.OptionalDecimal(column);
}
