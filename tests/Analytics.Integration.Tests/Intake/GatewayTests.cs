using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Analytics.Testing.Intake;
using Analytics.Testing.Peers;

namespace Analytics.Integration.Tests.Intake;

/// <summary>The HTTP contract of a real gateway process.</summary>
public sealed class GatewayTests(GatewayTests.OneGateway fixture) : IClassFixture<GatewayTests.OneGateway>
{
    private readonly GatewayPeer _gateway = fixture.Gateway;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Good_events_are_answered_200_with_an_outcome_each()
    {
        var (status, answer) = await PostAsync(EventJson.Request(EventJson.Session("good-1", Now), EventJson.Session("good-2", Now)));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal((2, 0), ((int)answer["accepted"]!, (int)answer["rejected"]!));
        Assert.Equal(["good-1 ok", "good-2 ok"], answer["results"]!.AsArray().Select(result => $"{result!["id"]} {result["outcome"]}"));
    }

    [Fact]
    public async Task A_request_of_bad_events_only_is_answered_200_with_the_reasons()
    {
        var (status, answer) = await PostAsync("{\"events\":[{},{}]}");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal((0, 2, 2), ((int)answer["accepted"]!, (int)answer["rejected"]!, answer["errors"]!.AsArray().Count));
    }

    [Theory]
    [InlineData("hello", "application/json", HttpStatusCode.BadRequest, "not_json")]
    [InlineData("{}", "application/json", HttpStatusCode.BadRequest, "invalid_request")]
    [InlineData("{\"events\":[]}", "text/plain", HttpStatusCode.UnsupportedMediaType, "wrong_content_type")]
    [InlineData("{\"events\":[]}", "", HttpStatusCode.UnsupportedMediaType, "wrong_content_type")]
    [InlineData("{\"events\":[]}", "application/json; charset=utf-16", HttpStatusCode.UnsupportedMediaType, "wrong_content_type")]
    [InlineData("{\"events\":[]}", "application/json; charset=UTF-8", HttpStatusCode.OK, null)]
    public async Task A_request_that_cannot_be_used_has_a_status_and_a_name(string body, string contentType, HttpStatusCode expected, string? code)
    {
        using var response = await _gateway.PostAsync(body, contentType, cancel: Cancel);
        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(code, (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!["error"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_over_5_MB_is_413_whether_its_length_is_declared_or_not(bool chunked)
    {
        using var http = new HttpClient();
        var body = Encoding.UTF8.GetBytes("{\"events\":[" + new string(' ', 5 * 1024 * 1024) + "]}");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{_gateway.Url}/api/analytics/events") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TransferEncodingChunked = chunked;
        using var response = await http.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("body_too_large", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_than_1000_events_are_413()
    {
        var (status, answer) = await PostAsync(EventJson.Request(Enumerable.Range(0, 1001).Select(i => EventJson.Session($"many-{i}", Now))));
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "too_many_events"), (status, (string?)answer["error"]));
    }

    [Fact]
    public async Task Backfill_is_the_administrators()
    {
        var old = EventJson.Request(EventJson.Session("old", Now.AddDays(-400)));
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(old, "?backfill=true")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(old, "?backfill=true", "wrong")).Status);
        Assert.Equal(1, (int)(await PostAsync(old, "?backfill=true", GatewayPeer.AdminKey)).Answer["accepted"]!);
        Assert.Equal("too_old", (string?)(await PostAsync(old)).Answer["errors"]![0]!["code"]);
    }

    [Fact]
    public async Task No_raw_id_of_a_person_is_in_the_log_file_the_process_log_or_the_database()
    {
        const string user = "very.personal@example.org";
        const string session = "very-personal-session";
        var made = EventJson.Of(Analytics.Catalog.EngagementEvents.SessionStarted, "personal", Now, user, session);
        var faulty = (JsonObject)made.DeepClone();
        faulty["id"] = "personal-2";
        faulty["category"] = "nonsense";
        await PostAsync(EventJson.Request(made, faulty));
        await Eventually.Holds(async cancel => await fixture.CountAsync("SELECT count(*) FROM events WHERE id = 'personal'") == 1, "the row", cancel: Cancel);

        var everything = new StringBuilder(_gateway.Process.Log);
        foreach (var file in Directory.EnumerateFiles(_gateway.LogFolder, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith("lock", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), Encoding.Latin1);
            everything.Append(await reader.ReadToEndAsync(Cancel));
        }

        foreach (var table in (string[])["events", "event_keys", "refused_events", "counters"])
        {
            everything.Append(await fixture.TextAsync($"SELECT coalesce(string_agg(t::text, '|'), '') FROM {table} t"));
        }

        Assert.DoesNotContain(user, everything.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(session, everything.ToString(), StringComparison.Ordinal);
        Assert.Contains("personal-2", await fixture.TextAsync("SELECT string_agg(id, ',') FROM refused_events"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_that_is_set_up_wrongly_names_all_mistakes_and_exits_with_2()
    {
        var start = new ProcessStartInfo("/usr/bin/env", ["dotnet", Path.Combine(AppContext.BaseDirectory, "Analytics.Gateway.dll")]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["ANALYTICS__INTAKE__INSTANCE"] = "not a name";
        start.Environment["ANALYTICS__INTAKE__MAXAGE"] = "a while";
        start.Environment["ANALYTICS__POSTGRES__CONNECTIONSTRING"] = "Host=x;Password=secret;Nonsense=1";
        start.Environment["ANALYTICS__ADMIN__KEYFILE"] = "/nowhere";
        using var process = Process.Start(start)!;
        var said = await process.StandardError.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);

        Assert.Equal(2, process.ExitCode);
        foreach (var part in (string[])["instance name", "ANALYTICS__INTAKE__MAXAGE", "connection string", "write-ahead log", "pseudonym keys", "ANALYTICS__ADMIN__KEYFILE"])
        {
            Assert.Contains(part, said, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("secret", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ANALYTICS__INTAKE__LOGDIRECTORY", null, "is in use by another process")]
    [InlineData("ASPNETCORE_URLS", null, "address already in use")]
    [InlineData("ASPNETCORE_URLS", "http://127.0.0.1:99999", "out of the range")]
    [InlineData("ASPNETCORE_URLS", "nonsense", "Invalid url")]
    public async Task A_process_that_cannot_have_what_it_needs_says_so_in_a_sentence_and_exits_with_2(string setting, string? value, string said)
    {
        var other = Directory.CreateTempSubdirectory("an-second-");
        await File.WriteAllTextAsync(Path.Combine(other.FullName, "keys"), Analytics.Intake.Privacy.PseudonymKeys.NewLine("k1"), Cancel);
        var start = new ProcessStartInfo("/usr/bin/env", ["dotnet", Path.Combine(AppContext.BaseDirectory, "Analytics.Gateway.dll")]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["ANALYTICS__POSTGRES__CONNECTIONSTRING"] = $"Host=127.0.0.1;Port={FreePort.Next()};Username=nobody;Database=none";
        start.Environment["ANALYTICS__PRIVACY__KEYFILE"] = Path.Combine(other.FullName, "keys");
        start.Environment["ANALYTICS__ACCESS__ANONYMOUS"] = "ingest";
        start.Environment["ANALYTICS__INTAKE__LOGDIRECTORY"] = Path.Combine(other.FullName, "wal");
        start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{FreePort.Next()}";
        start.Environment[setting] = value is not null ? value : setting == "ASPNETCORE_URLS" ? _gateway.Url : _gateway.LogFolder;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Cancel);
        var errors = await process.StandardError.ReadToEndAsync(Cancel);
        await output;
        await process.WaitForExitAsync(Cancel);
        other.Delete(recursive: true);

        Assert.Equal(2, process.ExitCode);
        var last = errors.TrimEnd().Split('\n')[^1];
        Assert.StartsWith($"analytics gateway: {setting}: ", last, StringComparison.Ordinal);
        Assert.Contains(said, last, StringComparison.Ordinal);
    }

    private async Task<(HttpStatusCode Status, JsonNode Answer)> PostAsync(string body, string query = "", string? adminKey = null)
    {
        using var response = await _gateway.PostAsync(body, query: query, adminKey: adminKey, cancel: Cancel);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!);
    }

    /// <summary>One gateway and one database for all these tests.</summary>
    public sealed class OneGateway : IAsyncLifetime
    {
        private Npgsql.NpgsqlDataSource _database = null!;

        public GatewayPeer Gateway { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            var connection = await (await PostgresPeer.SharedAsync()).CreateDatabaseAsync();
            _database = Npgsql.NpgsqlDataSource.Create(connection);
            Gateway = await GatewayPeer.StartAsync(connection);
        }

        public async Task<long> CountAsync(string sql) => (long)(await _database.CreateCommand(sql).ExecuteScalarAsync(Cancel))!;

        public async Task<string> TextAsync(string sql) => (string)(await _database.CreateCommand(sql).ExecuteScalarAsync(Cancel))!;

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            await _database.DisposeAsync();
        }
    }
}
