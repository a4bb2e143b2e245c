using Analytics.Catalog;
using Analytics.Exporters.RemoteWrite;

namespace Analytics.Integration.Tests.Grafana;

/// <summary>An hour of plausible samples of every metric of the catalog, and what the worker computed one, two and three months ago: each value of each closed label occurs, labels with a budget have two values.</summary>
internal static class CatalogFixture
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(1);

    private const int Minutes = 60;

    public static IEnumerable<SeriesSample> Samples(DateTimeOffset end) => CatalogIndex.Default.Metrics.SelectMany(metric => Series(metric).SelectMany(labels => Of(metric, labels, end)));

    private static IEnumerable<IReadOnlyList<KeyValuePair<string, string>>> Series(Metric metric)
    {
        var labels = metric.LabelSet.Own.Select(label => (label.Name, Values: metric.ValuesOf(label) ?? ["one", "two"])).ToList();
        return Enumerable.Range(0, labels.Select(label => label.Values.Count).Append(1).Max()).Select(i => (IReadOnlyList<KeyValuePair<string, string>>)
        [
            KeyValuePair.Create("job", "fixture"),
            KeyValuePair.Create("instance", "fixture:1"),
            .. labels.Select(label => KeyValuePair.Create(label.Name, label.Values[i % label.Values.Count])),
        ]).DistinctBy(one => string.Join(',', one));
    }

    private static IEnumerable<SeriesSample> Of(Metric metric, IReadOnlyList<KeyValuePair<string, string>> labels, DateTimeOffset end) => metric.Kind switch
    {
        MetricKind.Gauge when metric.Origin == MetricOrigin.Worker => Line(metric.PrometheusName, labels, end, _ => metric.Unit == Unit.One ? 0.97 : 42)
            .Concat(new[] { 90, 60, 30 }.Select(days => new SeriesSample(new SeriesName(metric.PrometheusName, labels), end.AddDays(-days), 42))),
        MetricKind.Counter => Line(metric.PrometheusName, labels, end, minute => minute * 7),
        MetricKind.Gauge => Line(metric.PrometheusName, labels, end, _ => metric.Unit == Unit.One ? 0.97 : metric.PrometheusName is "up" or "probe_success" ? 1 : 42),
        _ =>
        [
            .. metric.Buckets.Append(double.PositiveInfinity).SelectMany((bound, i) => Line(metric.PrometheusName + "_bucket",
                [.. labels, KeyValuePair.Create("le", double.IsInfinity(bound) ? "+Inf" : FormattableString.Invariant($"{bound}"))], end, minute => minute * (i + 1))),
            .. Line(metric.PrometheusName + "_sum", labels, end, minute => minute * metric.Buckets[metric.Buckets.Count / 2]),
            .. Line(metric.PrometheusName + "_count", labels, end, minute => minute * (metric.Buckets.Count + 1)),
        ],
    };

    private static IEnumerable<SeriesSample> Line(string name, IReadOnlyList<KeyValuePair<string, string>> labels, DateTimeOffset end, Func<int, double> value)
    {
        var series = new SeriesName(name, labels);
        return Enumerable.Range(0, Minutes + 1).Select(minute => new SeriesSample(series, end - ((Minutes - minute) * Step), value(minute)));
    }
}
