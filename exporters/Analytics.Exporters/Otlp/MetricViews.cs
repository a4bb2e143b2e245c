using Analytics.Catalog;
using OpenTelemetry.Metrics;
using Metric = Analytics.Catalog.Metric;

namespace Analytics.Exporters.Otlp;

/// <summary>What the SDK must know of a metric: a histogram's buckets, and how many series it may have at most.</summary>
internal static class MetricViews
{
    /// <summary>Live events and loaded history are separate series.</summary>
    private const int Origins = 2;

    public static MetricStreamConfiguration Of(Metric metric) => metric.Kind == MetricKind.Histogram
        ? new ExplicitBucketHistogramConfiguration { Boundaries = [.. metric.Buckets], CardinalityLimit = Limit(metric.MaxSeries) }
        : new MetricStreamConfiguration { CardinalityLimit = Limit(metric.MaxSeries * Origins) };

    // The catalog's budgets already hold for label values, so a limit at their product is never reached and no overflow series appears.
    private static int Limit(long series) => (int)Math.Min(series, 1_000_000);
}
