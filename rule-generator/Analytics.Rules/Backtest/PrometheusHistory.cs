using System.Globalization;
using System.Text.Json;
using Analytics.PromQL;

namespace Analytics.Rules.Backtest;

/// <summary>When an expression had which series, asked of a server that has the past: anything that answers <c>/api/v1/query_range</c>.</summary>
/// <param name="http">The client.</param>
/// <param name="address">The server, with or without a path before <c>/api</c>.</param>
public sealed class PrometheusHistory(HttpClient http, Uri address)
{
    /// <summary>Servers refuse more than 11,000 points a query.</summary>
    private const int MostPoints = 10_000;

    /// <summary>The evaluations at which each series was there, by series, in order; or what the server said against the query.</summary>
    /// <exception cref="HttpRequestException">The server cannot be reached, or does not answer as Prometheus does.</exception>
    public async Task<(IReadOnlyList<IReadOnlyList<DateTimeOffset>> Series, string? Problem)> PresenceAsync(string expression, DateTimeOffset from, DateTimeOffset to, Duration step, CancellationToken cancel)
    {
        var series = new SortedDictionary<string, List<DateTimeOffset>>(StringComparer.Ordinal);
        for (var start = from; start <= to; start += step.ToTimeSpan() * MostPoints)
        {
            var end = start + step.ToTimeSpan() * (MostPoints - 1);
            using var query = new FormUrlEncodedContent(
            [
                new("query", expression), new("start", Seconds(start)), new("end", Seconds(end < to ? end : to)), new("step", step.Seconds.ToString(CultureInfo.InvariantCulture)),
            ]);
            using var response = await http.PostAsync(new Uri(address.AbsoluteUri.TrimEnd('/') + "/api/v1/query_range"), query, cancel);
            using var answer = Parse(await response.Content.ReadAsStringAsync(cancel));
            if (answer.RootElement.TryGetProperty("error", out var error))
            {
                return ([], error.GetString());
            }

            foreach (var found in answer.RootElement.GetProperty("data").GetProperty("result").EnumerateArray())
            {
                var labels = string.Join('\0', found.GetProperty("metric").EnumerateObject().OrderBy(label => label.Name, StringComparer.Ordinal).Select(label => $"{label.Name}\0{label.Value}"));
                if (!series.TryGetValue(labels, out var times))
                {
                    series[labels] = times = [];
                }

                times.AddRange(found.GetProperty("values").EnumerateArray().Select(value => DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(value[0].GetDouble() * 1000))));
            }
        }

        return ([.. series.Values], null);
    }

    private static JsonDocument Parse(string text)
    {
        try
        {
            var answer = JsonDocument.Parse(text);
            return answer.RootElement.ValueKind == JsonValueKind.Object && answer.RootElement.TryGetProperty("status", out _) ? answer : throw new JsonException("no status");
        }
        catch (JsonException)
        {
            throw new HttpRequestException("what answers there is no Prometheus");
        }
    }

    private static string Seconds(DateTimeOffset at) => (at.ToUnixTimeMilliseconds() / 1000.0).ToString("0.###", CultureInfo.InvariantCulture);
}
