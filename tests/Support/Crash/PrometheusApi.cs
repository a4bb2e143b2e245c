using System.Globalization;
using System.Text.Json;

namespace Analytics.Testing.Crash;

/// <summary>Questions to a Prometheus by its HTTP API.</summary>
public sealed class PrometheusApi(string url)
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(10) };

    public string Url => url;

    /// <summary>The series of an instant query: labels and value.</summary>
    public async Task<IReadOnlyList<(IReadOnlyDictionary<string, string> Labels, decimal Value)>> Query(string expression, CancellationToken cancel)
    {
        using var answer = JsonDocument.Parse(await Http.GetStringAsync($"{url}/api/v1/query?query={Uri.EscapeDataString(expression)}", cancel));
        return
        [
            .. answer.RootElement.GetProperty("data").GetProperty("result").EnumerateArray().Select(series => (
                (IReadOnlyDictionary<string, string>)series.GetProperty("metric").EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!),
                decimal.Parse(series.GetProperty("value")[1].GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture))),
        ];
    }

    /// <summary>The value of an expression that has one series, or null.</summary>
    public async Task<decimal?> Value(string expression, CancellationToken cancel) => await Query(expression, cancel) is [var only] ? only.Value : null;
}
