using System.CommandLine;
using System.Globalization;
using Analytics.Cli.Shell;
using Analytics.Operations.Jobs;
using Npgsql;

namespace Analytics.Cli.Jobs;

/// <summary>How a job is doing, judged.</summary>
/// <param name="Job">The job.</param>
/// <param name="Health">What is on record.</param>
/// <param name="State"><c>ok</c>, <c>waiting</c> (never ran), <c>failing</c> or <c>late</c>.</param>
internal sealed record JobVerdict(JobDefinition Job, JobHealth Health, string State)
{
    public bool IsFinding => State is "failing" or "late";

    public static JobVerdict Of(JobDefinition job, JobHealth health, DateTimeOffset now) => new(job, health,
        health.FailedSince > 0 || health.DaysFailed > 0 ? "failing" : now - health.WaitingSince > job.LateAfter ? "late" : health.LastRun is null ? "waiting" : "ok");
}

/// <summary>`jobs status`: what the run records say.</summary>
internal static class JobsStatusCommand
{
    public static Command Create(TimeProvider clock)
    {
        var postgres = JobsRunCommand.Postgres();
        var json = JobsCommand.Json();
        var command = new Command("status",
            """
            Show how the jobs are doing: last success, failed runs since, the last error. Exit 0: all well; 1: one is failing or late; 3: PostgreSQL cannot be reached.
            Example: analytics jobs status --json
            """) { postgres, json };
        command.SetAction(async (parsed, cancel) =>
        {
            await using var peers = JobPeers.Find(parsed.GetValue(postgres), remoteWrite: null, clock);
            var now = clock.GetUtcNow();
            var health = await Read(peers.Services, now, cancel);
            var verdicts = JobTable.All.Select(job => JobVerdict.Of(job, health.Single(own => own.Job == job.Name), now)).ToList();
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JobJson.Status(verdicts));
            }
            else
            {
                verdicts.ForEach(verdict => Console.WriteLine(Line(verdict, now)));
            }

            return verdicts.Any(verdict => verdict.IsFinding) ? ExitCodes.Finding : ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<IReadOnlyList<JobHealth>> Read(JobServices services, DateTimeOffset now, CancellationToken cancel)
    {
        try
        {
            return await services.Runs.Health(JobTable.All, now, cancel);
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return [.. JobTable.All.Select(job => new JobHealth(job.Name, null, 0, null))];
        }
        catch (NpgsqlException away)
        {
            throw CommandFailure.Unreachable($"PostgreSQL: {away.Message}", "./analytics doctor");
        }
    }

    private static string Line(JobVerdict verdict, DateTimeOffset now)
    {
        var health = verdict.Health;
        var success = health.LastSuccess is { } at ? $"last success {at:yyyy-MM-ddTHH:mm:ssZ} ({Ago(now - at)} ago)" : "no success yet";
        var failed = health.FailedSince > 0 ? $", {health.FailedSince} failed since: {health.LastRun?.Error?.Split('\n')[0]}" : string.Empty;
        var days = health.DaysWaiting + health.DaysFailed > 0 ? $", asked days: {health.DaysWaiting} waiting, {health.DaysFailed} failed" : string.Empty;
        return $"{verdict.State,-8} {verdict.Job.Name,-12} {success}{failed}{days}";
    }

    private static string Ago(TimeSpan span) => span.TotalHours >= 48
        ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalDays:0} days")
        : span.TotalMinutes >= 2 ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0} min") : string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0} s");
}
