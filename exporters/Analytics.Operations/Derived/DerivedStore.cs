using System.Text.Json;
using Analytics.Catalog;
using Analytics.Exporters.RemoteWrite;
using Dapper;
using Npgsql;

namespace Analytics.Operations.Derived;

/// <summary>A sample as it is on record: its revision moves its timestamp by as many milliseconds.</summary>
/// <param name="Sample">Series, end of the period, value.</param>
/// <param name="Revision">0 for the first value of a period, one more for each correction.</param>
/// <param name="IsWritten">Whether Prometheus has it already.</param>
public sealed record RecordedSample(DerivedSample Sample, int Revision, bool IsWritten)
{
    /// <summary>What is sent. Prometheus takes no second value for a timestamp, so a correction lies one millisecond later and wins from there on.</summary>
    public SeriesSample Wire => new(Sample.Series, Sample.At.AddMilliseconds(Revision), Sample.Value);
}

/// <summary>
/// The table <c>derived_samples</c>: the truth about which values were published for which period, whatever became of them in Prometheus.
/// </summary>
public sealed class DerivedStore(NpgsqlDataSource database, TimeProvider clock)
{
    internal const string Schema = """
        CREATE TABLE IF NOT EXISTS derived_samples (
            series text NOT NULL,
            labels jsonb NOT NULL,
            at timestamptz NOT NULL,
            revision integer NOT NULL,
            value double precision NOT NULL,
            job text NOT NULL,
            computed_at timestamptz NOT NULL,
            state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'written', 'refused')),
            reason text,
            PRIMARY KEY (series, labels, at, revision)
        );
        CREATE INDEX IF NOT EXISTS derived_samples_job ON derived_samples (job, at);
        CREATE TABLE IF NOT EXISTS live_series (job text NOT NULL, series text NOT NULL, labels jsonb NOT NULL, PRIMARY KEY (job, series, labels));
        """;

    /// <summary>
    /// Puts the values of one run on record. A value that is already there keeps its revision; another value for the same series and period gets the next one.
    /// The caller holds the job's lock.
    /// </summary>
    public async Task<IReadOnlyList<RecordedSample>> Record(string job, IReadOnlyList<DerivedSample> samples, CancellationToken cancel)
    {
        var keys = new Keys(samples);
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        const string Current = """
            SELECT DISTINCT ON (number) number, revision, value, state = 'written' AS written
            FROM unnest(@Series, @Labels, @Ats) WITH ORDINALITY AS asked (series, labels, at, number)
            JOIN derived_samples AS own ON own.series = asked.series AND own.labels = asked.labels::jsonb AND own.at = asked.at
            ORDER BY number, revision DESC
            """;
        var known = (await connection.QueryAsync<(long Number, int Revision, double Value, bool Written)>(new CommandDefinition(Current, keys, transaction, cancellationToken: cancel)))
            .ToDictionary(row => (int)row.Number - 1);
        var recorded = samples.Select((sample, i) => !known.TryGetValue(i, out var row) ? new RecordedSample(sample, 0, false)
            : row.Value.Equals(sample.Value) ? new RecordedSample(sample, row.Revision, row.Written) : new RecordedSample(sample, row.Revision + 1, false)).ToList();
        var fresh = recorded.Where((one, i) => !known.TryGetValue(i, out var row) || row.Revision != one.Revision).ToList();
        const string Insert = """
            INSERT INTO derived_samples (series, labels, at, revision, value, job, computed_at)
            SELECT series, labels::jsonb, at, revision, value, @job, @now FROM unnest(@Series, @Labels, @Ats, @revisions, @values) AS fresh (series, labels, at, revision, value)
            """;
        var freshKeys = new Keys([.. fresh.Select(one => one.Sample)]);
        await connection.ExecuteAsync(new CommandDefinition(Insert, new
        {
            job,
            now = clock.GetUtcNow().UtcDateTime,
            freshKeys.Series,
            freshKeys.Labels,
            freshKeys.Ats,
            revisions = fresh.Select(one => one.Revision).ToArray(),
            values = fresh.Select(one => one.Sample.Value).ToArray(),
        }, transaction, cancellationToken: cancel));
        await transaction.CommitAsync(cancel);
        return recorded;
    }

