using System.Globalization;
using Analytics.Exporters.RemoteWrite;

namespace Analytics.Operations.Derived;

/// <summary>Samples as OpenMetrics text: what <c>promtool tsdb create-blocks-from openmetrics</c> reads. Times are seconds with milliseconds, series stand together, the text ends with EOF.</summary>
public static class OpenMetricsText
{
    public static async Task Write(TextWriter output, IEnumerable<SeriesSample> samples)
    {
        foreach (var metric in samples.GroupBy(sample => sample.Series.Name).OrderBy(metric => metric.Key, StringComparer.Ordinal))
        {
            await output.WriteAsync($"# TYPE {metric.Key} gauge\n");
            foreach (var series in metric.GroupBy(sample => sample.Series).OrderBy(series => series.Key.ToString(), StringComparer.Ordinal))
            {
                foreach (var sample in series.OrderBy(sample => sample.At))
                {
                    await output.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{series.Key} {sample.Value:R} {sample.At.ToUnixTimeMilliseconds() / 1000.0:0.000}\n"));
                }
            }
        }

        await output.WriteAsync("# EOF\n");
    }
}
