using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Analytics.Cli.Shell;

namespace Analytics.Cli.Events.Sending;

/// <summary>How the public door is reached.</summary>
/// <param name="Gateway">The gateway's address, such as http://127.0.0.1:8080.</param>
/// <param name="Source">Ids are unique within a source (header X-Analytics-Source).</param>
/// <param name="Key">The key to show, the administrator's for <paramref name="Backfill"/>; null: none.</param>
/// <param name="Backfill">Whether events older than the door's limit are sent as history.</param>
/// <param name="Patience">For how long a door that cannot be reached, or that turns everything away, is tried again.</param>
internal sealed record DoorSettings(Uri Gateway, string Source, string? Key, bool Backfill, TimeSpan Patience);

/// <summary>One event that the door refused.</summary>
internal sealed record Rejection(EventLine Line, string? Id, string Code, string? Path, string Message);

/// <summary>What became of a batch.</summary>
/// <param name="Accepted">Events that are safe now.</param>
/// <param name="Rejections">Events that were refused.</param>
internal sealed record BatchOutcome(int Accepted, IReadOnlyList<Rejection> Rejections)
{
    /// <summary>How many of the accepted were there before.</summary>
    public int Duplicates { get; init; }

    /// <summary>Events that were not kept because the person did not allow it.</summary>
    public int Dropped { get; init; }

    public static BatchOutcome operator +(BatchOutcome one, BatchOutcome other) =>
        new(one.Accepted + other.Accepted, [.. one.Rejections, .. other.Rejections]) { Duplicates = one.Duplicates + other.Duplicates, Dropped = one.Dropped + other.Dropped };
}

