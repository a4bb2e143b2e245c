using System.Text;

namespace Analytics.Catalog;

/// <summary>
/// From OpenTelemetry's names to Prometheus': other characters than letters, digits, <c>_</c> and <c>:</c> become <c>_</c>, then the unit, then <c>_total</c>
/// for a counter or <c>_ratio</c> for a gauge of unit 1. Source: OpenTelemetry specification, "Prometheus and OpenMetrics Compatibility", section
/// "Metric Metadata"; an integration test holds it against the real path.
/// </summary>
public static class PrometheusName
{
    /// <summary>The name of the series of a counter or gauge, and the stem of a histogram's series.</summary>
    public static string Of(string name, Unit unit, MetricKind kind)
    {
        var text = new StringBuilder(Sanitized(name));
        if (unit.Ucum == "1")
        {
            Append(text, kind == MetricKind.Gauge ? "ratio" : string.Empty);
        }
        else
        {
            Append(text, unit.PrometheusSuffix);
        }

        Append(text, kind == MetricKind.Counter ? "total" : string.Empty);
        return text.ToString();
    }

    private static string Sanitized(string name) =>
        string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or ':' ? letter : '_'));

    private static void Append(StringBuilder name, string suffix)
    {
        if (suffix.Length > 0 && !name.ToString().EndsWith("_" + suffix, StringComparison.Ordinal))
        {
            name.Append('_').Append(suffix);
        }
    }
}