    /// <summary>Notes what became of samples in Prometheus: written, or refused for a reason.</summary>
    public async Task Settle(IReadOnlyList<RecordedSample> samples, string? refusedBecause, CancellationToken cancel)
    {
        var keys = new Keys([.. samples.Select(one => one.Sample)]);
        await using var connection = await database.OpenConnectionAsync(cancel);
        const string Update = """
            UPDATE derived_samples AS own SET state = @state, reason = @reason
            FROM unnest(@Series, @Labels, @Ats, @revisions) AS done (series, labels, at, revision)
            WHERE own.series = done.series AND own.labels = done.labels::jsonb AND own.at = done.at AND own.revision = done.revision
            """;
        await connection.ExecuteAsync(new CommandDefinition(Update, new
        {
            state = refusedBecause is null ? "written" : "refused",
            reason = refusedBecause,
            keys.Series,
            keys.Labels,
            keys.Ats,
            revisions = samples.Select(one => one.Revision).ToArray(),
        }, cancellationToken: cancel));
    }

    /// <summary>The ends of the periods that a job has published between two times, both included; the oldest first.</summary>
    public async Task<IReadOnlyList<DateTimeOffset>> PublishedPeriods(string job, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = await connection.QueryAsync<DateTime>(new CommandDefinition("SELECT DISTINCT at FROM derived_samples WHERE job = @job AND at BETWEEN @from AND @to ORDER BY at",
            new { job, from = from.UtcDateTime, to = to.UtcDateTime }, cancellationToken: cancel));
        return [.. rows.Select(at => new DateTimeOffset(at, TimeSpan.Zero))];
    }

    /// <summary>The values of a job's latest period, unless it is about a time before <paramref name="notBefore"/>: a series that has none in it has ended.</summary>
    public async Task<IReadOnlyList<SeriesSample>> Latest(string job, DateTimeOffset notBefore, CancellationToken cancel)
    {
        const string Select = """
            SELECT DISTINCT ON (series, labels) series, labels::text, at, value FROM derived_samples
            WHERE job = @job AND at = (SELECT max(at) FROM derived_samples WHERE job = @job) AND at >= @notBefore ORDER BY series, labels, revision DESC
            """;
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = await connection.QueryAsync<(string Series, string Labels, DateTime At, double Value)>(
            new CommandDefinition(Select, new { job, notBefore = notBefore.UtcDateTime }, cancellationToken: cancel));
        return [.. rows.Select(row => new SeriesSample(
            new SeriesName(row.Series, JsonSerializer.Deserialize<Dictionary<string, string>>(row.Labels)!), new DateTimeOffset(row.At, TimeSpan.Zero), row.Value))];
    }

    /// <summary>What is on record for periods that end after a time and up to another, with every revision.</summary>
    /// <param name="after">Not included.</param>
    /// <param name="upTo">Included.</param>
    /// <param name="onlyRefused">Only what Prometheus refused.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<IReadOnlyList<RecordedSample>> Recorded(DateTimeOffset after, DateTimeOffset upTo, bool onlyRefused, CancellationToken cancel)
    {
        const string Select = """
            SELECT series, labels::text, at, revision, value, state = 'written' FROM derived_samples
            WHERE at > @after AND at <= @upTo AND (state = 'refused' OR NOT @onlyRefused) ORDER BY series, labels, at, revision
            """;
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = await connection.QueryAsync<(string Series, string Labels, DateTime At, int Revision, double Value, bool Written)>(
            new CommandDefinition(Select, new { after = after.UtcDateTime, upTo = upTo.UtcDateTime, onlyRefused }, commandTimeout: 0, cancellationToken: cancel));
        return [.. rows.Where(row => CatalogIndex.Default.FindMetric(row.Series) is not null).Select(row => new RecordedSample(
            new DerivedSample(CatalogIndex.Default.FindMetric(row.Series)!, new SeriesName(row.Series, JsonSerializer.Deserialize<Dictionary<string, string>>(row.Labels)!), new DateTimeOffset(row.At, TimeSpan.Zero), row.Value), row.Revision, row.Written))];
    }

