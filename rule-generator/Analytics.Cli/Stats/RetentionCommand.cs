using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Analytics.Cli.Shell;
using Analytics.Cli.Stats.Input;
using Analytics.Cli.Stats.Output;
using Analytics.Statistics.Engagement;

namespace Analytics.Cli.Stats;

/// <summary>`stats retention`: active users, cohorts and sessions of an events file.</summary>
internal static class RetentionCommand
{
    public static Command Create()
    {
        var input = StatsOptions.Input("user_id, timestamp and optionally event_id");
        var cohort = new Option<string>("--cohort") { Description = "Cohorts by day or by ISO week of the first event.", DefaultValueFactory = _ => "day" };
        cohort.AcceptOnlyFromAmong("day", "week");
        var days = new Option<string>("--days") { Description = "Days N of the retention table.", DefaultValueFactory = _ => "1,7,30", HelpName = "N,N" };
        var unbounded = new Option<bool>("--unbounded") { Description = "Retained means an event on day N or later, not exactly on it." };
        var gap = StatsOptions.Duration("--gap", "A new session starts when the gap is more than this.", TimeSpan.FromMinutes(30));
        var columns = new EventColumnOptions();
        var json = StatsOptions.Json();
        var command = StatsOptions.Command(
            "retention", "DAU, WAU, MAU, retention cohorts and sessions. Days are UTC dates; a day after the data's end is unknown (null), not zero.",
            "analytics stats retention --input events.csv --days 1,7,30 --json");
        command.Options.Add(input);
        foreach (var option in new Option[] { cohort, days, unbounded, gap }.Concat(columns.All).Append(json))
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            var options = new ActivityOptions { Days = ParseDays(parsed.GetValue(days)!), Unbounded = parsed.GetValue(unbounded), SessionGap = parsed.GetValue(gap) };
            using var scan = EventScan.Read(columns.Source(parsed, parsed.GetValue(input)!, withName: false), null);
            var weekly = parsed.GetValue(cohort) == "week";
            var medians = new List<DurationMedian>();
            var tallies = new List<ActivityTally>();
            if (scan.LastDay is { } last)
            {
                Fields.MustBeOneCentury(parsed.GetValue(input)!, scan.FirstDay!.Value, last);
                scan.ForEachPerson(() =>
                {
                    var median = new DurationMedian();
                    var tally = new ActivityTally(scan.FirstDay!.Value, last, options, median.Add);
                    medians.Add(median);
                    tallies.Add(tally);
                    long[] instants = [];
                    return events =>
                    {
                        if (instants.Length < events.Length)
                        {
                            instants = new long[events.Length * 2];
                        }

                        for (var i = 0; i < events.Length; i++)
                        {
                            instants[i] = events[i].Ticks;
                        }

                        tally.AddPerson(instants.AsSpan(0, events.Length));
                    };
                });
            }

            var total = tallies.Count > 0 ? tallies[0] : new ActivityTally(0, 0, options);
            foreach (var other in tallies.Skip(1))
            {
                total.Add(other);
            }

            var skipped = scan.Skipped();
            skipped.Tell(parsed.GetValue(input)!);
            var medianTicks = DurationMedian.Of(medians);
            foreach (var median in medians)
            {
                median.Dispose();
            }

            if (parsed.GetValue(json))
            {
                var answer = Answer(total, tallies.Count == 0, options, weekly, medianTicks);
                answer["skipped"] = skipped.ToJson();
                Json.Print(answer);
            }
            else
            {
                PrintTables(total, tallies.Count == 0, options, weekly, medianTicks);
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static JsonObject Answer(ActivityTally tally, bool empty, ActivityOptions options, bool weekly, double? medianTicks)
    {
        JsonObject dau = [], wau = [], mau = [];
        foreach (var day in empty ? [] : tally.Days())
        {
            var date = Instants.FormatDay(day.Day);
            dau[date] = day.Daily;
            wau[date] = day.Weekly;
            mau[date] = day.Monthly;
        }

        var cohorts = new JsonArray();
        var pooled = new SortedDictionary<int, (long Retained, long Eligible)>();
        foreach (var day in weekly ? [] : options.Days)
        {
            pooled[day] = (0, 0);
        }

        foreach (var (date, size, cells) in empty ? [] : Cohorts(tally, options, weekly))
        {
            var retained = new JsonObject();
            foreach (var (period, count) in cells)
            {
                retained[period.ToString(CultureInfo.InvariantCulture)] = count;
                var sum = pooled.GetValueOrDefault(period);
                pooled[period] = count is { } known ? (sum.Retained + known, sum.Eligible + size) : sum;
            }

            cohorts.Add(new JsonObject { ["cohort"] = date, ["size"] = size, ["retained"] = retained });
        }

        var pool = new JsonObject();
        foreach (var (period, (retained, eligible)) in pooled)
        {
            pool[period.ToString(CultureInfo.InvariantCulture)] = new JsonObject { ["retained"] = retained, ["eligible"] = eligible };
        }

        return new JsonObject
        {
            ["users"] = tally.People,
            ["dau"] = dau,
            ["wau"] = wau,
            ["mau"] = mau,
            ["cohorts"] = cohorts,
            ["pooled"] = pool,
            ["sessions"] = new JsonObject
            {
                ["count"] = tally.Sessions,
                ["meanSeconds"] = Mean(tally),
                ["medianSeconds"] = medianTicks / TimeSpan.TicksPerSecond,
                ["bounces"] = tally.Bounces,
            },
            ["months"] = new JsonArray([.. (empty ? [] : tally.Months()).Select(m => new JsonObject
            {
                ["month"] = m.Month.ToString("yyyy-MM", CultureInfo.InvariantCulture),
                ["active"] = m.Active,
                ["new"] = m.Fresh,
                ["retained"] = m.Retained,
                ["resurrected"] = m.Resurrected,
                ["churned"] = m.Churned,
                ["churnRate"] = m.ChurnRate,
            })]),
            ["definition"] = new JsonObject
            {
                ["day"] = "UTC",
                ["cohort"] = weekly ? "ISO week" : "day",
                ["retention"] = options.Unbounded ? "unbounded" : "classic",
                ["sessionGapSeconds"] = options.SessionGap.TotalSeconds,
            },
        };
    }

    private static IEnumerable<(string Date, long Size, IEnumerable<(int Period, long? Count)> Cells)> Cohorts(ActivityTally tally, ActivityOptions options, bool weekly) => weekly
        ? tally.WeekCohorts().Select(c => (Instants.FormatDay(c.Monday), c.Size, c.Retained.Select((count, k) => (k, (long?)count))))
        : tally.DayCohorts().Select(c => (Instants.FormatDay(c.Day), c.Size, c.Retained.Select((count, k) => (options.Days[k], count))));

    private static double? Mean(ActivityTally tally) =>
        tally.Sessions == 0 ? null : (double)tally.SessionTicks / tally.Sessions / TimeSpan.TicksPerSecond;

    private static void PrintTables(ActivityTally tally, bool empty, ActivityOptions options, bool weekly, double? medianTicks)
    {
        Console.Out.WriteLine($"{tally.People} users; {tally.Sessions} sessions, mean {Mean(tally):0.0} s, median {medianTicks / TimeSpan.TicksPerSecond:0.0} s, {tally.Bounces} bounces");
        if (empty)
        {
            return;
        }

        var active = Tables.Of("Active users", "date", "DAU", "WAU", "MAU", "stickiness");
        foreach (var day in tally.Days())
        {
            active.Row(Instants.FormatDay(day.Day), day.Daily, day.Weekly, day.Monthly, day.Stickiness);
        }

        active.Print();
        var rows = Cohorts(tally, options, weekly).ToArray();
        var periods = weekly ? [.. Enumerable.Range(0, rows.Length == 0 ? 0 : rows.Max(r => r.Cells.Count()))] : options.Days;
        var cohorts = Tables.Of("Retention", ["cohort", "size", .. periods.Select(p => (weekly ? "w" : "day ") + p.ToString(CultureInfo.InvariantCulture))]);
        foreach (var (date, size, cells) in rows)
        {
            var known = cells.Select(c => (object?)c.Count).ToArray();
            cohorts.Row([date, size, .. known, .. new object?[periods.Count - known.Length]]);
        }

        cohorts.Print();
        Console.Out.WriteLine(
            $"Definition: UTC days, {(weekly ? "ISO weeks" : "days")} of the first event, {(options.Unbounded ? "an event on day N or later" : "an event exactly on day N")}, sessions end after {options.SessionGap} without an event");
    }

    private static List<int> ParseDays(string text)
    {
        var days = new List<int>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var day) || day > 100_000)
            {
                throw CommandFailure.Usage($"--days: '{part}' is not a number of days", "Write --days 1,7,30.");
            }

            if (!days.Contains(day))
            {
                days.Add(day);
            }
        }

        return days;
    }
}
