using Dapper;
using Npgsql;

namespace Analytics.Operations.Jobs;

/// <summary>How a job stands with a whole day.</summary>
public enum PeriodState
{
    /// <summary>Somebody asked for it; whoever is free does it.</summary>
    Waiting,

    Done,

    /// <summary>It was tried as often as the table of jobs allows.</summary>
    Failed,
}

/// <summary>A whole day of a job.</summary>
/// <param name="Job">The job's name.</param>
/// <param name="At">The end of the day.</param>
/// <param name="State">How it stands.</param>
/// <param name="Attempts">Runs that failed since somebody asked for it.</param>
/// <param name="Run">The run that did it on request; null when the schedule did it, or nobody yet.</param>
/// <param name="Error">Why the last attempt failed.</param>
public sealed record LedgerPeriod(string Job, DateTimeOffset At, PeriodState State, int Attempts, long? Run, string? Error);

/// <summary>
/// The table <c>job_periods</c>: which whole days each job has done, and which it was asked to do. A day that waits is claimed by locking its row: a program that is killed
/// gives it up, and nobody does it beside another.
/// </summary>
public sealed class PeriodLedger(NpgsqlDataSource database)
{
    internal const string Schema = """
        CREATE TABLE IF NOT EXISTS job_periods (
            job text NOT NULL,
            period timestamptz NOT NULL,
            state text NOT NULL CHECK (state IN ('waiting', 'done', 'failed')),
            attempts integer NOT NULL DEFAULT 0,
            not_before timestamptz NOT NULL,
            run bigint,
            error text,
            PRIMARY KEY (job, period)
        );
        CREATE INDEX IF NOT EXISTS job_periods_open ON job_periods (period, job) WHERE state <> 'done';
        """;

    private static readonly (string[] Before, string[] After) Needs = (
        [.. JobTable.All.SelectMany(job => job.After)],
        [.. JobTable.All.SelectMany(job => job.After.Select(_ => job.Name))]);

    /// <summary>Puts days on the list, together with those that the jobs it depends on have not done yet; answers these.</summary>
    public async Task<IReadOnlyList<LedgerPeriod>> Ask(JobDefinition job, IReadOnlyList<DateTimeOffset> periods, DateTimeOffset now, CancellationToken cancel)
    {
        var needed = new List<LedgerPeriod>();
        foreach (var before in job.After)
        {
            var missing = (await Missing(before, periods, cancel)).ToList();
            if (missing.Count > 0)
            {
                needed.AddRange(await Ask(JobTable.Find(before)!, missing, now, cancel));
                needed.AddRange(missing.Select(at => new LedgerPeriod(before, at, PeriodState.Waiting, 0, null, null)));
            }
        }

        await using var connection = await database.OpenConnectionAsync(cancel);
        await connection.ExecuteAsync(new CommandDefinition("""
            INSERT INTO job_periods AS own (job, period, state, not_before) SELECT @Name, period, 'waiting', @now FROM unnest(@periods) AS period
            ON CONFLICT (job, period) DO UPDATE SET state = 'waiting', attempts = 0, not_before = @now, run = NULL, error = NULL
            """, new { job.Name, now = now.UtcDateTime, periods = Utc(periods) }, cancellationToken: cancel));
        return needed;
    }

    /// <summary>Claims the oldest day that waits and whose dependencies are done; null when there is none.</summary>
    internal async Task<PeriodClaim?> Claim(IReadOnlyCollection<string> jobs, DateTimeOffset now, CancellationToken cancel)
    {
        var connection = await database.OpenConnectionAsync(cancel);
        var transaction = await connection.BeginTransactionAsync(cancel);
        var sql = $"""
            SELECT job, period, attempts FROM job_periods AS asked
            WHERE state = 'waiting' AND not_before <= @now AND job = ANY (@jobs) AND NOT EXISTS (
                SELECT FROM unnest(@Before, @After) AS needed (before, after) WHERE after = asked.job AND NOT ({IsDone("asked.period")}))
            ORDER BY period, job LIMIT 1 FOR UPDATE OF asked SKIP LOCKED
            """;
        var rows = (await connection.QueryAsync<(string Job, DateTime Period, int Attempts)>(new CommandDefinition(
            sql, new { now = now.UtcDateTime, jobs = jobs.ToArray(), Needs.Before, Needs.After }, transaction, cancellationToken: cancel))).ToList();
        if (rows.Count > 0 && JobTable.Find(rows[0].Job) is { } job)
        {
            return new PeriodClaim(connection, transaction, job, new DateTimeOffset(rows[0].Period, TimeSpan.Zero), rows[0].Attempts);
        }

        await transaction.DisposeAsync();
        await connection.DisposeAsync();
        return null;
    }

