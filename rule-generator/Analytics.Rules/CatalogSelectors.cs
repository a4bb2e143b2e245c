using Analytics.Catalog;
using Analytics.PromQL.Syntax;

namespace Analytics.Rules;

/// <summary>
/// The one bridge from the catalog to PromQL. A counter can be rated and increased but not read raw, a gauge can be read but not rated, a histogram
/// gives quantiles, means and shares. Labels are those of the metric, so a label that it does not carry does not compile:
/// <c>PlatformMetrics.ApiRequests.Where(l =&gt; l.StatusClass.Is(StatusClass.ServerError)).Rate(5.Minutes()).SumBy(l =&gt; l.Service)</c>.
/// </summary>
public static class CatalogSelectors
{
    /// <summary>All live series of a counter.</summary>
    public static CounterSelection<TLabels> Series<TLabels>(this Counter<TLabels> metric)
        where TLabels : LabelSet, new() => new(metric, []);

    /// <summary>The live series of a counter that meet all conditions.</summary>
    public static CounterSelection<TLabels> Where<TLabels>(this Counter<TLabels> metric, params Func<TLabels, LabelCondition>[] conditions)
        where TLabels : LabelSet, new() => metric.Series().Where(conditions);

    /// <summary>Growth per second over the last <paramref name="range"/>, averaged.</summary>
    public static LabelledVector<TLabels> Rate<TLabels>(this Counter<TLabels> metric, DurationExpr range)
        where TLabels : LabelSet, new() => metric.Series().Rate(range);

    /// <summary>Growth over the last <paramref name="range"/>, extrapolated to its ends.</summary>
    public static LabelledVector<TLabels> Increase<TLabels>(this Counter<TLabels> metric, DurationExpr range)
        where TLabels : LabelSet, new() => metric.Series().Increase(range);

    /// <summary>All series of a gauge, as they are now.</summary>
    public static GaugeSelection<TLabels> Series<TLabels>(this Gauge<TLabels> metric)
        where TLabels : LabelSet, new() => new(metric, []);

    /// <summary>The series of a gauge that meet all conditions, as they are now.</summary>
    public static GaugeSelection<TLabels> Where<TLabels>(this Gauge<TLabels> metric, params Func<TLabels, LabelCondition>[] conditions)
        where TLabels : LabelSet, new() => metric.Series().Where(conditions);

    /// <summary>All series of a histogram.</summary>
    public static HistogramSelection<TLabels> Series<TLabels>(this Histogram<TLabels> metric)
        where TLabels : LabelSet, new() => new(metric, []);

    /// <summary>The series of a histogram that meet all conditions.</summary>
    public static HistogramSelection<TLabels> Where<TLabels>(this Histogram<TLabels> metric, params Func<TLabels, LabelCondition>[] conditions)
        where TLabels : LabelSet, new() => metric.Series().Where(conditions);

    /// <summary>The <paramref name="quantile"/> (0 to 1) over the last <paramref name="range"/>, one series a combination of the labels.</summary>
    public static PromQL.InstantVector Quantile<TLabels>(this Histogram<TLabels> metric, double quantile, DurationExpr range, params Func<TLabels, Label>[] by)
        where TLabels : LabelSet, new() => metric.Series().Quantile(quantile, range, by);

    /// <summary>The mean over the last <paramref name="range"/>, one series a combination of the labels; NaN without observations.</summary>
    public static PromQL.InstantVector Average<TLabels>(this Histogram<TLabels> metric, DurationExpr range, params Func<TLabels, Label>[] by)
        where TLabels : LabelSet, new() => metric.Series().Average(range, by);
}
