using System.Globalization;
using Analytics.Catalog;
using Analytics.PromQL;
using Analytics.PromQL.Syntax;

namespace Analytics.Rules;

/// <summary>Some series of a histogram with fixed buckets.</summary>
public sealed class HistogramSelection<TLabels>
    where TLabels : LabelSet, new()
{
    private const string Bound = "le";

    private readonly Histogram<TLabels> _metric;
    private readonly IReadOnlyList<LabelCondition> _conditions;

    internal HistogramSelection(Histogram<TLabels> metric, IReadOnlyList<LabelCondition> conditions)
    {
        _metric = metric;
        _conditions = conditions;
    }

    /// <summary>Adds conditions.</summary>
    public HistogramSelection<TLabels> Where(params Func<TLabels, LabelCondition>[] conditions) =>
        new(_metric, SeriesConditions.Add(_conditions, _metric.Labels, conditions));

    /// <summary>The <paramref name="quantile"/> (0 to 1) over the last <paramref name="range"/>, interpolated within its bucket; one series a
    /// combination of the labels, NaN without observations.</summary>
    public InstantVector Quantile(double quantile, DurationExpr range, params Func<TLabels, Label>[] by) =>
        Promql.HistogramQuantile(quantile, BucketRate(range, by));

    /// <summary>The mean over the last <paramref name="range"/>, one series a combination of the labels; NaN without observations.</summary>
    public InstantVector Average(DurationExpr range, params Func<TLabels, Label>[] by) => SumRate(range).SumBy(by) / CountRate(range).SumBy(by);

    /// <summary>The share of observations at or below a bound over the last <paramref name="range"/>; no series without observations.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is none of the metric's buckets: the answer would be a guess.</exception>
    public InstantVector ShareBelow(double bound, DurationExpr range, params Func<TLabels, Label>[] by) =>
        BelowRate(bound, range).SumBy(by) / (CountRate(range).SumBy(by) > 0);

    /// <summary>Observations at or below a bound per second.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is none of the metric's buckets.</exception>
    public LabelledVector<TLabels> BelowRate(double bound, DurationExpr range) => new(Series("_bucket", Below(bound)).Range(range).Rate(), _metric.Labels);

    /// <summary>Observations per second.</summary>
    public LabelledVector<TLabels> CountRate(DurationExpr range) => new(Series("_count").Range(range).Rate(), _metric.Labels);

    /// <summary>Observations within the range.</summary>
    public LabelledVector<TLabels> CountIncrease(DurationExpr range) => new(Series("_count").Range(range).Increase(), _metric.Labels);

    /// <summary>Sum of the observed values per second.</summary>
    public LabelledVector<TLabels> SumRate(DurationExpr range) => new(Series("_sum").Range(range).Rate(), _metric.Labels);

    /// <summary>Sum of the observed values within the range.</summary>
    public LabelledVector<TLabels> SumIncrease(DurationExpr range) => new(Series("_sum").Range(range).Increase(), _metric.Labels);

    /// <summary>Observations per second and bucket: <c>le</c> and the labels named. What a quantile or a heatmap is drawn from.</summary>
    public InstantVector BucketRate(DurationExpr range, params Func<TLabels, Label>[] by) =>
        Series("_bucket").Range(range).Rate().Sum().By([Bound, .. SeriesConditions.Names(_metric.Labels, by)]);

    /// <summary>Observations within the range, by bucket: <c>le</c> and the labels named.</summary>
    public InstantVector BucketIncrease(DurationExpr range, params Func<TLabels, Label>[] by) =>
        Series("_bucket").Range(range).Increase().Sum().By([Bound, .. SeriesConditions.Names(_metric.Labels, by)]);

    private Selector Series(string suffix, params ReadOnlySpan<LabelMatcher> more) => SeriesConditions.Selector(_metric, suffix, _conditions, more);

    /// <summary>Prometheus 3 writes a whole bound as <c>1.0</c> when it scrapes; OTLP and remote write leave <c>1</c>: both are meant.</summary>
    private LabelMatcher Below(double bound)
    {
        if (!_metric.Buckets.Contains(bound))
        {
            throw new ArgumentOutOfRangeException(nameof(bound), bound, $"{_metric.PrometheusName} has no bucket {bound}; it has {string.Join(", ", _metric.Buckets)}");
        }

        var text = bound.ToString("0.############", CultureInfo.InvariantCulture);
        return text.Contains('.', StringComparison.Ordinal) ? LabelMatcher.Equal(Bound, text) : LabelMatcher.Matches(Bound, text + "|" + text + "\\.0");
    }
}
