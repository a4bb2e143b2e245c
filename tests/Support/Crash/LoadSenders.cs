using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Analytics.Testing.Crash;

/// <summary>Several clients that send as long as they are let, at a steady pace each, whatever happens to the gateway.</summary>
public sealed class LoadSenders(string gatewayUrl, EventPool pool, int senders)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(15);
    private int _answered;
    private int _refusedRequests;
    private int _unanswered;

    /// <summary>Requests that were answered 200.</summary>
    public int Answered => _answered;

    /// <summary>Requests that were answered 503 or 429: turned away, nothing taken.</summary>
    public int RefusedRequests => _refusedRequests;

    /// <summary>Requests that broke off in the middle: the gateway was killed with them in its hands.</summary>
    public int Unanswered => _unanswered;

    public Task Run(CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, senders).Select(_ => SendUntil(stop)));

    private async Task SendUntil(CancellationToken stop)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        using var pace = new PeriodicTimer(Pace);
        while (!stop.IsCancellationRequested)
        {
            await SendOne(http);
            try
            {
                await pace.WaitForNextTickAsync(stop);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task SendOne(HttpClient http)
    {
        var (batch, body) = pool.Take();
        try
        {
            using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
            using var response = await http.PostAsync($"{gatewayUrl}/api/analytics/events", content);
            if (response.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests)
            {
                Interlocked.Increment(ref _refusedRequests);
                pool.Lose(batch);
                return;
            }

            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw new InvalidOperationException($"the door answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
            }

            var answer = JsonElement.Parse(await response.Content.ReadAsByteArrayAsync());
            pool.Acknowledge(batch, [.. answer.GetProperty("results").EnumerateArray()
                .Where(result => result.GetProperty("outcome").GetString() is "ok" or "warning").Select(result => result.GetProperty("index").GetInt32())]);
            Interlocked.Increment(ref _answered);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConnectionError)
        {
            pool.Return(batch);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
        {
            Interlocked.Increment(ref _unanswered);
            pool.Lose(batch);
        }
    }
}
