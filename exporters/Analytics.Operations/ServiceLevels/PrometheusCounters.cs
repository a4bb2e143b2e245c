using System.Globalization;
using System.Text.Json;
using Analytics.Catalog;
using Analytics.Insights.ServiceLevels;

namespace Analytics.Operations.ServiceLevels;

/// <summary>
/// Counts requests by their counters in Prometheus, one series after the other: what a counter grew between two samples belongs to the minute before the later one; one that fell began anew, so
/// that its value is what it grew. Nothing is extrapolated, and a sum is never taken before the growth: it would hide that one of many began anew.
/// </summary>
/// <param name="http">Asks.</param>
/// <param name="prometheus">Base address: <c>http://host:9090</c>.</param>
public sealed class PrometheusCounters(HttpClient http, Uri prometheus)
{
    private static readonly TimeSpan Chunk = TimeSpan.FromDays(7); // at most 11,000 points a series and answer

    /// <summary>What was counted of every service between two whole minutes, the second not included.</summary>
    /// <exception cref="HttpRequestException">Prometheus cannot be reached, or does not answer the question.</exception>
    public async Task<IReadOnlyList<ServiceCounts>> Read(DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        var series = new Dictionary<string, CounterSamples>(StringComparer.Ordinal);
        for (var begin = from; begin < to; begin += Chunk)
        {
            await ReadChunk(series, begin, begin + Chunk < to ? begin + Chunk : to, cancel);
        }

        return [.. series.Values.GroupBy(one => one.Service).OrderBy(service => service.Key, StringComparer.Ordinal).Select(Count)];
    }

    private static ServiceCounts Count(IGrouping<string, CounterSamples> service)
    {
        var (minutes, resets) = (new SortedDictionary<DateTimeOffset, (decimal Requests, decimal Errors)>(), new List<DateTimeOffset>());
        foreach (var series in service)
        {
            for (var i = 1; i < series.Samples.Count; i++)
            {
                var ((_, before), (at, value)) = (series.Samples[i - 1], series.Samples[i]);
                if (value < before)
                {
                    resets.Add(at);
                }

                var grown = value < before ? value : value - before;
                var minute = at.AddMinutes(-1);
                var (requests, errors) = minutes.GetValueOrDefault(minute);
                minutes[minute] = (requests + grown, errors + (series.IsErrors ? grown : 0));
            }
        }

        return new ServiceCounts(service.Key, PromiseSource.Prometheus, [.. minutes.Select(minute => new RequestMinute(minute.Key, minute.Value.Requests, minute.Value.Errors, null))], [.. resets.Order()]);
    }

    private async Task ReadChunk(Dictionary<string, CounterSamples> series, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        // Only samples of the minute itself: without this, Prometheus repeats the last one for 5 minutes and gaps cannot be seen. Loaded history is left out.
        var counters = PlatformMetrics.ApiRequests;
        var query = $"last_over_time({counters.PrometheusName}{{origin=\"\"}}[1m])";
        var url = new Uri(prometheus, string.Create(CultureInfo.InvariantCulture,
            $"api/v1/query_range?query={Uri.EscapeDataString(query)}&start={from.ToUnixTimeSeconds()}&end={to.ToUnixTimeSeconds()}&step=60"));
        using var response = await http.GetAsync(url, cancel);
        response.EnsureSuccessStatusCode();
        using var answer = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancel), cancellationToken: cancel);
        foreach (var result in answer.RootElement.GetProperty("data").GetProperty("result").EnumerateArray())
        {
            var labels = result.GetProperty("metric");
            var key = labels.GetRawText();
            if (!series.TryGetValue(key, out var own))
            {
                var isErrors = Text(labels, counters.Labels.StatusClass.Name) == WireName.Of(StatusClass.ServerError);
                series[key] = own = new CounterSamples(Text(labels, counters.Labels.Service.Name) ?? Label.Other, isErrors, []);
            }

            foreach (var point in result.GetProperty("values").EnumerateArray())
            {
                var at = DateTimeOffset.FromUnixTimeSeconds((long)point[0].GetDouble());
                if ((own.Samples.Count == 0 || own.Samples[^1].At < at) && decimal.TryParse(point[1].GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
                {
                    own.Samples.Add((at, value));
                }
            }
        }
    }

    private static string? Text(JsonElement labels, string name) => labels.TryGetProperty(name, out var value) ? value.GetString() : null;

    private sealed record CounterSamples(string Service, bool IsErrors, List<(DateTimeOffset At, decimal Value)> Samples);
}
