using System.Text.Json;
using Analytics.Catalog;
using Dapper;
using Npgsql;

namespace Analytics.Operations.Queries;

/// <summary>
/// Answers questions from <c>derived_samples</c>, the record of what was published: the very numbers that boards and alerts see, small groups left out before they
/// got there. A period's value is the last one published in it, never a sum or a mean: ratios and percentiles do not add up.
/// </summary>
public sealed class MetricsDesk(NpgsqlDataSource database)
{
    private const string Select = """
        SELECT series, labels::text, period, at, value, revision FROM (
            SELECT DISTINCT ON (series, labels, period) series, labels, date_trunc(@period, at - interval '1 microsecond', 'UTC') AS period, at, value, revision
            FROM derived_samples
            WHERE series = ANY(@series) AND at > @from AND at <= @to
                AND NOT EXISTS (SELECT FROM jsonb_each(@filters::jsonb) AS filter WHERE NOT jsonb_exists(filter.value, coalesce(labels ->> filter.key, '')))
            ORDER BY series, labels, period, at DESC, revision DESC
        ) AS last
        ORDER BY CASE WHEN @newestFirst THEN period END DESC, period, array_position(@series, series), labels
        LIMIT @limit + 1 OFFSET @skip
        """;

    /// <summary>The published values; none of a metric that no job has published yet.</summary>
    /// <exception cref="NpgsqlException">PostgreSQL cannot be asked.</exception>
    public async Task<MetricsAnswer> Ask(MetricsQuestion question, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        if (await connection.ExecuteScalarAsync<bool>(new CommandDefinition("SELECT to_regclass('derived_samples') IS NULL", cancellationToken: cancel)))
        {
            return new MetricsAnswer([], false);
        }

        var byName = question.Metrics.ToDictionary(metric => metric.PrometheusName, StringComparer.Ordinal);
        var rows = await connection.QueryAsync<(string Series, string Labels, DateTime Period, DateTime At, double Value, int Revision)>(new CommandDefinition(Select, new
        {
            period = WireName.Of(question.Granularity),
            series = question.Metrics.Select(metric => metric.PrometheusName).ToArray(),
            from = question.From.UtcDateTime,
            to = question.To.UtcDateTime,
            filters = JsonSerializer.Serialize(question.Filters),
            newestFirst = question.NewestFirst,
            limit = question.Limit,
            skip = question.Skip,
        }, cancellationToken: cancel));
        var points = rows.Select(row => new MetricPoint(
            byName[row.Series], JsonSerializer.Deserialize<Dictionary<string, string>>(row.Labels)!, Utc(row.Period), Utc(row.At), row.Value, row.Revision)).ToList();
        return new MetricsAnswer([.. points.Take(question.Limit)], points.Count > question.Limit);
    }

    private static DateTimeOffset Utc(DateTime time) => new(time, TimeSpan.Zero);
}
