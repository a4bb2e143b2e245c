using Dapper;
using Npgsql;

namespace Analytics.Insights.Rollups;

/// <summary>A period of event time whose events changed since somebody last looked.</summary>
/// <param name="Start">Its first instant, UTC.</param>
/// <param name="Watermark">The refresh that saw the change last.</param>
public sealed record ChangedPeriod(DateTimeOffset Start, long Watermark);

/// <summary>Days of event time whose events changed.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Last">The number of the last change.</param>
public sealed record ChangedDays(DateOnly First, long Last);

/// <summary>
/// The memory of which answers may be out of date. A job reads what changed, computes, publishes, and only then settles it; a change that came in between stays,
/// because it bears a later watermark.
/// </summary>
public sealed class ChangedPeriods(NpgsqlDataSource database)
{
    /// <summary>Days on which any event was added.</summary>
    public const string Days = "day";

    /// <summary>Minutes in which a request was added.</summary>
    public const string Minutes = "minute";

    /// <summary>The changed periods that start before a time, the oldest first.</summary>
    public async Task<IReadOnlyList<ChangedPeriod>> Before(string topic, DateTimeOffset end, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = await connection.QueryAsync<(DateTime Period, long Watermark)>(new CommandDefinition(
            "SELECT period, watermark FROM changed_periods WHERE topic = @topic AND period < @end ORDER BY period", new { topic, end = end.UtcDateTime }, cancellationToken: cancel));
        return [.. rows.Select(row => new ChangedPeriod(new DateTimeOffset(row.Period, TimeSpan.Zero), row.Watermark))];
    }

    /// <summary>Forgets the changes, except where a later one came in.</summary>
    public async Task Settle(string topic, IReadOnlyCollection<ChangedPeriod> seen, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM changed_periods USING unnest(@periods, @watermarks) AS seen (start, mark) WHERE topic = @topic AND period = seen.start AND watermark = seen.mark",
            new { topic, periods = seen.Select(period => period.Start.UtcDateTime).ToArray(), watermarks = seen.Select(period => period.Watermark).ToArray() }, cancellationToken: cancel));
    }

    /// <summary>The first of the days that changed since a reader last said that it <see cref="Saw"/> them; null when none did.</summary>
    public async Task<ChangedDays?> DaysSince(string reader, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var (first, last) = await connection.QuerySingleAsync<(DateTime?, long?)>(new CommandDefinition("""
            SELECT min(day)::timestamp, max(change) FROM day_changes
            WHERE change > coalesce((SELECT watermark FROM changed_periods WHERE topic = 'seen-' || @reader), 0)
            """, new { reader }, cancellationToken: cancel));
        return first is { } day && last is { } change ? new ChangedDays(DateOnly.FromDateTime(day), change) : null;
    }

    /// <summary>A reader has put what changed on its own list.</summary>
    public Task Saw(string reader, ChangedDays changed, CancellationToken cancel) => Note("seen-" + reader, [DateTimeOffset.UnixEpoch], changed.Last, cancel);

    /// <summary>Remembers that periods changed.</summary>
    public async Task Note(string topic, IReadOnlyCollection<DateTimeOffset> periods, long watermark, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await connection.ExecuteAsync(new CommandDefinition("""
            INSERT INTO changed_periods AS own (topic, period, watermark) SELECT @topic, start, @watermark FROM unnest(@periods) AS start
            ON CONFLICT (topic, period) DO UPDATE SET watermark = greatest(own.watermark, excluded.watermark)
            """, new { topic, watermark, periods = periods.Select(start => start.UtcDateTime).ToArray() }, cancellationToken: cancel));
    }
}
