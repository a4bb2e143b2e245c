using Dapper;
using Npgsql;

namespace Analytics.Operations.Jobs;

/// <summary>The table <c>job_runs</c>: every run, also those of a command line.</summary>
public sealed class JobRunStore(NpgsqlDataSource database)
{
    internal const string Schema = """
        CREATE TABLE IF NOT EXISTS job_runs (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            job text NOT NULL,
            period timestamptz NOT NULL,
            asked boolean NOT NULL,
            attempt integer NOT NULL,
            host text NOT NULL,
            started timestamptz NOT NULL,
            must_end timestamptz NOT NULL,
            duration_seconds double precision,
            rows_read bigint,
            rows_written bigint,
            completeness double precision,
            state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'succeeded', 'failed')),
            error text
        );
        CREATE TABLE IF NOT EXISTS scheduled_jobs (job text PRIMARY KEY, since timestamptz NOT NULL);
        CREATE INDEX IF NOT EXISTS job_runs_job ON job_runs (job, id DESC);
        """;

    private const string Columns = """
        id, job, period, asked, attempt, host, started, duration_seconds AS durationseconds, rows_read AS rowsread, rows_written AS rowswritten, completeness,
        CASE WHEN state = 'running' AND must_end < @now THEN 'lost' ELSE state END AS state, error
        """;

    // What ended in time but whose program could not say so counts as failed.
    private const string HasFailed = "(state = 'failed' OR (state = 'running' AND must_end < @now))";

    internal async Task<long> Begin(JobDefinition job, JobPeriod period, int attempt, string host, DateTimeOffset now, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition("""
            INSERT INTO job_runs (job, period, asked, attempt, host, started, must_end) VALUES (@Name, @period, @IsAsked, @attempt, @host, @now, @mustEnd) RETURNING id
            """, new { job.Name, period = period.At.UtcDateTime, period.IsAsked, attempt, host, now = now.UtcDateTime, mustEnd = (now + job.TimeoutOf(period) + TimeSpan.FromMinutes(1)).UtcDateTime }, cancellationToken: cancel));
    }

    internal async Task End(long id, TimeSpan duration, JobResult result, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await End(connection, null, id, duration, result, cancel);
    }

    internal static Task End(NpgsqlConnection connection, NpgsqlTransaction? transaction, long id, TimeSpan duration, JobResult result, CancellationToken cancel) =>
        connection.ExecuteAsync(new CommandDefinition("""
            UPDATE job_runs SET duration_seconds = @TotalSeconds, rows_read = @RowsRead, rows_written = @RowsWritten, completeness = @Completeness, state = @state, error = @Failure WHERE id = @id
            """, new { id, duration.TotalSeconds, result.RowsRead, result.RowsWritten, result.Completeness, state = result.Failure is null ? "succeeded" : "failed", Failure = result.Failure?.Reason }, transaction, cancellationToken: cancel));

    /// <summary>One run; null when there is none of this number.</summary>
    public async Task<JobRun?> Find(long id, DateTimeOffset now, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return (await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition($"SELECT {Columns} FROM job_runs WHERE id = @id", new { id, now = now.UtcDateTime }, cancellationToken: cancel)))?.ToRun();
    }

    /// <summary>The last runs of a job, the latest first.</summary>
    public async Task<IReadOnlyList<JobRun>> Last(string job, int count, DateTimeOffset now, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            $"SELECT {Columns} FROM job_runs WHERE job = @job ORDER BY id DESC LIMIT @count", new { job, count, now = now.UtcDateTime }, cancellationToken: cancel));
        return [.. rows.Select(row => row.ToRun())];
    }

    /// <summary>How each of the jobs is doing.</summary>
    public async Task<IReadOnlyList<JobHealth>> Health(IReadOnlyList<JobDefinition> jobs, DateTimeOffset now, CancellationToken cancel)
    {
        var health = new List<JobHealth>();
        var open = await new PeriodLedger(database).Open(cancel);
        await using var connection = await database.OpenConnectionAsync(cancel);
        var scheduled = (await connection.QueryAsync<(string Job, DateTime Since)>(new CommandDefinition("SELECT job, since FROM scheduled_jobs", cancellationToken: cancel)))
            .ToDictionary(row => row.Job, row => new DateTimeOffset(row.Since, TimeSpan.Zero));
        var live = (await connection.QueryAsync<(string Job, long Series)>(new CommandDefinition("SELECT job, count(*) FROM live_series GROUP BY 1", cancellationToken: cancel))).ToDictionary(row => row.Job, row => row.Series);
        foreach (var job in jobs)
        {
            var asked = new { job = job.Name, now = now.UtcDateTime };
            var last = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
                $"SELECT {Columns} FROM job_runs WHERE job = @job ORDER BY id DESC LIMIT 1", asked, cancellationToken: cancel));
            var success = (await connection.QueryAsync<(long Id, DateTime At)>(new CommandDefinition(
                "SELECT id, started + duration_seconds * interval '1 second' FROM job_runs WHERE job = @job AND state = 'succeeded' ORDER BY id DESC LIMIT 1", asked, cancellationToken: cancel))).ToList();
            var failed = await connection.ExecuteScalarAsync<long>(new CommandDefinition(
                $"SELECT count(*) FROM job_runs WHERE job = @job AND id > @after AND {HasFailed}", new { job = job.Name, now = now.UtcDateTime, after = success.Select(run => run.Id).FirstOrDefault() }, cancellationToken: cancel));
            health.Add(new JobHealth(job.Name, success.Count > 0 ? new DateTimeOffset(success[0].At, TimeSpan.Zero) : null, failed, last?.ToRun())
            {
                Scheduled = scheduled.TryGetValue(job.Name, out var since) ? since : null,
                DaysWaiting = open.GetValueOrDefault(job.Name).Waiting,
                DaysFailed = open.GetValueOrDefault(job.Name).Failed,
                Series = live.GetValueOrDefault(job.Name),
            });
        }

        return health;
    }

    /// <summary>A worker has these jobs on its schedule: from now on they are expected to succeed. Those that vanished from it are forgotten.</summary>
    public async Task Schedule(IReadOnlyList<JobDefinition> jobs, DateTimeOffset now, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await connection.ExecuteAsync(new CommandDefinition("""
            DELETE FROM scheduled_jobs WHERE job <> ALL (@names);
            INSERT INTO scheduled_jobs (job, since) SELECT name, @now FROM unnest(@names) AS name ON CONFLICT DO NOTHING
            """, new { names = jobs.Select(job => job.Name).ToArray(), now = now.UtcDateTime }, cancellationToken: cancel));
    }

    /// <summary>Forgets runs that began before a time, but never a job's last success; answers how many.</summary>
    public async Task<long> Forget(DateTimeOffset before, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.ExecuteAsync(new CommandDefinition("""
            DELETE FROM job_runs WHERE started < @before AND id NOT IN (SELECT max(id) FROM job_runs WHERE state = 'succeeded' GROUP BY job)
            """, new { before = before.UtcDateTime }, commandTimeout: 0, cancellationToken: cancel));
    }

    private sealed record Row(
        long Id, string Job, DateTime Period, bool Asked, int Attempt, string Host, DateTime Started, double? DurationSeconds,
        long? RowsRead, long? RowsWritten, double? Completeness, string State, string? Error)
    {
        public JobRun ToRun() => new(Id, Job, new DateTimeOffset(Period, TimeSpan.Zero), Asked, Attempt, Host, new DateTimeOffset(Started, TimeSpan.Zero), DurationSeconds,
            RowsRead, RowsWritten, Completeness, Enum.Parse<RunState>(State, ignoreCase: true), Error);
    }
}