    /// <summary>Series of a job that were <see cref="Live"/> and are not among these.</summary>
    public async Task<IReadOnlyList<SeriesName>> Ended(string job, IReadOnlyList<SeriesName> live, CancellationToken cancel)
    {
        const string Select = """
            SELECT series, labels::text FROM live_series AS own
            WHERE job = @job AND NOT EXISTS (SELECT FROM unnest(@Series, @Labels) AS now (series, labels) WHERE now.series = own.series AND now.labels::jsonb = own.labels)
            """;
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = await connection.QueryAsync<(string Series, string Labels)>(new CommandDefinition(Select, new { job, Series = Names(live), Labels = LabelTexts(live) }, cancellationToken: cancel));
        return [.. rows.Select(row => new SeriesName(row.Series, JsonSerializer.Deserialize<Dictionary<string, string>>(row.Labels)!))];
    }

    /// <summary>Remembers which series of a job are repeated as present ones.</summary>
    public async Task Live(string job, IReadOnlyList<SeriesName> live, CancellationToken cancel)
    {
        const string Replace = """
            DELETE FROM live_series AS own
            WHERE job = @job AND NOT EXISTS (SELECT FROM unnest(@Series, @Labels) AS now (series, labels) WHERE now.series = own.series AND now.labels::jsonb = own.labels);
            INSERT INTO live_series (job, series, labels) SELECT @job, series, labels::jsonb FROM unnest(@Series, @Labels) AS now (series, labels) ON CONFLICT DO NOTHING
            """;
        await using var connection = await database.OpenConnectionAsync(cancel);
        await connection.ExecuteAsync(new CommandDefinition(Replace, new { job, Series = Names(live), Labels = LabelTexts(live) }, cancellationToken: cancel));
    }

    /// <summary>The values that a job has published for a period, the last correction of each; sorted by series.</summary>
    public async Task<IReadOnlyList<DerivedSample>> Published(string job, DateTimeOffset period, CancellationToken cancel)
    {
        const string Select = """
            SELECT DISTINCT ON (series, labels) series, labels::text, value FROM derived_samples WHERE job = @job AND at = @at ORDER BY series, labels, revision DESC
            """;
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = await connection.QueryAsync<(string Series, string Labels, double Value)>(new CommandDefinition(Select, new { job, at = period.UtcDateTime }, cancellationToken: cancel));
        return [.. rows.Where(row => CatalogIndex.Default.FindMetric(row.Series) is not null).Select(row => new DerivedSample(
            CatalogIndex.Default.FindMetric(row.Series)!, new SeriesName(row.Series, JsonSerializer.Deserialize<Dictionary<string, string>>(row.Labels)!), period, row.Value))];
    }

    /// <summary>Forgets values before a time, except those at the end of a UTC day; answers how many.</summary>
    public async Task<long> Thin(DateTimeOffset before, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.ExecuteAsync(new CommandDefinition("DELETE FROM derived_samples WHERE at < @before AND at <> date_trunc('day', at, 'UTC')",
            new { before = before.UtcDateTime }, commandTimeout: 0, cancellationToken: cancel));
    }

    private static string[] Names(IReadOnlyList<SeriesName> series) => [.. series.Select(one => one.Name)];

    private static string[] LabelTexts(IReadOnlyList<SeriesName> series) => [.. series.Select(one => JsonSerializer.Serialize(one.Labels.ToDictionary()))];

    /// <summary>The key columns of many samples, as arrays for unnest.</summary>
    private sealed class Keys(IReadOnlyList<DerivedSample> samples)
    {
        public string[] Series { get; } = Names([.. samples.Select(sample => sample.Series)]);

        public string[] Labels { get; } = LabelTexts([.. samples.Select(sample => sample.Series)]);

        public DateTime[] Ats { get; } = [.. samples.Select(sample => sample.At.UtcDateTime)];
    }
}
