using Analytics.Catalog;

namespace Analytics.Integration.Tests.Insights;

/// <summary>Values by series name and label values: <c>ai:accuracy:ratio{workout,1.0,7d}</c>.</summary>
internal sealed class Expected
{
    public SortedDictionary<string, double> Values { get; } = new(StringComparer.Ordinal);

    public void Add(Metric metric, double? value, params ReadOnlySpan<string> labels)
    {
        if (value is { } known)
        {
            Values.Add(Key(metric, [.. labels]), known);
        }
    }

    public static string Key(Metric metric, IEnumerable<string> labels) => $"{metric.PrometheusName}{{{string.Join(',', labels)}}}";

    public static double? Ratio(double part, double whole) => whole == 0 ? null : part / whole;

    public static double? Mean(IEnumerable<double> values) => values.Any() ? values.Average() : null;

    /// <summary>The events of each key, as R's type 7 quantile of a number.</summary>
    public static double? Median(IEnumerable<double> values) => Reference.Quantile(values, 0.5);
}
