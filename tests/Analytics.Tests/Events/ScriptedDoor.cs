using System.Net;
using System.Text.Json;

namespace Analytics.Tests.Events;

/// <summary>A door that misbehaves as a test wants: each answer is asked of a script; what was sent is kept.</summary>
internal sealed class ScriptedDoor(Func<int, JsonElement, HttpResponseMessage> answer) : HttpMessageHandler
{
    private readonly Lock _gate = new();

    public List<JsonElement> Requests { get; } = [];

    public List<HttpRequestMessage> Heads { get; } = [];

    public static HttpResponseMessage Accepts(JsonElement request, params object[] errors) => Json(
        HttpStatusCode.OK, new { accepted = request.GetProperty("events").GetArrayLength() - errors.Length, rejected = errors.Length, errors, batchId = "b" });

    public static HttpResponseMessage Json(HttpStatusCode status, object body) => new(status) { Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body)) };

    public static HttpResponseMessage Busy(int seconds)
    {
        var response = Json(HttpStatusCode.ServiceUnavailable, new { error = "log_full", message = "the log is full" });
        response.Headers.TryAddWithoutValidation("Retry-After", $"{seconds}");
        return response;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = JsonElement.Parse(await request.Content!.ReadAsByteArrayAsync(cancellationToken));
        int index;
        lock (_gate)
        {
            index = Requests.Count;
            Requests.Add(body);
            Heads.Add(request);
        }

        return answer(index, body);
    }
}

/// <summary>A clock on which waiting takes no time: it jumps to the end of each wait, and remembers how long each was.</summary>
internal sealed class EagerClock : TimeProvider
{
    private readonly Lock _gate = new();
    private long _ticks = new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero).UtcTicks;

    public List<TimeSpan> Waits { get; } = [];

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    public override DateTimeOffset GetUtcNow() => new(_ticks, TimeSpan.Zero);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            Waits.Add(dueTime);
            _ticks += dueTime.Ticks;
        }

        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
