using System.Data.Common;
using Dapper;
using Npgsql;

namespace Analytics.Operations.Jobs;

/// <summary>
/// Runs jobs, the same way from the schedule and from a command line: one run of a job at a time in the whole cluster, bounded by the job's timeout, on record from
/// its beginning to its end.
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
        await using var turn = await Turn.Take(connection, job, cancel);
        var id = await services.Runs.Begin(job, period, attempt, host, services.Clock.GetUtcNow(), cancel);
        var began = services.Clock.GetTimestamp();
        var result = await Bounded(job, period, cancel);
        await services.Runs.End(id, services.Clock.GetElapsedTime(began), result, CancellationToken.None);
        cancel.ThrowIfCancellationRequested();
        return result;
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

    /// <summary>The right to run a job, held by a session of PostgreSQL and given up when that ends.</summary>
    private sealed class Turn(NpgsqlConnection connection, string job) : IAsyncDisposable
    {
        public static async Task<Turn> Take(NpgsqlConnection connection, JobDefinition job, CancellationToken cancel)
        {
            await connection.ExecuteAsync(new CommandDefinition("SELECT pg_advisory_lock(@LockSpace, hashtext(@Name))", new { LockSpace, job.Name }, commandTimeout: 0, cancellationToken: cancel));
            return new Turn(connection, job.Name);
        }

        public async ValueTask DisposeAsync()
        {
            try
            {
                await connection.ExecuteAsync("SELECT pg_advisory_unlock(@LockSpace, hashtext(@job))", new { LockSpace, job });
            }
            catch (DbException)
            {
                // The session is gone, and its locks with it.
            }
        }
    }
}
