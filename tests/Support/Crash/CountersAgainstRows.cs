using System.Globalization;
using Analytics.Catalog;
using Npgsql;

namespace Analytics.Testing.Crash;

/// <summary>
/// The invariant of the pipe: each counter that events feed has, in Prometheus, exactly what the rows in PostgreSQL add up to, for each label set. Both
/// sides are computed here from the catalog, apart from the gateway's own bookkeeping.
/// </summary>
public static class CountersAgainstRows
{
    /// <summary>Every difference, as text; empty when the two agree.</summary>
    public static async Task<IReadOnlyList<string>> Differences(PrometheusApi prometheus, string postgres, CancellationToken cancel)
    {
        var differences = new List<string>();
        await using var database = NpgsqlDataSource.Create(postgres);
        foreach (var metric in Counters)
        {
            var rows = await Rows(database, metric, cancel);
            var series = await Series(prometheus, metric, cancel);
            foreach (var labels in rows.Keys.Union(series.Keys))
            {
                var (stored, counted) = (rows.GetValueOrDefault(labels), series.GetValueOrDefault(labels));
                // Prometheus' numbers are binary: money is compared to a hundredth of a cent.
                if (Math.Abs(stored - counted) > 0.0001m)
                {
                    differences.Add($"{metric}{{{labels}}}: {stored} in rows, {counted} in Prometheus");
                }
            }
        }

        return differences;
    }

    /// <summary>How often any of these counters went down in Prometheus within a range.</summary>
    public static async Task<decimal> Resets(PrometheusApi prometheus, string range, CancellationToken cancel)
    {
        var resets = 0m;
        foreach (var metric in Counters)
        {
            resets += await prometheus.Value($"sum(resets({metric.PrometheusName}[{range}]))", cancel) ?? 0;
        }

        return resets;
    }

    private static IEnumerable<Metric> Counters => CatalogIndex.Default.Metrics.Where(metric => metric is { Kind: MetricKind.Counter, Origin: MetricOrigin.Events });

    private static async Task<Dictionary<string, decimal>> Series(PrometheusApi prometheus, Metric metric, CancellationToken cancel)
    {
        var values = new Dictionary<string, decimal>();
        foreach (var (labels, value) in await prometheus.Query(metric.PrometheusName, cancel))
        {
            var key = Key(metric, name => labels.GetValueOrDefault(name));
            values[key] = values.GetValueOrDefault(key) + value;
        }

        return values;
    }

    private static async Task<Dictionary<string, decimal>> Rows(NpgsqlDataSource database, Metric metric, CancellationToken cancel)
    {
        var values = new Dictionary<string, decimal>();
        foreach (var feed in metric.Feeds)
        {
            var labels = metric.LabelSet.Own.Select(label => $"properties ->> '{label.Field!.Name}'");
            var what = feed.Value is { } field ? $"sum((properties ->> '{field.Name}')::numeric)" : "count(*)::numeric";
            var groups = string.Join(", ", labels.Select((_, i) => $"{i + 1}"));
            await using var command = database.CreateCommand(
                $"SELECT {string.Concat(labels.Select(label => label + ", "))}{what} FROM events WHERE kind = $1{(groups.Length > 0 ? " GROUP BY " + groups : "")}");
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = feed.Kind.Name });
            await using var reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
            {
                var own = metric.LabelSet.Own.Select((label, i) => (label.Name, Value: reader.IsDBNull(i) ? Label.Unknown : reader.GetString(i))).ToDictionary(pair => pair.Name, pair => pair.Value);
                var key = Key(metric, name => own.GetValueOrDefault(name));
                values[key] = values.GetValueOrDefault(key) + (reader.IsDBNull(own.Count) ? 0 : reader.GetDecimal(own.Count));
            }
        }

        return values;
    }

    private static string Key(Metric metric, Func<string, string?> valueOf) =>
        string.Join(",", metric.LabelSet.Own.Select(label => string.Create(CultureInfo.InvariantCulture, $"{label.Name}={valueOf(label.Name)}")));
}
