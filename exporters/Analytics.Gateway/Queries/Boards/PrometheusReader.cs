using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Analytics.Gateway.Queries.Boards;

/// <summary>One series of an answer.</summary>
/// <param name="Labels">All its labels.</param>
/// <param name="Points">Unix seconds and value; NaN and infinities are null, as JSON has none.</param>
internal sealed record ReadSeries(JsonObject Labels, IReadOnlyList<(double At, double? Value)> Points);

/// <summary>What a question brought.</summary>
/// <param name="Series">At most as many as were asked for.</param>
/// <param name="Total">How many there were.</param>
/// <param name="Failure">Why there is no answer; null with one.</param>
internal sealed record ReadAnswer(IReadOnlyList<ReadSeries> Series, int Total, string? Failure);

/// <summary>Asks Prometheus.</summary>
/// <param name="http">Its timeout holds for every question.</param>
/// <param name="address">Base URL of the HTTP API.</param>
internal sealed class PrometheusReader(HttpClient http, Uri address)
{
    /// <summary>An instant query at <paramref name="at"/>, or with a step a range query from <paramref name="from"/>. A refused question is an answer with its failure.</summary>
    /// <exception cref="HttpRequestException">Prometheus does not answer.</exception>
    public async Task<ReadAnswer> Ask(string query, DateTimeOffset from, DateTimeOffset at, TimeSpan? step, int most, CancellationToken cancel)
    {
        var form = new Dictionary<string, string> { ["query"] = query };
        if (step is { } every)
        {
            form["start"] = Seconds(Aligned(from, every));
            form["end"] = Seconds(Aligned(at, every));
            form["step"] = every.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        }
        else
        {
            form["time"] = Seconds(at);
        }

        using var body = new FormUrlEncodedContent(form);
        using var response = await http.PostAsync(new Uri(address, step is null ? "/api/v1/query" : "/api/v1/query_range"), body, cancel);
        var text = await response.Content.ReadAsStringAsync(cancel);
        var answer = Parse(text);
        if (answer is null || (string?)answer["status"] != "success")
        {
            return (int)response.StatusCode is >= 500 and not 503 || answer is null
                ? throw new HttpRequestException($"Prometheus answered {(int)response.StatusCode}")
                : new ReadAnswer([], 0, (string?)answer["error"] ?? $"Prometheus answered {(int)response.StatusCode}");
        }

        var data = answer["data"]!;
        if ((string?)data["resultType"] is "scalar")
        {
            return new ReadAnswer([new ReadSeries([], [Point(data["result"]!)])], 1, null);
        }

        var result = data["result"]!.AsArray();
        return new ReadAnswer([.. result.Take(most).Select(one => new ReadSeries(
            one!["metric"]!.DeepClone().AsObject(),
            one["values"] is JsonArray values ? [.. values.Select(point => Point(point!))] : one["value"] is { } value ? [Point(value)] : []))], result.Count, null);
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static (double At, double? Value) Point(JsonNode pair) =>
        ((double)pair[0]!, double.TryParse((string?)pair[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null);

    // Lines begin at multiples of the step, so that a later question has the same points again.
    private static DateTimeOffset Aligned(DateTimeOffset time, TimeSpan step) => new(time.UtcTicks - (time.UtcTicks % step.Ticks), TimeSpan.Zero);

    private static string Seconds(DateTimeOffset time) => (time.ToUnixTimeMilliseconds() / 1000.0).ToString("0.###", CultureInfo.InvariantCulture);
}
