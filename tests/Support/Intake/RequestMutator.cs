using System.Globalization;
using System.IO.Compression;
using System.Text;
using Analytics.Catalog;

namespace Analytics.Testing.Intake;

/// <summary>A request as bytes on the wire.</summary>
/// <param name="Wire">Head and body.</param>
/// <param name="IsHeadSound">Whether a door of ours has to answer with a reason: neither request line nor headers are spoiled.</param>
public sealed record MutatedRequest(byte[] Wire, bool IsHeadSound);

/// <summary>
/// Requests to all doors, most of them spoiled somewhere: body, compression, headers, path. Half of the names in them (sources, services, users, batches) are never used again, so that
/// whatever remembers names grows. The same for the same seed.
/// </summary>
public sealed class RequestMutator(int seed, DateTimeOffset now)
{
    private static readonly string[] Doors = ["/api/analytics/events", "/api/analytics/events/batch", "/v1/logs", "/api/analytics/events?backfill=true"];

    private static readonly string[] Paths =
    [
        "//api//analytics/events", "/api/analytics/events/../events", "/api/analytics/%2e%2e/events", "/api/analytics/events%00", "/api/analytics/events/", "/API/Analytics/Events", "/v1/logs?x=%zz", "/v1/logs#f",
        "/api/analytics/events;a=b", "*", "/healthz", "/readyz", "/v1/metrics", "/api/analytics/events?backfill=true&backfill=false", "http://elsewhere/api/analytics/events", "/\u00e4",
    ];

    private static readonly string[] Headers =
    [
        "Content-Type: application/json", "Content-Type: application/x-protobuf", "Content-Type: application/json; charset=\"utf-16\"", "Content-Type: ;;;", "Content-Type:", "Content-Encoding: br",
        "Content-Encoding: gzip, deflate", "Content-Encoding: gzip", "X-Analytics-Source: a b", "X-Analytics-Source: \u00e4\u0001", "X-Analytics-Source:", "Authorization: Bearer ana_nonsense", "Authorization: Bearer",
        "X-Api-Key: x", "Expect: 100-continue", "Expect: nonsense", "Transfer-Encoding: chunked", "Transfer-Encoding: gzip, chunked", "Content-Length: -1", "Content-Length: 99999999999999999999", "Host: a", "Host:",
        "X-Long: " + new string('x', 9_000), "X-Folded: a\r\n b", "No colon", ": no name", "Connection: upgrade, close", "Upgrade: h2c", "Content-Type: application/json\r\nContent-Type: text/plain",
    ];

    private static readonly string[] Lengths = ["ffffffff", "7fffffff", "fffffffffffffffffffff", "-1", "0x5", "", "g", "5;name=value", "5 ", "00000000000005", new string('0', 9_000)];

    private readonly Random _dice = new(seed);
    private long _number;

    public MutatedRequest Next()
    {
        var door = Doors[_dice.Next(Doors.Length)];
        var isOtlp = door == Doors[2];
        var isProtobuf = isOtlp && _dice.Next(2) == 0;
        var body = isProtobuf ? OtlpLogs.Protobuf(Resource(), Logs()) : isOtlp ? Encoding.UTF8.GetBytes(OtlpLogs.Json(Resource(), Logs())) : Encoding.UTF8.GetBytes(Json());
        if (_dice.Next(10) > 0)
        {
            body = ByteSpoiler.Spoil(body, _dice);
        }

        var isGzip = _dice.Next(4) == 0;
        if (isGzip)
        {
            body = Gzip(_dice.Next(2_000) == 0 ? new byte[30_000_000] : body);
            body = _dice.Next(3) == 0 ? ByteSpoiler.Spoil(body, _dice) : body;
        }

        var head = new StringBuilder();
        var spoilHead = _dice.Next(8) == 0;
        head.Append(spoilHead && _dice.Next(4) == 0 ? "PUT " : "POST ").Append(spoilHead && _dice.Next(2) == 0 ? Paths[_dice.Next(Paths.Length)] : door).Append(" HTTP/1.1\r\nHost: x\r\n");
        head.Append(isProtobuf ? "Content-Type: application/x-protobuf\r\n" : "Content-Type: application/json\r\n").Append(isGzip ? "Content-Encoding: gzip\r\n" : "").Append(_dice.Next(4) == 0 ? $"X-Analytics-Source: source-{Name(20)}\r\n" : "");
        for (var more = spoilHead ? _dice.Next(1, 4) : 0; more > 0; more--)
        {
            head.Append(Headers[_dice.Next(Headers.Length)]).Append("\r\n");
        }

        var isChunked = _dice.Next(16) == 0;
        head.Append(spoilHead || isChunked ? "Connection: close\r\n" : "").Append(isChunked ? "Transfer-Encoding: chunked\r\n\r\n" : string.Create(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n\r\n"));
        byte[] first = Encoding.Latin1.GetBytes(head.ToString());
        return new MutatedRequest([.. spoilHead && _dice.Next(4) == 0 ? ByteSpoiler.Spoil(first, _dice) : first, .. isChunked ? Chunks(body) : body], !spoilHead && !isChunked);
    }

    private string Json()
    {
        var events = Enumerable.Range(0, _dice.Next(1, 4)).Select(_ => EventJson.Of(AnyKind(), $"f{seed}-{_number++}", now.AddSeconds(-_dice.Next(1000)), $"user {Name(100)}", $"session {Name(100)}"));
        var json = EventJson.Request(events);
        return _dice.Next(3) > 0 ? json : $"{json[..^1]},\"clientTimestamp\":\"{EventJson.Iso(now.AddSeconds(_dice.Next(-100_000, 100_000)))}\",\"batchId\":\"b{Name(100)}\",\"checksums\":[null]}}";
    }

    private IEnumerable<OtlpLog> Logs() => Enumerable.Range(0, _dice.Next(1, 4)).Select(_ => new OtlpLog(AnyKind().Name, now,
        [("event.id", $"o{seed}-{_number++}"), ("user.id", $"user {Name(100)}"), ("session.id", "s"), ("privacy.can_track", true), ("privacy.can_profile", _dice.Next(2) == 0), ("privacy.can_share", false), ("duration", 5L), ("device", new (string, object?)[] { ("platform", "ios") })]));

    private (string, object?)[] Resource() => [("service.name", $"service {Name(20)}"), ("os.name", "iOS"), ("process.pid", 7L)];

    /// <summary>A number that is one of a few, or new.</summary>
    private long Name(int usual) => _dice.Next(2) == 0 ? _dice.Next(usual) : usual + ++_number;

    private EventKind AnyKind() => CatalogIndex.Default.Events[_dice.Next(CatalogIndex.Default.Events.Count)];

    /// <summary>The body in two chunks, the length of the first one wrong now and then.</summary>
    private byte[] Chunks(byte[] body)
    {
        var first = _dice.Next(body.Length + 1);
        var length = _dice.Next(2) == 0 ? Lengths[_dice.Next(Lengths.Length)] : first.ToString("x", CultureInfo.InvariantCulture);
        return [.. Encoding.Latin1.GetBytes(length + "\r\n"), .. body[..first], .. Encoding.Latin1.GetBytes($"\r\n{body.Length - first:x}\r\n"), .. body[first..], .. "\r\n0\r\n\r\n"u8];
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var into = new MemoryStream();
        using (var gzip = new GZipStream(into, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return into.ToArray();
    }
}
