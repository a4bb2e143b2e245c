using System.Globalization;
using Analytics.Catalog;
using Analytics.PromQL;

namespace Analytics.Rules.Slo;

/// <summary>How an indicator tells good from bad.</summary>
public enum IndicatorKind
{
    /// <summary>Counted events, some of them bad.</summary>
    Events,

    /// <summary>Observations of a histogram, those above a bound bad.</summary>
    Latency,

    /// <summary>A share of errors that somebody else computes.</summary>
    Ratio,

    /// <summary>A state that is looked at again and again; each look is an event.</summary>
    State,
}

/// <summary>
/// What a promise is measured by: how much was bad, and how much there was at all, per second over a window and for each group. Keeping the two apart is
/// what makes a budget event-weighted: longer windows add up events, they do not average ratios. Neither is ever NaN: without bad events the first is 0.
/// </summary>
public sealed record Indicator
{
    private Indicator(IndicatorKind kind, string good, IReadOnlyList<Label> groups, Func<Duration, InstantVector> bad, Func<Duration, InstantVector> total)
    {
        Kind = kind;
        Good = good;
        Groups = groups;
        Bad = bad;
        Total = total;
    }

    public IndicatorKind Kind { get; }

    /// <summary>What counts as good, in words.</summary>
    public string Good { get; }

    /// <summary>The labels of which each combination has a budget of its own; none: one budget.</summary>
    public IReadOnlyList<Label> Groups { get; }

    /// <summary>All events per second over a window, one series a group.</summary>
    public Func<Duration, InstantVector> Total { get; }

    /// <summary>Bad events per second over a window, one series a group; 0 where there was none.</summary>
    public Func<Duration, InstantVector> Bad { get; }

    /// <summary>Events of one counter, bad where its labels meet a condition: <c>Indicator.Events("…", ApiRequests, l =&gt; l.StatusClass.Is(ServerError), l =&gt; l.Service)</c>.</summary>
    public static Indicator Events<TLabels>(string good, Counter<TLabels> events, Func<TLabels, LabelCondition> bad, params Func<TLabels, Label>[] by)
        where TLabels : LabelSet, new() =>
        new(IndicatorKind.Events, good, Labels(events.Labels, by),
            window => events.Where(bad).Rate(window).SumBy(by).Or(events.Rate(window).SumBy(by) * 0),
            window => events.Rate(window).SumBy(by));

    /// <summary>Events of two counters, one for the good and one for the bad. Both have the labels of the groups.</summary>
    public static Indicator GoodAndBad<TGood, TBad>(
        string good, Counter<TGood> goodEvents, Counter<TBad> badEvents, Func<TGood, Label>[] by, Func<TBad, Label>[] badBy)
        where TGood : LabelSet, new()
        where TBad : LabelSet, new()
    {
        InstantVector Good(Duration window) => goodEvents.Rate(window).SumBy(by);
        InstantVector Bad(Duration window) => badEvents.Rate(window).SumBy(badBy);

        // A plan of which no payment has failed yet has no series of failures, and the other way round.
        return new(IndicatorKind.Events, good, Labels(goodEvents.Labels, by), window => Bad(window).Or(Good(window) * 0),
            window => Good(window).Or(Bad(window) * 0) + Bad(window).Or(Good(window) * 0));
    }

    /// <summary>What arrived of what was expected: the rest is bad.</summary>
    public static Indicator Received<TLabels>(string good, Counter<TLabels> received, Counter<TLabels> expected, params Func<TLabels, Label>[] by)
        where TLabels : LabelSet, new() =>
        new(IndicatorKind.Events, good, Labels(expected.Labels, by),
            window => (expected.Rate(window).SumBy(by) - received.Rate(window).SumBy(by).Or(expected.Rate(window).SumBy(by) * 0)).ClampMin(0),
            window => expected.Rate(window).SumBy(by));

    /// <summary>Mishaps over a number of chances that another counter counts: crashes over sessions.</summary>
    public static Indicator Mishaps<TBad, TTotal>(string good, Counter<TBad> mishaps, Func<TBad, Label>[] by, Counter<TTotal> chances, Func<TTotal, Label>[] chancesBy)
        where TBad : LabelSet, new()
        where TTotal : LabelSet, new() =>
        new(IndicatorKind.Events, good, Labels(chances.Labels, chancesBy),
            window => mishaps.Rate(window).SumBy(by).Or(chances.Rate(window).SumBy(chancesBy) * 0),
            window => chances.Rate(window).SumBy(chancesBy));

