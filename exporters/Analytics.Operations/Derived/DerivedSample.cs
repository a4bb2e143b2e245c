using Analytics.Catalog;
using Analytics.Exporters.RemoteWrite;
using Analytics.Insights.Answers;

namespace Analytics.Operations.Derived;

/// <summary>A value that a job computed for one series of a metric of the catalog.</summary>
/// <param name="Metric">The metric; its origin is the worker.</param>
/// <param name="Series">Name and labels in Prometheus.</param>
/// <param name="At">The end of the period that the value is about.</param>
/// <param name="Value">In the metric's unit; a finite number.</param>
public sealed record DerivedSample(Metric Metric, SeriesName Series, DateTimeOffset At, double Value)
{
    /// <summary>A sample whose labels are typed by the metric: <c>Of(DerivedMetrics.SlaRequests, at, 3, labels => [labels.Service.Is("api"), ...])</c>.</summary>
    public static DerivedSample Of<TLabels>(Gauge<TLabels> metric, DateTimeOffset at, double value, Func<TLabels, IEnumerable<LabelCondition>> labels)
        where TLabels : LabelSet, new() =>
        new(metric, new SeriesName(metric.PrometheusName, labels(metric.Labels).Select(label => KeyValuePair.Create(label.Label.Name, label.Value))), at, value);

    /// <summary>A figure of an answer, about a period that ends at a time.</summary>
    public static DerivedSample Of(Figure figure, DateTimeOffset at) => new(
        figure.Metric,
        new SeriesName(figure.Metric.PrometheusName, figure.Metric.LabelSet.Own.Zip(figure.Labels, (label, value) => KeyValuePair.Create(label.Name, value))),
        at,
        figure.Value);

    /// <summary>A sample of a metric without labels.</summary>
    public static DerivedSample Of(Gauge<NoLabels> metric, DateTimeOffset at, double value) => Of(metric, at, value, _ => []);
}
