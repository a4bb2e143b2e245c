using System.CommandLine;
using System.Globalization;
using Analytics.Cli.Shell;
using Analytics.Operations.Jobs;
using Npgsql;

namespace Analytics.Cli.Jobs;

/// <summary>`jobs run`: the worker's own code, for now, for a day or for many.</summary>
internal static class JobsRunCommand
{
    private const int MostDays = 3_660;

    public static Option<string?> Postgres() => new("--postgres")
    {
        Description = "Connection string (default: ANALYTICS__POSTGRES__CONNECTIONSTRING, else the running stack's).",
        HelpName = "TEXT",
    };

    public static Command Create(TimeProvider clock)
    {
        var name = new Argument<string>("NAME") { Description = "The job: " + string.Join(", ", JobTable.All) + "." };
        var date = new Option<string?>("--date") { Description = "A UTC day: as it was at its end, or as far as today has gone.", HelpName = "D" };
        var from = new Option<string?>("--from") { Description = "First of many days.", HelpName = "D" };
        var to = new Option<string?>("--to") { Description = "Last of many days.", HelpName = "D" };
        var postgres = Postgres();
        var remoteWrite = new Option<string?>("--remote-write") { Description = "Where computed series go (default: ANALYTICS__REMOTEWRITE__URL, else the running stack's Prometheus).", HelpName = "URL" };
        var detach = new Option<bool>("--detach") { Description = "Only put the days on the list: the workers do them." };
        var json = JobsCommand.Json();
        var command = new Command("run",
            """
            Run a job by hand, with the same code as the worker: for now, for one day, or for many. A day gives the same numbers again, unless its events changed since.
            Days that are over go on a list in PostgreSQL, with what other jobs must do for them first; this command and the workers share the list, each day done once, and
            what one leaves behind another does.
            Exit 0: done; 1: a run failed; 2: wrong use; 3: PostgreSQL or Prometheus cannot be reached.
            Example: analytics jobs run engagement --from 2026-11-01 --to 2026-11-20
            """) { name, date, from, to, detach, postgres, remoteWrite, json };
        command.SetAction(async (parsed, cancel) =>
        {
            var job = JobTable.Find(parsed.GetValue(name)!)
                ?? throw CommandFailure.Usage($"there is no job '{parsed.GetValue(name)}'", "The jobs are: " + string.Join(", ", JobTable.All) + ".");
            var periods = Periods(job, parsed.GetValue(date), parsed.GetValue(from), parsed.GetValue(to), clock.GetUtcNow());
            await using var peers = JobPeers.Find(parsed.GetValue(postgres), parsed.GetValue(remoteWrite), clock);
            if (parsed.GetValue(detach))
            {
                return await Detach(peers, job, periods, clock, parsed.GetValue(json), cancel);
            }

            var runs = await Run(peers, job, periods, clock, cancel);
            Console.Write(parsed.GetValue(json) ? JobJson.Runs(job, runs) + "\n" : JobText.Of(job, runs));
            var failure = runs[^1].Result.Failure;
            return failure is null ? ExitCodes.Ok : throw new CommandFailure(
                failure.IsPeerAway ? ExitCodes.Unreachable : ExitCodes.Finding, failure.Reason, failure.IsPeerAway ? "What is computed stays on record, and what is not done stays on the list: workers go on with it, or run this again when the peer is back." : null);
        });
        return command;
    }

    /// <summary>The periods that the options name, the oldest first.</summary>
    internal static IReadOnlyList<JobPeriod> Periods(JobDefinition job, string? date, string? from, string? to, DateTimeOffset now)
    {
        if (date is null && from is null && to is null)
        {
            return [JobPeriod.Until(now, isAsked: true)];
        }

        if (!job.HasPeriods)
        {
            throw CommandFailure.Usage($"{job} is about the present and has no days", $"./analytics jobs run {job}");
        }

        if (date is not null && (from is not null || to is not null))
        {
            throw CommandFailure.Usage("--date is one day, --from and --to are many", "Give one or the other.");
        }

        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var first = Day("--date or --from", date ?? from ?? throw CommandFailure.Usage("--to needs --from"), today);
        var last = date is not null ? first : to is null ? today : Day("--to", to, today);
        var days = last.DayNumber - first.DayNumber + 1;
        return days switch
        {
            < 1 => throw CommandFailure.Usage($"--from {first:yyyy-MM-dd} is after --to {last:yyyy-MM-dd}"),
            > MostDays => throw CommandFailure.Usage($"{days} days are more than {MostDays}"),
            _ => [.. Enumerable.Range(0, days).Select(i => JobPeriod.Of(first.AddDays(i), now))],
        };
    }

    internal static DateOnly Day(string option, string text, DateOnly today)
    {
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            throw CommandFailure.Usage($"{option}: '{text}' is no day", "Write it as 2026-11-21.");
        }

        return day <= today ? day : throw CommandFailure.Usage($"{option}: {text} is in the future");
    }

    private static async Task<int> Detach(JobPeers peers, JobDefinition job, IReadOnlyList<JobPeriod> periods, TimeProvider clock, bool json, CancellationToken cancel)
    {
        var days = periods.Where(period => period.IsWholeDay).Select(period => period.At).ToList();
        if (days.Count == 0)
        {
            throw CommandFailure.Usage("--detach is about days that are over", $"./analytics jobs run {job} --date 2026-11-20 --detach");
        }

        var needed = await Asking(async () =>
        {
            await peers.Prepare(cancel);
            return await peers.Services.Periods.Ask(job, days, clock.GetUtcNow(), cancel);
        });
        Console.WriteLine(json ? JobJson.Asked(job, days, needed) : JobText.Asked(job, days, needed));
        return ExitCodes.Ok;
    }

    private static Task<IReadOnlyList<PeriodRun>> Run(JobPeers peers, JobDefinition job, IReadOnlyList<JobPeriod> periods, TimeProvider clock, CancellationToken cancel)
    {
        var runner = new JobRunner(peers.Services, $"{Environment.UserName}@{Environment.MachineName}");
        return Asking(async () =>
        {
            await peers.Prepare(cancel);
            var days = periods.Where(period => period.IsWholeDay).ToList();
            var runs = new List<PeriodRun>(days.Count > 0 ? await new DayRuns(peers.Services, runner, job, clock).Run(days, cancel) : []);
            foreach (var present in periods.Where(period => !period.IsWholeDay && runs.All(run => run.Result.Failure is null)))
            {
                var began = clock.GetTimestamp();
                var result = await runner.Run(job, present, 0, cancel);
                runs.Add(new PeriodRun(job, present, result, clock.GetElapsedTime(began)));
            }

            return (IReadOnlyList<PeriodRun>)runs;
        });
    }

    private static async Task<T> Asking<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (NpgsqlException away)
        {
            throw CommandFailure.Unreachable($"PostgreSQL: {away.Message}", "./analytics doctor");
        }
    }
}
