using Dapper;
using Npgsql;

namespace Analytics.Operations.Jobs;

/// <summary>
/// The sole right to do a day that was asked for: a transaction that holds its row. What became of the run and of the day is written in it, so that a day is never done
/// without its record, nor recorded twice; a program that is killed leaves the day as it was.
/// </summary>
internal sealed class PeriodClaim(NpgsqlConnection connection, NpgsqlTransaction transaction, JobDefinition job, DateTimeOffset at, int attempts) : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);

    public JobDefinition Job => job;

    public JobPeriod Period { get; } = new(at, IsAsked: true);

    /// <summary>Runs of this day that have failed so far.</summary>
    public int Attempts => attempts;

    /// <summary>Writes down how the run ended. A failed day waits 5, 10, 20, ... seconds for its next attempt, as often as the table of jobs allows.</summary>
    public async Task Settle(long run, TimeSpan duration, JobResult result, DateTimeOffset now)
    {
        await JobRunStore.End(connection, transaction, run, duration, result, CancellationToken.None);
        var state = result.Failure is null ? "done" : attempts >= job.Retries ? "failed" : "waiting";
        await connection.ExecuteAsync("""
            UPDATE job_periods SET state = @state, attempts = @tried, not_before = @next, run = @run, error = @error WHERE job = @Name AND period = @at
            """, new
        {
            state, job.Name, run, at = at.UtcDateTime, tried = attempts + (result.Failure is null ? 0 : 1), next = (now + (FirstPause * Math.Pow(2, Math.Min(attempts, 10)))).UtcDateTime, error = result.Failure?.Reason,
        }, transaction);
        await transaction.CommitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
