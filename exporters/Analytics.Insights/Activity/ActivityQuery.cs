using Analytics.Catalog;
using Dapper;
using Npgsql;

namespace Analytics.Insights.Activity;

/// <summary>
/// Answers who was there and who came back, from the per-person rollups. Days are UTC calendar dates, weeks ISO weeks. An event counts on its event time, whenever
/// it arrived. Anonymous events count in nothing that is about people.
/// </summary>
public sealed class ActivityQuery(NpgsqlDataSource database)
{
    /// <summary>How many weekly cohorts are answered at most, the youngest.</summary>
    public const int CohortWeeks = 104;

    /// <summary>Active people of a day; null when there is no event up to its end.</summary>
    /// <param name="day">The day.</param>
    /// <param name="asOf">The time up to which the day has gone: tells how many hours could have data.</param>
    /// <param name="cancel">Stops the query.</param>
    public async Task<ActiveUsers?> On(DateOnly day, DateTimeOffset asOf, CancellationToken cancel)
    {
        var start = Start(day);
        await using var connection = await database.OpenConnectionAsync(cancel);
        var row = await connection.QuerySingleAsync<(long Daily, long Weekly, long Monthly, long New, long Hours, bool Any)>(new CommandDefinition(
            "SET work_mem = '128MB'; SET jit = off;" + EmbeddedSql.Text("activity.sql"), new { day = Date(day), start = start.UtcDateTime }, commandTimeout: 0, cancellationToken: cancel));
        var elapsed = Math.Clamp((int)Math.Ceiling((asOf - start).TotalHours), 1, 24);
        return row.Any ? new ActiveUsers(day, row.Daily, row.Weekly, row.Monthly, row.New, (int)row.Hours, elapsed) : null;
    }

    /// <summary>The weekly cohorts as they stood at the end of <paramref name="day"/>, or as they stand when it is not over; the oldest first.</summary>
    /// <param name="day">The last day that is looked at.</param>
    /// <param name="isOver">Whether the day is complete: if not, nobody is eligible for a return on it.</param>
    /// <param name="cancel">Stops the query.</param>
    public async Task<IReadOnlyList<WeeklyCohort>> Cohorts(DateOnly day, bool isOver, CancellationToken cancel)
    {
        var thisWeek = day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = await connection.QueryAsync<CohortRow>(new CommandDefinition(EmbeddedSql.Text("cohorts.sql"), new
        {
            first = Date(thisWeek.AddDays(-7 * (CohortWeeks - 1))),
            day = Date(day),
            complete = Date(isOver ? day : day.AddDays(-1)),
        }, commandTimeout: 0, cancellationToken: cancel));
        return [.. rows.Select(row => new WeeklyCohort(row.Cohort, row.Size,
        [
            new RetentionPoint(RetentionDay.One, row.Retained1, row.Eligible1),
            new RetentionPoint(RetentionDay.Seven, row.Retained7, row.Eligible7),
            new RetentionPoint(RetentionDay.Thirty, row.Retained30, row.Eligible30),
        ]))];
    }

    private static DateTimeOffset Start(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);

    // Without a kind: as timestamptz it would become a date in the session's time zone.
    private static DateTime Date(DateOnly day) => day.ToDateTime(TimeOnly.MinValue);

    private sealed record CohortRow(string Cohort, long Size, long Eligible1, long Eligible7, long Eligible30, long Retained1, long Retained7, long Retained30);
}
