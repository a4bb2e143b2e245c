using System.Net;
using System.Net.Http.Headers;

namespace Analytics.Exporters.RemoteWrite;

/// <summary>How the client behaves.</summary>
/// <param name="Url">The receiver: <c>http://host:9090/api/v1/write</c>.</param>
public sealed record RemoteWriteSettings(Uri Url)
{
    /// <summary>Samples in one request.</summary>
    public int BatchSize { get; init; } = 5_000;

    /// <summary>How often one request is sent at most before the receiver counts as unreachable.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>The pause after the first failure; each further one is twice as long.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest pause, also when the receiver asks for a longer one.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>
/// Writes samples to Prometheus (or anything else that speaks remote write 1.0). A request that fails for now (no connection, 429, 5xx) is sent again after a
/// pause; a request that Prometheus refuses for good is halved until the sample at fault stands alone, because Prometheus takes all of a request or nothing.
/// Specification: https://prometheus.io/docs/specs/prw/remote_write_spec/.
/// </summary>
public sealed class RemoteWriteClient(HttpClient http, RemoteWriteSettings settings, TimeProvider clock)
{
    /// <summary>Writes the samples; expected failures are in the answer, never thrown.</summary>
    public async Task<WriteOutcome> Write(IReadOnlyList<SeriesSample> samples, CancellationToken cancel)
    {
        var outcome = WriteOutcome.Nothing;
        var batches = samples.Chunk(settings.BatchSize).ToList();
        var packing = Packed(0);
        for (var i = 0; i < batches.Count && outcome.Unreachable is null; i++)
        {
            var body = await packing;
            packing = Packed(i + 1);
            outcome = outcome.Plus(await WriteBatch(batches[i], body, cancel));
        }

        return outcome;

        // The next batch is packed while the receiver works on this one.
        Task<byte[]> Packed(int next) => next < batches.Count ? Task.Run(() => RemoteWriteBody.Encode(batches[next]), cancel) : Task.FromResult<byte[]>([]);
    }

    private async Task<WriteOutcome> WriteBatch(ArraySegment<SeriesSample> batch, byte[] body, CancellationToken cancel)
    {
        var answer = await Send(body, cancel);
        if (answer.Taken)
        {
            return new WriteOutcome(batch.Count, [], null);
        }

        if (!answer.Final)
        {
            return new WriteOutcome(0, [], answer.Reason);
        }

        if (batch.Count == 1)
        {
            return new WriteOutcome(0, [new RefusedSample(batch[0], answer.Reason)], null);
        }

        var half = batch.Count / 2;
        var first = await WriteBatch(batch[..half], RemoteWriteBody.Encode(batch[..half]), cancel);
        return first.Unreachable is not null ? first : first.Plus(await WriteBatch(batch[half..], RemoteWriteBody.Encode(batch[half..]), cancel));
    }

    private async Task<Answer> Send(byte[] body, CancellationToken cancel)
    {
        var pause = settings.FirstPause;
        for (var attempt = 1; ; attempt++)
        {
            var answer = await SendOnce(body, cancel);
            if (answer.Taken || answer.Final || attempt >= settings.Attempts)
            {
                return answer;
            }

            var wait = answer.RetryAfter > pause ? answer.RetryAfter.Value : pause;
            await Task.Delay(wait < settings.LongestPause ? wait : settings.LongestPause, clock, cancel);
            pause *= 2;
        }
    }

    private async Task<Answer> SendOnce(byte[] body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, settings.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        request.Content.Headers.ContentEncoding.Add("snappy");
        request.Headers.TryAddWithoutValidation("X-Prometheus-Remote-Write-Version", "0.1.0");
        request.Headers.TryAddWithoutValidation("User-Agent", "analytics");
        try
        {
            using var response = await http.SendAsync(request, cancel);
            if (response.IsSuccessStatusCode)
            {
                return new Answer(Taken: true, Final: true, string.Empty, null);
            }

            var said = (await response.Content.ReadAsStringAsync(cancel)).Trim();
            var reason = $"{settings.Url} answered {(int)response.StatusCode}: {(said.Length > 500 ? said[..500] : said)}";
            var forNow = response.StatusCode == HttpStatusCode.TooManyRequests || IsForNow(response.StatusCode, said);
            return new Answer(Taken: false, Final: !forNow, reason, RetryAfter(response.Headers.RetryAfter));
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException || (failure is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return new Answer(Taken: false, Final: false, $"{settings.Url}: {failure.Message}", null);
        }
    }

    // Prometheus answers 500 to a sample older than its out-of-order window: that will not change by waiting.
    private static bool IsForNow(HttpStatusCode code, string said) =>
        (int)code >= 500 && !said.Contains("too old sample", StringComparison.Ordinal) && !said.Contains("out of bounds", StringComparison.Ordinal);

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header) =>
        header?.Delta ?? (header?.Date is { } date ? date - clock.GetUtcNow() : null);

    private sealed record Answer(bool Taken, bool Final, string Reason, TimeSpan? RetryAfter);
}
