using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Analytics.Exporters.Client;

/// <summary>What came of sending a batch.</summary>
/// <param name="IsSettled">Whether the batch need not be sent again.</param>
/// <param name="Accepted">How many of its events are on the gateway's disk.</param>
/// <param name="RetryAfter">When the gateway wants to hear of it again.</param>
internal readonly record struct PostOutcome(bool IsSettled, int Accepted, TimeSpan? RetryAfter);

/// <summary>Sends one batch of the outbox through the gateway's batch door, compressed, with the time of sending.</summary>
internal sealed class BatchPost(HttpClient http, EventClientSettings settings, TimeProvider clock)
{
    private readonly Uri _door = new(settings.Gateway, "/api/analytics/events/batch");

    /// <summary>Sends it; what is wrong with the network or the gateway is an outcome and no exception.</summary>
    public async Task<PostOutcome> SendAsync(OutboxBatch batch, CancellationToken cancel)
    {
        byte[] events;
        try
        {
            events = await File.ReadAllBytesAsync(batch.File, cancel);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new PostOutcome(IsSettled: !File.Exists(batch.File), 0, null);
        }

        using var within = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        within.CancelAfter(settings.RequestTime);
        try
        {
            using var request = Request(batch.BatchId, events);
            using var response = await http.SendAsync(request, within.Token);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(within.Token));
                return new PostOutcome(true, answer.RootElement.GetProperty("accepted").GetInt32(), null);
            }

            return new PostOutcome(IsFinal(response.StatusCode), 0, RetryAfter(response));
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException or JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return default;
        }
    }

    /// <summary>Not what a good key or a proxy that is mended would change: 400, 409, 413, 415 and their like.</summary>
    private static bool IsFinal(HttpStatusCode status) =>
        (int)status is >= 400 and < 500 && status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound
            or HttpStatusCode.ProxyAuthenticationRequired or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests);

    private TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - clock.GetUtcNow() : null;

    private HttpRequestMessage Request(string batchId, byte[] events)
    {
        var body = new MemoryStream(events.Length / 4);
        using (var gzip = new GZipStream(body, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes($"{{\"batchId\":\"{batchId}\",\"clientTimestamp\":\"{ClientEvent.Iso(clock.GetUtcNow())}\",\"events\":"));
            gzip.Write(events);
            gzip.WriteByte((byte)'}');
        }

        body.Position = 0;
        var request = new HttpRequestMessage(HttpMethod.Post, _door) { Content = new StreamContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Content.Headers.ContentEncoding.Add("gzip");
        request.Headers.TryAddWithoutValidation("X-Analytics-Source", settings.Source);
        if (settings.Key is { } key)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        return request;
    }
}
