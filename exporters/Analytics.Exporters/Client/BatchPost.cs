using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Analytics.Exporters.Client;

/// <summary>What is to be done with a batch that was sent.</summary>
internal enum PostVerdict
{
    /// <summary>Send it again later.</summary>
    Again,

    /// <summary>The gateway has said of each event what became of it.</summary>
    Settled,

    /// <summary>It is not taken as a whole, and never will be: too large, or something is wrong with one of its events.</summary>
    Refused,

    /// <summary>Its file is not there any more: somebody else cleared it away.</summary>
    Gone,
}

/// <summary>What came of sending a batch.</summary>
/// <param name="Verdict">What is to be done.</param>
/// <param name="Accepted">How many of its events are on the gateway's disk.</param>
/// <param name="RetryAfter">When the gateway wants to hear of it again.</param>
internal readonly record struct PostOutcome(PostVerdict Verdict, int Accepted = 0, TimeSpan? RetryAfter = null);

/// <summary>Sends one batch of the outbox through the gateway's batch door, compressed, with the time of sending.</summary>
internal sealed class BatchPost(HttpClient http, EventClientSettings settings, TimeProvider clock)
{
    /// <summary>An answer about 1,000 events is smaller; whoever says more is no gateway.</summary>
    private const int MostAnswerBytes = 4 * 1024 * 1024;

    /// <summary>Below the path of the gateway's address, where a proxy has put it.</summary>
    private readonly Uri _door = new UriBuilder(settings.Gateway) { Path = settings.Gateway.AbsolutePath.TrimEnd('/') + "/api/analytics/events/batch", Query = "", Fragment = "" }.Uri;

    /// <summary>Sends it; what is wrong with the network or the gateway is an outcome and no exception.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="events">Its list of events.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<PostOutcome> SendAsync(OutboxBatch batch, byte[] events, CancellationToken cancel)
    {
        using var within = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        within.CancelAfter(settings.RequestTime);
        try
        {
            using var request = Request(batch.BatchId, events);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, within.Token);
            await response.Content.LoadIntoBufferAsync(MostAnswerBytes, within.Token);
            var answer = await response.Content.ReadAsByteArrayAsync(within.Token);
            return response.StatusCode switch
            {
                HttpStatusCode.OK when Accepted(answer) is { } accepted && accepted <= batch.Events => new PostOutcome(PostVerdict.Settled, accepted),
                HttpStatusCode.RequestEntityTooLarge => new PostOutcome(PostVerdict.Refused),
                HttpStatusCode.BadRequest or HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity when IsOfTheGateway(answer) => new PostOutcome(PostVerdict.Refused),
                _ => new PostOutcome(PostVerdict.Again, RetryAfter: RetryAfter(response)),
            };
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A handler of the app's own may throw anything.
            return default;
        }
    }

    /// <summary>How many events the gateway has taken; null when this is no answer of a gateway: the page of a proxy, or of a hotel.</summary>
    private static int? Accepted(byte[] answer) => Property(answer, "accepted") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var accepted) && accepted >= 0 ? accepted : null;

    /// <summary>Whether the gateway itself refuses, and not somebody on the way, whom somebody else will mend.</summary>
    private static bool IsOfTheGateway(byte[] answer) => Property(answer, "reason") is { ValueKind: JsonValueKind.String } && Property(answer, "message") is { ValueKind: JsonValueKind.String };

    private static JsonElement? Property(byte[] answer, string name)
    {
        try
        {
            var root = JsonElement.Parse(answer);
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) ? value : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A date counts from the answer's own date: by the clock of a phone it may lie years ahead.</summary>
    private TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - (response.Headers.Date ?? clock.GetUtcNow()) : null;

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
