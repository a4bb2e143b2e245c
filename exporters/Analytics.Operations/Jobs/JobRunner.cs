using System.Data.Common;
using Dapper;
using Npgsql;

namespace Analytics.Operations.Jobs;

/// <summary>
/// Runs jobs, the same way from the schedule and from a command line: one run of a job for a period at a time in the whole cluster, bounded by the job's timeout, on
/// record from its beginning to its end.
/// </summary>
public sealed class JobRunner(JobServices services, string host)
{
    private const int LockSpace = 0x6a6f_6273;

    /// <summary>Runs a job for a period. An expected failure (a peer away, a timeout) is in the answer.</summary>
    /// <exception cref="DbException">PostgreSQL could not be reached even to put the run on record.</exception>
    /// <exception cref="OperationCanceledException">The caller stopped it; the run is on record as failed.</exception>
    public async Task<JobResult> Run(JobDefinition job, JobPeriod period, int attempt, CancellationToken cancel)
    {
        await using var connection = await services.Database.OpenConnectionAsync(cancel);
        await using var turn = await Turn.Alone(connection, job, cancel);
        var (id, result, took) = await Recorded(job, period, attempt, cancel);
        await services.Runs.End(id, took, result, CancellationToken.None);
        if (result.Failure is null && period.IsWholeDay && result.Samples.Count > 0)
        {
            await services.Periods.Done(job.Name, period.At, cancel);
        }

        cancel.ThrowIfCancellationRequested();
        return result;
    }

    /// <summary>
    /// Does the oldest day on the list of days that somebody asked for (<see cref="PeriodLedger"/>), beside other programs that do other days; null when none can be done now.
    /// </summary>
    /// <param name="jobs">The jobs whose days it does.</param>
    /// <param name="cancel">Stops it; the day waits again.</param>
    public async Task<PeriodRun?> RunWaiting(IReadOnlyCollection<string> jobs, CancellationToken cancel)
    {
        await using var claim = await services.Periods.Claim(jobs, services.Clock.GetUtcNow(), cancel);
        if (claim is null)
        {
            return null;
        }

        await using var connection = await services.Database.OpenConnectionAsync(cancel);
        await using var turn = await Turn.Shared(connection, claim.Job, cancel);
        var (id, result, took) = await Recorded(claim.Job, claim.Period, claim.Attempts, cancel);
        if (cancel.IsCancellationRequested)
        {
            await services.Runs.End(id, took, result, CancellationToken.None);
            cancel.ThrowIfCancellationRequested();
        }

        await claim.Settle(id, took, result, services.Clock.GetUtcNow());
        return new PeriodRun(claim.Job, claim.Period, result, took);
    }

    private async Task<(long Id, JobResult Result, TimeSpan Took)> Recorded(JobDefinition job, JobPeriod period, int attempt, CancellationToken cancel)
    {
        var id = await services.Runs.Begin(job, period, attempt, host, services.Clock.GetUtcNow(), cancel);
        var began = services.Clock.GetTimestamp();
        return (id, await Bounded(job, period, cancel), services.Clock.GetElapsedTime(began));
    }

    private async Task<JobResult> Bounded(JobDefinition job, JobPeriod period, CancellationToken cancel)
    {
        using var timeout = new CancellationTokenSource(job.TimeoutOf(period), services.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeout.Token);
        try
        {
            return await job.Work(services, period, either.Token);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return Failed("Stopped before its end.");
        }
        catch (Exception) when (timeout.IsCancellationRequested)
        {
            return Failed($"Stopped after its timeout of {job.TimeoutOf(period):c}.");
        }
        catch (HttpRequestException failure)
        {
            return Failed($"Prometheus: {failure.Message}", isPeerAway: failure.StatusCode is null);
        }
        catch (DbException failure)
        {
            return Failed($"PostgreSQL: {failure.Message}", failure is not PostgresException);
        }
        catch (Exception bug)
        {
            // A bug in one job is its failed run, not the end of the worker with all the others.
            return Failed(bug.ToString());
        }
    }

    private static JobResult Failed(string reason, bool isPeerAway = false) => new(0, 0, null, [], 0, new Failure(reason, isPeerAway));

    /// <summary>
    /// The right to run a job, held by a session of PostgreSQL and given up when that ends: alone, because a scheduled run may correct any day, or shared among those that do days of
    /// their own.
    /// </summary>
    private sealed class Turn(NpgsqlConnection connection, string job, string kind) : IAsyncDisposable
    {
        public static Task<Turn> Alone(NpgsqlConnection connection, JobDefinition job, CancellationToken cancel) => Take(connection, job, string.Empty, cancel);

        public static Task<Turn> Shared(NpgsqlConnection connection, JobDefinition job, CancellationToken cancel) => Take(connection, job, "_shared", cancel);

        private static async Task<Turn> Take(NpgsqlConnection connection, JobDefinition job, string kind, CancellationToken cancel)
        {
            await connection.ExecuteAsync(new CommandDefinition($"SELECT pg_advisory_lock{kind}(@LockSpace, hashtext(@Name))", new { LockSpace, job.Name }, commandTimeout: 0, cancellationToken: cancel));
            return new Turn(connection, job.Name, kind);
        }

        public async ValueTask DisposeAsync()
        {
            try
            {
                await connection.ExecuteAsync($"SELECT pg_advisory_unlock{kind}(@LockSpace, hashtext(@job))", new { LockSpace, job });
            }
            catch (DbException)
            {
                // The session is gone, and its locks with it.
            }
        }
    }
}