/// <summary>
/// Sends batches through the public door until they are acknowledged: waits as long as Retry-After says (with jitter, so that many senders do not
/// come back at once), tries again when the connection breaks, and cuts a batch in two that is too large. Sending twice is harmless: ids are idempotent.
/// </summary>
internal sealed class EventDoor(HttpClient http, DoorSettings settings, TimeProvider clock, Random jitter)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private readonly Uri _events = new(settings.Gateway, "/api/analytics/events" + (settings.Backfill ? "?backfill=true" : ""));
    private int _retries;

    /// <summary>How often a request was sent again, in all.</summary>
    public int Retries => _retries;

    /// <exception cref="CommandFailure">The gateway was away for longer than the patience (exit 3), or it does not let us in (exit 2).</exception>
    public async Task<BatchOutcome> Send(EventBatch batch, CancellationToken cancel)
    {
        var since = clock.GetTimestamp();
        for (var attempt = 0; ; attempt++)
        {
            var (outcome, wait, trouble) = await TryOnce(batch, cancel);
            if (outcome is not null)
            {
                return outcome;
            }

            if (clock.GetElapsedTime(since) > settings.Patience)
            {
                throw CommandFailure.Unreachable(
                    $"no answer from the gateway at {settings.Gateway} for {settings.Patience.TotalSeconds:0} s: {trouble}",
                    "Is it running? ./analytics status shows its address; --gateway URL names another one. Send again to continue: nothing is counted twice.");
            }

            Interlocked.Increment(ref _retries);
            await Task.Delay(Pause(attempt, wait), clock, cancel);
        }
    }

    private async Task<(BatchOutcome? Outcome, TimeSpan? Wait, string Trouble)> TryOnce(EventBatch batch, CancellationToken cancel)
    {
        try
        {
            using var request = Request(batch);
            using var response = await http.SendAsync(request, cancel);
            var body = await response.Content.ReadAsByteArrayAsync(cancel);
            return response.StatusCode switch
            {
                HttpStatusCode.OK or HttpStatusCode.Accepted => (Outcome(batch, body), null, ""),
                HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout =>
                    (null, WaitOf(response.Headers.RetryAfter), $"{(int)response.StatusCode} {GatewayAnswer.Said(body)}"),
                HttpStatusCode.RequestEntityTooLarge when batch.Lines.Count > 1 => (await SendHalves(batch, cancel), null, ""),
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => throw CommandFailure.Usage(
                    $"the gateway does not let us in: {GatewayAnswer.Said(body)}", settings.Backfill ? "Give a key with the role admin: --admin-key-file FILE." : "Give a key with the role ingest: --key-file FILE."),
                HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed => throw CommandFailure.Usage($"{settings.Gateway} is no Analytics gateway: {(int)response.StatusCode} on {_events.AbsolutePath}", "Check --gateway."),
                >= HttpStatusCode.InternalServerError => (null, null, $"{(int)response.StatusCode} {GatewayAnswer.Said(body)}"),
                _ => (Refused(batch, (int)response.StatusCode, body), null, ""),
            };
        }
        catch (HttpRequestException e)
        {
            return (null, null, e.InnerException?.Message ?? e.Message);
        }
        catch (TaskCanceledException) when (!cancel.IsCancellationRequested)
        {
            return (null, null, "no answer in time");
        }
        catch (JsonException e)
        {
            return (null, null, $"an answer that cannot be read: {e.Message}");
        }
    }

    private HttpRequestMessage Request(EventBatch batch)
    {
        var body = new ArrayBufferWriter<byte>(batch.Lines.Sum(line => line.Json.Length + 1) + 200);
        body.Write("{\"events\":["u8);
        for (var i = 0; i < batch.Lines.Count; i++)
        {
            body.Write(i == 0 ? ""u8 : ","u8);
            body.Write(batch.Lines[i].Json.Span);
        }

        body.Write(Encoding.UTF8.GetBytes(FormattableString.Invariant(
            $"],\"batchId\":\"lines-{batch.Lines[0].Number}-{batch.LastLine}\",\"clientTimestamp\":\"{clock.GetUtcNow().UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}\"}}")));
        var request = new HttpRequestMessage(HttpMethod.Post, _events) { Content = new ReadOnlyMemoryContent(body.WrittenMemory) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("X-Analytics-Source", settings.Source);
        if (settings.Key is { } key)
        {
            request.Headers.TryAddWithoutValidation("X-Api-Key", key);
        }

        return request;
    }

    private async Task<BatchOutcome> SendHalves(EventBatch batch, CancellationToken cancel)
    {
        var half = batch.Lines.Count / 2;
        return await Send(batch with { Lines = [.. batch.Lines.Take(half)] }, cancel) + await Send(batch with { Lines = [.. batch.Lines.Skip(half)] }, cancel);
    }

    private static BatchOutcome Outcome(EventBatch batch, byte[] body)
    {
        using var answer = JsonDocument.Parse(body);
        var root = answer.RootElement;
        var rejections = root.TryGetProperty("errors", out var errors)
            ? errors.EnumerateArray().Select(error => RejectionOf(batch, error)).ToArray()
            : [];
        return new BatchOutcome(root.GetProperty("accepted").GetInt32(), rejections) { Duplicates = Number(root, "duplicates"), Dropped = Number(root, "dropped") };
    }

    private static Rejection RejectionOf(EventBatch batch, JsonElement error)
    {
        var index = error.TryGetProperty("index", out var at) && at.TryGetInt32(out var value) && value >= 0 && value < batch.Lines.Count ? value : 0;
        return new Rejection(batch.Lines[index], Text(error, "id"), Text(error, "code") ?? "rejected", Text(error, "path"), Text(error, "message") ?? "");
    }

    /// <summary>The whole request was turned away for good: that is said of each of its events.</summary>
    private static BatchOutcome Refused(EventBatch batch, int status, byte[] body) =>
        new(0, [.. batch.Lines.Select(line => new Rejection(line, null, FormattableString.Invariant($"http_{status}"), null, GatewayAnswer.Said(body)))]);

    private static int Number(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.TryGetInt32(out var number) ? number : 0;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private TimeSpan? WaitOf(RetryConditionHeaderValue? header) =>
        header?.Delta ?? (header?.Date is { } date ? date - clock.GetUtcNow() : null);

    /// <summary>What Retry-After says and up to half of it more; without it, exponential with full jitter.</summary>
    private TimeSpan Pause(int attempt, TimeSpan? asked)
    {
        double chance;
        lock (jitter)
        {
            chance = jitter.NextDouble();
        }

        return asked is { } wait && wait > TimeSpan.Zero
            ? Min(wait, TimeSpan.FromMinutes(1)) * (1 + (0.5 * chance))
            : Min(FirstPause * Math.Pow(2, Math.Min(attempt, 10)), LongestPause) * (0.2 + (0.8 * chance));
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
