using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Analytics.Testing.Intake;
using Analytics.Testing.Peers;

namespace Analytics.Integration.Tests.Intake;

/// <summary>The three front doors of a real gateway process: gzip, batches, OTLP logs, quotas.</summary>
public sealed class DoorTests(DoorTests.QuotaGateway fixture) : IClassFixture<DoorTests.QuotaGateway>
{
    private const string Batch = "/api/analytics/events/batch";
    private const string Logs = "/v1/logs";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Theory]
    [InlineData("/api/analytics/events")]
    [InlineData(Batch)]
    public async Task A_compressed_body_with_checksums_is_taken(string path)
    {
        var json = EventJson.Session($"gzip-{path.Length}", Now).ToJsonString();
        var checksum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)));
        var (status, answer, _) = await PostAsync(path, Gzip(Encoding.UTF8.GetBytes($"{{\"events\":[{json}],\"compressionType\":\"gzip\",\"checksums\":[\"{checksum}\"]}}")), "gzip");
        Assert.Equal((HttpStatusCode.OK, 1), (status, (int)JsonNode.Parse(answer)!["accepted"]!));
    }

    [Fact]
    public async Task A_gzip_body_that_lost_its_end_is_damaged_and_not_a_shorter_one()
    {
        var whole = Gzip(Encoding.UTF8.GetBytes(EventJson.Request(EventJson.Session("torn", Now))));
        // Without the last byte of the length, without checksum and length, in the middle, in the head.
        foreach (var length in (int[])[whole.Length - 1, whole.Length - 8, whole.Length / 2, 5])
        {
            var (status, answer, _) = await PostAsync(Batch, whole[..length], "gzip");
            Assert.Equal((length, HttpStatusCode.BadRequest, "bad_compression"), (length, status, (string?)JsonNode.Parse(answer)!["error"]));
        }

        var (taken, all, _) = await PostAsync(Batch, whole, "gzip");
        Assert.Equal((HttpStatusCode.OK, 1, 0), (taken, (int)JsonNode.Parse(all)!["accepted"]!, (int)JsonNode.Parse(all)!["duplicates"]!));
    }

    [Fact]
    public async Task A_gzip_bomb_is_413_at_its_bound()
    {
        var bomb = Gzip(new byte[200 * 1024 * 1024]);
        var (status, answer, _) = await PostAsync(Batch, bomb, "gzip");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Contains("body_too_large", answer, StringComparison.Ordinal);
        (status, _, _) = await PostAsync(Logs, bomb, "gzip", "application/x-protobuf");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
    }

    [Theory]
    [InlineData("br", HttpStatusCode.UnsupportedMediaType, "wrong_content_encoding")]
    [InlineData("gzip, gzip", HttpStatusCode.UnsupportedMediaType, "wrong_content_encoding")]
    [InlineData("gzip", HttpStatusCode.BadRequest, "bad_compression")]
    [InlineData("identity", HttpStatusCode.OK, "")]
    public async Task An_encoding_that_is_not_what_it_says_has_a_name(string encoding, HttpStatusCode expected, string code)
    {
        var (status, answer, response) = await PostAsync(Batch, "{\"events\":[]}"u8.ToArray(), encoding);
        Assert.Equal(expected, status);
        Assert.Contains(code, answer, StringComparison.Ordinal);
        Assert.Equal(status == HttpStatusCode.UnsupportedMediaType, response.Headers.TryGetValues("Accept-Encoding", out _));
    }

    [Fact]
    public async Task A_repeat_of_a_whole_batch_is_answered_the_same_and_another_batch_with_its_id_is_a_conflict()
    {
        string Body(string id) => $"{{\"batchId\":\"batch-7\",\"events\":[{EventJson.Session(id, fixture.Start).ToJsonString()},{{}}],\"clientTimestamp\":\"{EventJson.Iso(Now)}\"}}";
        var (_, first, _) = await PostAsync(Batch, Encoding.UTF8.GetBytes(Body("batch-1")));
        var (_, second, _) = await PostAsync(Batch, Encoding.UTF8.GetBytes(Body("batch-1")));
        Assert.Equal(first, second);
        Assert.Contains("\"outcome\":\"ok\"}", second, StringComparison.Ordinal);
        var (status, answer, _) = await PostAsync(Batch, Encoding.UTF8.GetBytes(Body("batch-2")));
        Assert.Equal((HttpStatusCode.Conflict, "batch_conflict"), (status, (string?)JsonNode.Parse(answer)!["error"]));
    }

    [Fact]
    public async Task OTLP_answers_in_the_encoding_of_the_request()
    {
        var log = new OtlpLog("session.started", Now, [("event.id", "otlp-1"), ("session.id", "s"), ("device.platform", "web"), ("privacy.can_track", true), ("privacy.can_profile", true), ("privacy.can_share", true)]);
        (string, object?)[] service = [("service.name", "web-shop")];
        var (status, answer, response) = await PostAsync(Logs, Gzip(OtlpLogs.Protobuf(service, log)), "gzip", "application/x-protobuf");
        Assert.Equal((HttpStatusCode.OK, "", "application/x-protobuf"), (status, answer, response.Content.Headers.ContentType?.MediaType));
        (status, answer, _) = await PostAsync(Logs, Encoding.UTF8.GetBytes(OtlpLogs.Json(service, log)));
        Assert.Equal((HttpStatusCode.OK, "{}"), (status, answer));
        (status, answer, _) = await PostAsync(Logs, "{}x"u8.ToArray());
        Assert.Equal((HttpStatusCode.BadRequest, 3), (status, (int)JsonNode.Parse(answer)!["code"]!));
        (status, _, response) = await PostAsync(Logs, [0xFF], contentType: "application/x-protobuf");
        Assert.Equal((HttpStatusCode.BadRequest, "application/x-protobuf"), (status, response.Content.Headers.ContentType?.MediaType));
        await Eventually.Holds(async _ => await fixture.CountAsync("SELECT count(*) FROM events WHERE source = 'web-shop' AND id = 'otlp-1'") == 1, "one row", cancel: Cancel);
    }

    [Theory]
    [InlineData("/api/analytics/events")]
    [InlineData(Logs)]
    public async Task A_source_over_its_quota_is_told_when_to_come_back(string path)
    {
        var source = path == Logs ? "tinylogs" : "tiny";
        var events = Encoding.UTF8.GetBytes(EventJson.Request(Enumerable.Range(0, 200).Select(i => EventJson.Session($"q{i}", Now))));
        var logs = Encoding.UTF8.GetBytes(OtlpLogs.Json([("service.name", source)], Enumerable.Range(0, 200).Select(i => new OtlpLog("session.started", Now, [("event.id", $"q{i}")]))));
        Task<(HttpStatusCode Status, string, HttpResponseMessage Response)> Once() => PostAsync(path, path == Logs ? logs : events, source: path == Logs ? null : source);
        Assert.Equal(HttpStatusCode.OK, (await Once()).Status);
        var (status, answer, response) = await Once();
        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        Assert.Contains("quota_exceeded", answer, StringComparison.Ordinal);
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 15);
    }

    [Theory]
    [InlineData("zz")]
    [InlineData("ffffffff")]
    [InlineData("ffffffffffffffffffff")]
    public async Task A_chunk_whose_length_is_none_is_the_senders_mistake(string length)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", new Uri(fixture.Gateway.Url).Port, Cancel);
        await using var stream = new NetworkStream(socket);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"POST /api/analytics/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n{length}\r\n{{}}\r\n0\r\n\r\n"), Cancel);
        using var answered = new MemoryStream();
        await stream.CopyToAsync(answered, Cancel);
        var answer = Encoding.ASCII.GetString(answered.ToArray());
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("invalid_request", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("unhandled exception", fixture.Gateway.Process.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_never_comes_ends_with_408_and_holds_up_nobody()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", new Uri(fixture.Gateway.Url).Port, Cancel);
        await socket.SendAsync(Encoding.ASCII.GetBytes("POST /api/analytics/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 5000000\r\n\r\n{"), Cancel);
        var answer = new byte[4096];
        using var within = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        within.CancelAfter(TimeSpan.FromSeconds(20));
        var read = await socket.ReceiveAsync(answer, within.Token);
        Assert.StartsWith("HTTP/1.1 408", Encoding.ASCII.GetString(answer, 0, read), StringComparison.Ordinal);
    }

    private async Task<(HttpStatusCode Status, string Answer, HttpResponseMessage Response)> PostAsync(
        string path, byte[] body, string? encoding = null, string contentType = "application/json", string? source = "doors")
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, fixture.Gateway.Url + path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        if (path != Logs)
        {
            request.Headers.TryAddWithoutValidation("X-Analytics-Source", source);
        }

        if (encoding is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        }

        var response = await http.SendAsync(request, Cancel);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancel), response);
    }

    private static byte[] Gzip(byte[] body)
    {
        using var into = new MemoryStream();
        using (var gzip = new GZipStream(into, CompressionLevel.Fastest))
        {
            gzip.Write(body);
        }

        return into.ToArray();
    }

    /// <summary>One gateway, in which two sources have small quotas.</summary>
    public sealed class QuotaGateway : IAsyncLifetime
    {
        private Npgsql.NpgsqlDataSource _database = null!;

        public GatewayPeer Gateway { get; private set; } = null!;

        public DateTimeOffset Start { get; } = TimeProvider.System.GetUtcNow();

        public async ValueTask InitializeAsync()
        {
            var connection = await (await PostgresPeer.SharedAsync()).CreateDatabaseAsync();
            _database = Npgsql.NpgsqlDataSource.Create(connection);
            Gateway = await GatewayPeer.StartAsync(connection, new Dictionary<string, string>
            {
                ["ANALYTICS__INTAKE__SOURCEQUOTAS__tiny"] = "10/0",
                ["ANALYTICS__INTAKE__SOURCEQUOTAS__tinylogs"] = "10/0",
            });
        }

        public async Task<long> CountAsync(string sql) => (long)(await _database.CreateCommand(sql).ExecuteScalarAsync(Cancel))!;

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            await _database.DisposeAsync();
        }
    }
}