    /// <summary>Observations of a classic histogram, good at or below a bound.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is none of the metric's buckets: the share would be a guess.</exception>
    public static Indicator Latency<TLabels>(Histogram<TLabels> histogram, double bound, params Func<TLabels, Label>[] by)
        where TLabels : LabelSet, new()
    {
        _ = histogram.Series().BelowRate(bound, 5.Minutes());
        return new(IndicatorKind.Latency, AtMost(bound, histogram), Labels(histogram.Labels, by),
            window => (histogram.Series().CountRate(window).SumBy(by) - histogram.Series().BelowRate(bound, window).SumBy(by)).ClampMin(0),
            window => histogram.Series().CountRate(window).SumBy(by));
    }

    /// <summary>Observations of the same histogram where Prometheus keeps it as a native one: any bound, interpolated within its bucket.</summary>
    public static Indicator NativeLatency<TLabels>(Histogram<TLabels> histogram, double bound, params Func<TLabels, Label>[] by)
        where TLabels : LabelSet, new()
    {
        InstantVector Observed(Duration window) =>
            Promql.Metric(histogram.PrometheusName).Range(window).Rate().Sum().By([.. Labels(histogram.Labels, by).Select(label => label.Name)]);
        return new(IndicatorKind.Latency, AtMost(bound, histogram), Labels(histogram.Labels, by),
            window => ((1 - Promql.HistogramFraction(0, bound, Observed(window))) * (Observed(window).HistogramCount() > 0)).Or(Observed(window).HistogramCount() * 0),
            window => Observed(window).HistogramCount());
    }

    /// <summary>A gauge that is 1 when all is well and 0 when not; each sample is an event.</summary>
    public static Indicator Up<TLabels>(string good, GaugeSelection<TLabels> state, params Func<TLabels, Label>[] by)
        where TLabels : LabelSet, new() =>
        new(IndicatorKind.State, good, Labels(state.Labels, by),
            window => new LabelledVector<TLabels>(state.CountOverTime(window) - state.SumOverTime(window), state.Labels).SumBy(by) / PerWindow(window),
            window => state.CountOverTime(window).SumBy(by) / PerWindow(window));

    /// <summary>A gauge whose value is bad under a condition, looked at every <paramref name="step"/>: <c>age =&gt; age &gt; 60</c>.</summary>
    public static Indicator State<TLabels>(string good, GaugeSelection<TLabels> gauge, Func<InstantVector, Comparison> bad, Duration step, params Func<TLabels, Label>[] by)
        where TLabels : LabelSet, new()
    {
        RangeVector Looks(Duration window) => bad(gauge).AsBool().Subquery(window, step);
        return new(IndicatorKind.State, good, Labels(gauge.Labels, by),
            window => new LabelledVector<TLabels>(Looks(window).SumOverTime(), gauge.Labels).SumBy(by) / PerWindow(window),
            window => new LabelledVector<TLabels>(Looks(window).CountOverTime(), gauge.Labels).SumBy(by) / PerWindow(window));
    }

    /// <summary>A share of errors, 0 to 1, that a gauge carries. Every sample weighs the same; samples that are NaN do not count.</summary>
    public static Indicator Ratio<TLabels>(string good, GaugeSelection<TLabels> errors, Duration step, params Func<TLabels, Label>[] by)
        where TLabels : LabelSet, new()
    {
        RangeVector Known(Duration window) => (errors >= 0).Subquery(window, step);
        return new(IndicatorKind.Ratio, good, Labels(errors.Labels, by),
            window => new LabelledVector<TLabels>(Known(window).SumOverTime(), errors.Labels).SumBy(by) / PerWindow(window),
            window => new LabelledVector<TLabels>(Known(window).CountOverTime(), errors.Labels).SumBy(by) / PerWindow(window));
    }

    /// <summary>Queries over metrics that are not in the catalog: bad and all events per second over a window.</summary>
    public static Indicator OfQueries(string good, Func<Duration, InstantVector> bad, Func<Duration, InstantVector> total) =>
        new(IndicatorKind.Events, good, [], window => bad(window).Or(total(window) * 0), total);

    /// <summary>A query over metrics that are not in the catalog: the share of errors over a window. Every look weighs the same; NaN does not count.</summary>
    public static Indicator OfRatio(string good, Func<Duration, InstantVector> errorRatio) =>
        new(IndicatorKind.Ratio, good, [], window => errorRatio(window) >= 0, window => (errorRatio(window) >= 0) * 0 + 1);

    private static Scalar PerWindow(Duration window) => window.Milliseconds / 1_000;

    private static string AtMost<TLabels>(double bound, Histogram<TLabels> histogram)
        where TLabels : LabelSet, new() => string.Create(CultureInfo.InvariantCulture, $"{histogram.Help.TrimEnd('.')}: at most {bound} {histogram.Unit.Meaning}");

    private static IReadOnlyList<Label> Labels<TLabels>(TLabels labels, Func<TLabels, Label>[] by) => [.. by.Select(label => label(labels))];
}
