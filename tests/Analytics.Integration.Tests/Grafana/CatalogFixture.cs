using Analytics.AlertRules;
using Analytics.Catalog;
using Analytics.Exporters.RemoteWrite;
using Analytics.Grafana.Queries;
using Analytics.Rules;

namespace Analytics.Integration.Tests.Grafana;

/// <summary>
/// Twenty minutes of plausible samples of every metric of the catalog and every recording, and what the worker computed one, two and three months ago. Each value
/// of each closed label occurs, in what the worker computes with each other; labels with a budget have two values.
/// </summary>
internal static class CatalogFixture
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(15);

    private const int Steps = 80;

    public static TimeSpan Length => Steps * Step;

    public static IEnumerable<SeriesSample> Samples(DateTimeOffset end) =>
    [
        .. CatalogIndex.Default.Metrics.SelectMany(metric => Series(metric).SelectMany(labels => Of(metric, labels, end))),
        .. AlertRuleBook.Default.Recordings.SelectMany(recording => Series(recording).SelectMany(labels => Line(recording.Name, labels, end, _ => 0.97))),
    ];

    private static IEnumerable<IReadOnlyList<KeyValuePair<string, string>>> Series(Recording recording)
    {
        var kept = Legends.Labels(recording.Expr.Syntax).Where(label => !recording.Labels.ContainsKey(label)).ToList();
        return new[] { "one", "two" }.Take(kept.Count == 0 ? 1 : 2).Select(value => (IReadOnlyList<KeyValuePair<string, string>>)[.. recording.Labels, .. kept.Select(label => KeyValuePair.Create(label, value))]);
    }

    private static IEnumerable<IReadOnlyList<KeyValuePair<string, string>>> Series(Metric metric)
    {
        var labels = metric.LabelSet.Own.Select(label => (label.Name, Values: metric.ValuesOf(label) ?? ["one", "two"])).ToList();
        if (metric.Origin == MetricOrigin.Worker)
        {
            IEnumerable<IReadOnlyList<KeyValuePair<string, string>>> each = [[]];
            return labels.Aggregate(each, (sets, label) => sets.SelectMany(set => label.Values.Select(value => (IReadOnlyList<KeyValuePair<string, string>>)[.. set, KeyValuePair.Create(label.Name, value)])));
        }

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
        MetricKind.Counter => Line(metric.PrometheusName, labels, end, step => step * 7),
        MetricKind.Gauge => Line(metric.PrometheusName, labels, end, _ => metric.Unit == Unit.One ? 0.97 : metric.PrometheusName is "up" or "probe_success" ? 1 : 42),
        _ =>
        [
            .. metric.Buckets.Append(double.PositiveInfinity).SelectMany((bound, i) => Line(metric.PrometheusName + "_bucket",
                [.. labels, KeyValuePair.Create("le", double.IsInfinity(bound) ? "+Inf" : FormattableString.Invariant($"{bound}"))], end, step => step * (i + 1))),
            .. Line(metric.PrometheusName + "_sum", labels, end, step => step * metric.Buckets[metric.Buckets.Count / 2]),
            .. Line(metric.PrometheusName + "_count", labels, end, step => step * (metric.Buckets.Count + 1)),
        ],
    };

    private static IEnumerable<SeriesSample> Line(string name, IReadOnlyList<KeyValuePair<string, string>> labels, DateTimeOffset end, Func<int, double> value)
    {
        var series = new SeriesName(name, labels);
        return Enumerable.Range(0, Steps + 1).Select(step => new SeriesSample(series, end - ((Steps - step) * Step), value(step)));
    }
}