    /// <summary>A job has published a whole day on schedule. A day that waits keeps waiting: somebody asked to see it done.</summary>
    internal async Task Done(string job, DateTimeOffset period, CancellationToken cancel)
    {
        // Not ON CONFLICT DO UPDATE: that would wait for whoever has claimed the day, who may wait for this run.
        const string Sql = """
            INSERT INTO job_periods (job, period, state, not_before) VALUES (@job, @at, 'done', @at) ON CONFLICT DO NOTHING;
            UPDATE job_periods SET state = 'done', error = NULL WHERE job = @job AND period = @at AND state = 'failed'
            """;
        await using var connection = await database.OpenConnectionAsync(cancel);
        await connection.ExecuteAsync(new CommandDefinition(Sql, new { job, at = period.UtcDateTime }, cancellationToken: cancel));
    }

    /// <summary>Those of the days for which a job that this one depends on has not done its part.</summary>
    public async Task<IReadOnlyList<DateTimeOffset>> Blocked(JobDefinition job, IReadOnlyList<DateTimeOffset> periods, CancellationToken cancel)
    {
        var blocked = new SortedSet<DateTimeOffset>();
        foreach (var before in job.After)
        {
            blocked.UnionWith(await Missing(before, periods, cancel));
        }

        return [.. blocked];
    }

    /// <summary>How each of the days stands; those that were neither done nor asked for are left out.</summary>
    public async Task<IReadOnlyList<LedgerPeriod>> Read(string job, IReadOnlyList<DateTimeOffset> periods, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = await connection.QueryAsync<(DateTime At, string State, int Attempts, long? Run, string? Error)>(new CommandDefinition(
            "SELECT period, state, attempts, run, error FROM job_periods WHERE job = @job AND period = ANY (@periods) ORDER BY period", new { job, periods = Utc(periods) }, cancellationToken: cancel));
        return [.. rows.Select(row => new LedgerPeriod(job, new DateTimeOffset(row.At, TimeSpan.Zero), Enum.Parse<PeriodState>(row.State, ignoreCase: true), row.Attempts, row.Run, row.Error))];
    }

    /// <summary>How many days of each job wait, and how many failed for good; jobs without any are left out.</summary>
    public async Task<IReadOnlyDictionary<string, (long Waiting, long Failed)>> Open(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = await connection.QueryAsync<(string Job, long Waiting, long Failed)>(new CommandDefinition(
            "SELECT job, count(*) FILTER (WHERE state = 'waiting'), count(*) FILTER (WHERE state = 'failed') FROM job_periods WHERE state <> 'done' GROUP BY 1", cancellationToken: cancel));
        return rows.ToDictionary(row => row.Job, row => (row.Waiting, row.Failed));
    }

    private async Task<IEnumerable<DateTimeOffset>> Missing(string before, IReadOnlyList<DateTimeOffset> periods, CancellationToken cancel)
    {
        var sql = $"SELECT at FROM unnest(@periods) AS at, (SELECT @before) AS needed (before) WHERE NOT ({IsDone("at")}) ORDER BY at";
        await using var connection = await database.OpenConnectionAsync(cancel);
        return (await connection.QueryAsync<DateTime>(new CommandDefinition(sql, new { before, periods = Utc(periods) }, cancellationToken: cancel))).Select(at => new DateTimeOffset(at, TimeSpan.Zero));
    }

    // A day is done when it was published and no late event has put it on its job's list of corrections since.
    private static string IsDone(string period) => $"""
        EXISTS (SELECT FROM job_periods AS own WHERE own.job = needed.before AND own.period = {period} AND own.state = 'done')
        AND NOT EXISTS (SELECT FROM changed_periods AS late WHERE late.topic = 'correct-' || needed.before AND late.period = {period})
        """;

    private static DateTime[] Utc(IReadOnlyList<DateTimeOffset> periods) => [.. periods.Select(period => period.UtcDateTime)];
}
