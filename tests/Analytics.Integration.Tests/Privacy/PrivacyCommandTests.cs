using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Analytics.Catalog;
using Analytics.Testing.CliScripts;
using Analytics.Testing.Intake;
using Analytics.Testing.Peers;
using Npgsql;

namespace Analytics.Integration.Tests.Privacy;

/// <summary>A real gateway and a real PostgreSQL, worked with by the command line as an operator does.</summary>
public sealed class PrivacyCommandTests : IAsyncLifetime
{
    private const string Anna = "anna.smith-4711@example.org";

    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(10) };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("an-privacy-");
    private readonly List<string> _said = [];
    private GatewayPeer _gateway = null!;
    private NpgsqlDataSource _database = null!;
    private Dictionary<string, string> _environment = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        var address = await (await PostgresPeer.SharedAsync()).CreateDatabaseAsync(Cancel);
        _database = NpgsqlDataSource.Create(address);
        _gateway = await GatewayPeer.StartAsync(address, cancel: Cancel);
        await Eventually.Holds(async cancel => (string?)(await _gateway.ReadyAsync(cancel))["postgres"] == "ok", "the tables are there", cancel: Cancel);
        _environment = new()
        {
            ["ANALYTICS__POSTGRES__CONNECTIONSTRING"] = address,
            ["ANALYTICS__ADMIN__KEYFILE"] = Path.Combine(_gateway.Process.Folder, "admin"),
            ["ANALYTICS__PRIVACY__KEYFILE"] = Path.Combine(_gateway.Process.Folder, "keys"),
            ["ANALYTICS__ARCHIVE__DIRECTORY"] = _folder.FullName,
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _database.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Refused_events_survive_a_kill_are_listed_and_replayed()
    {
        var toaster = Session("kitchen");
        toaster["deviceInfo"]!["platform"] = "toaster";
        var unpaid = EventJson.Of(BusinessEvents.PaymentCompleted, "unpaid", Now, Anna);
        unpaid["properties"]!.AsObject().Remove("amount");
        await PostAsync(EventJson.Request(Session("good"), toaster, unpaid));
        await _gateway.Process.KillAsync();
        await _gateway.Process.StartAsync(Cancel);
        await Eventually.Holds(async cancel => await CountAsync("refused_events") == 2, "both records", cancel: Cancel);

        var listed = await AnalyticsAsync(1, "events", "rejected", "--json");
        Assert.Equal(["unpaid", "kitchen"], JsonNode.Parse(listed)!.AsArray().Select(record => (string?)record!["id"]));
        Assert.DoesNotContain("anna", listed, StringComparison.OrdinalIgnoreCase);
        Assert.Single(JsonNode.Parse(await AnalyticsAsync(1, "events", "rejected", "--limit", "1", "--json"))!.AsArray());
        Assert.Contains("payment.completed", await AnalyticsAsync(1, "events", "rejected", "--kind", "payment.completed", "--since", "1h"), StringComparison.Ordinal);
        Assert.Equal("no refused events\n", await AnalyticsAsync(0, "events", "rejected", "--reason", "too_old"));

        Assert.Equal("0 would be stored, 2 refused again, 0 have no event on record\n", await AnalyticsAsync(1, "events", "replay", "--gateway", _gateway.Url, "--dry-run"));
        Assert.Equal(2L, await ScalarAsync<long>("SELECT sum(attempts)::bigint FROM refused_events"));
        await ScalarAsync<int>("UPDATE refused_events SET json = replace(json, 'toaster', 'ios') WHERE id = 'kitchen'; SELECT 1");
        Assert.Equal("1 stored, 1 refused again, 0 have no event on record\n", await AnalyticsAsync(1, "events", "replay", "--gateway", _gateway.Url));
        Assert.Equal("unpaid 2", await ScalarAsync<string>("SELECT string_agg(id || ' ' || attempts, ' ') FROM refused_events"));
        await Eventually.Holds(async cancel => await ScalarAsync<string>("SELECT count(*) || ' of ' || count(DISTINCT user_id) FROM events WHERE id IN ('good', 'kitchen')") == "2 of 1", "stored as the same person", cancel: Cancel);
        Assert.Equal("events.replayed rejected.read", await ScalarAsync<string>("SELECT string_agg(DISTINCT act, ' ' ORDER BY act) FROM audit_log WHERE outcome = 'done'"));
        Assert.Equal(2, (await CliProcess.RunAsync(["events", "replay", "--gateway", _gateway.Url], new Dictionary<string, string>(_environment) { ["ANALYTICS__ADMIN__KEYFILE"] = Path.Combine(_folder.FullName, "none") }, Cancel)).Exit);
    }

    [Fact]
    public async Task A_withdrawal_by_command_is_worked_off_by_the_job_and_proved()
    {
        await PostAsync(EventJson.Request(Session("a"), EventJson.Of(EngagementEvents.SessionStarted, "b", Now, "bob-0815")));
        await Eventually.Holds(async cancel => await CountAsync("events") == 2, "stored", cancel: Cancel);
        var who = Path.Combine(_folder.FullName, "who");
        await File.WriteAllTextAsync(who, Anna + "\n", Cancel);
        await AnalyticsAsync(0, "events", "hold", "place", "case-7", "--subject-file", who, "--reason", "court order");
        Assert.Contains("court order", await AnalyticsAsync(0, "events", "hold", "list"), StringComparison.Ordinal);

        var request = (await AnalyticsAsync(0, "privacy", "withdraw", who, "--gateway", _gateway.Url)).Trim();
        await Eventually.Holds(async cancel => await CountAsync("erasures") == 1, "recorded", cancel: Cancel);
        await AnalyticsAsync(0, "jobs", "run", "erasure");
        Assert.Equal(("held", 2L), ((string?)(await StateAsync(request))["state"], await CountAsync("events")));
        await AnalyticsAsync(0, "events", "hold", "lift", "case-7");
        await Eventually.Holds(async cancel => await ScalarAsync<long>("SELECT min(erasures_cleared) FROM log_positions") == 1, "gone from the gateway's log", cancel: Cancel);
        await AnalyticsAsync(0, "jobs", "run", "erasure");
        Assert.Equal("done", (string?)(await StateAsync(request))["state"]);
        Assert.Equal("b", await ScalarAsync<string>("SELECT string_agg(id, ' ') FROM events"));
        Assert.Equal(0, (int)(await StateAsync(request))["proof"]!["found"]!);
        Assert.StartsWith($"{request}  done", await AnalyticsAsync(0, "privacy", "erasures"), StringComparison.Ordinal);
        Assert.Equal("hold.lifted hold.placed subject.erased", await ScalarAsync<string>("SELECT string_agg(act, ' ' ORDER BY act) FROM audit_log"));
        File.Delete(who);
        await AssertNowhereAsync("anna", "smith-4711");
    }

    [Fact]
    public async Task A_gateway_whose_disk_is_gone_holds_up_withdrawals_until_it_is_given_up()
    {
        await using var lost = await GatewayPeer.StartAsync(_environment["ANALYTICS__POSTGRES__CONNECTIONSTRING"], new Dictionary<string, string> { ["ANALYTICS__INTAKE__INSTANCE"] = "gateway-2" }, cancel: Cancel);
        await Eventually.Holds(async cancel => (string?)(await lost.ReadyAsync(cancel))["postgres"] == "ok", "the second gateway is known", cancel: Cancel);
        await AnalyticsAsync(2, "privacy", "logs", "give-up", "gateway-2", "--reason", "by mistake");
        Assert.Contains("is running", _said[^1], StringComparison.Ordinal);
        using (var taken = await lost.PostAsync(EventJson.Request(EventJson.Of(EngagementEvents.SessionStarted, "b", Now, "bob-0815")), cancel: Cancel))
        {
            Assert.Equal(HttpStatusCode.OK, taken.StatusCode); // the log has a file
        }

        await lost.Process.KillAsync();

        var who = Path.Combine(_folder.FullName, "who");
        await File.WriteAllTextAsync(who, Anna, Cancel);
        var request = (await AnalyticsAsync(0, "privacy", "withdraw", who, "--gateway", _gateway.Url)).Trim();
        await Eventually.Holds(async cancel => await ScalarAsync<long>("SELECT erasures_cleared FROM log_positions WHERE instance = 'gateway-1'") == 1, "gone from the first gateway's log", cancel: Cancel);
        await AnalyticsAsync(0, "jobs", "run", "erasure");
        Assert.Contains("gateway-2", await AnalyticsAsync(0, "privacy", "erasures", "--open"), StringComparison.Ordinal);
        var logs = (await AnalyticsAsync(0, "privacy", "logs", "list")).Split('\n');
        Assert.Matches("^gateway-1 +running .* 0 withdrawals", logs[0]);
        await Eventually.Holds(async _ => (await AnalyticsAsync(0, "privacy", "logs", "list")).Split('\n')[1].Contains("away", StringComparison.Ordinal), "PostgreSQL has noticed", cancel: Cancel);
        Assert.Matches("^gateway-2 .* 1 withdrawals", logs[1]);

        await AnalyticsAsync(2, "privacy", "logs", "give-up", "gateway-3", "--reason", "none");
        Assert.Contains("no gateway gateway-3", _said[^1], StringComparison.Ordinal);
        await AnalyticsAsync(0, "privacy", "logs", "give-up", "gateway-2", "--reason", "volume deleted");
        await AnalyticsAsync(0, "jobs", "run", "erasure");

        var state = await StateAsync(request);
        Assert.Equal("done", (string?)state["state"]);
        Assert.Equal("volume deleted", (string?)state["proof"]!["logs"]!.AsArray().Single(log => (string?)log!["instance"] == "gateway-2")!["givenUp"]);
        Assert.Equal("gateway-2: volume deleted", await ScalarAsync<string>("SELECT detail FROM audit_log WHERE act = 'log.given_up'"));

        await lost.Process.StartAsync(Cancel);
        await Eventually.Holds(async cancel => await ScalarAsync<long>("SELECT count(*) FROM log_positions WHERE given_up IS NOT NULL") == 0, "a gateway that came back counts again", cancel: Cancel);
    }

    [Fact]
    public async Task A_month_is_archived_and_comes_back_and_damage_is_a_finding()
    {
        var old = EventJson.Of(EngagementEvents.SessionStarted, "old", new DateTimeOffset(2024, 3, 1, 0, 0, 0, TimeSpan.Zero), Anna);
        using (var response = await _gateway.PostAsync(EventJson.Request(old), query: "?backfill=true", adminKey: GatewayPeer.AdminKey, cancel: Cancel))
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        await Eventually.Holds(async cancel => await CountAsync("events") == 1, "stored", cancel: Cancel);
        Assert.Contains("dropped", await AnalyticsAsync(0, "events", "archive", "events_usage_2024_03", "--drop"), StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync("events"));
        var file = Path.Combine(_folder.FullName, "events_usage_2024_03.copy.gz");
        var whole = await File.ReadAllBytesAsync(file, Cancel);
        await File.WriteAllBytesAsync(file, [.. whole[..^1], (byte)(whole[^1] ^ 1)], Cancel);
        await AnalyticsAsync(1, "events", "restore", "events_usage_2024_03");
        await File.WriteAllBytesAsync(file, whole, Cancel);
        Assert.Contains("1 rows are back", await AnalyticsAsync(0, "events", "restore", "events_usage_2024_03"), StringComparison.Ordinal);
        Assert.Contains("is there already", await AnalyticsAsync(0, "events", "restore", "events_usage_2024_03"), StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync("events"));
        await AnalyticsAsync(1, "events", "archive", "events_usage_2024_03", "--drop");
        Assert.Equal("partition.dropped partition.restored", await ScalarAsync<string>("SELECT string_agg(act, ' ' ORDER BY number) FROM audit_log WHERE act LIKE 'partition.%'"));
    }

    [Fact]
    public async Task Keys_are_rotated_and_deleted_and_never_shown()
    {
        var file = Path.Combine(_folder.FullName, "privacy.keys");
        await File.WriteAllTextAsync(file, await File.ReadAllTextAsync(_environment["ANALYTICS__PRIVACY__KEYFILE"], Cancel), Cancel);
        await AnalyticsAsync(0, "privacy", "keys", "rotate", "--key-file", file, "--id", "2026-12");
        var lines = (await File.ReadAllTextAsync(file, Cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["k1", "2026-12"], lines.Select(line => line.Split(':')[0]));
        Assert.Equal(32, Convert.FromBase64String(lines[1].Split(':')[1]).Length);
        Assert.Equal("k1\n2026-12  in use\n", await AnalyticsAsync(0, "privacy", "keys", "list", "--key-file", file));
        await AnalyticsAsync(2, "privacy", "keys", "delete", "k1", "--key-file", file);
        await AnalyticsAsync(0, "privacy", "keys", "delete", "k1", "--yes", "--key-file", file);
        Assert.Equal(lines[1], (await File.ReadAllTextAsync(file, Cancel)).Trim());
        Assert.Equal("privacy_key.deleted k1, privacy_key.rotated 2026-12", await ScalarAsync<string>("SELECT string_agg(act || ' ' || detail, ', ' ORDER BY act) FROM audit_log"));
        Assert.All(lines, line => Assert.DoesNotContain(_said, text => text.Contains(line.Split(':')[1], StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_is_personal_reaches_no_answer_log_file_or_table()
    {
        const string Card = "4111 1111 1111 1111";
        var named = Session(Anna);
        named["label"] = $"{Anna} paid with {Card}";
        named["properties"] = new JsonObject { [$"of {Anna}"] = Card };
        named["deviceInfo"]!["appVersion"] = Anna;
        var unknown = Session("unknown");
        unknown["category"] = Anna;
        var wrong = Session("wrong");
        wrong["deviceInfo"]!["platform"] = $"{Anna} {Card}";
        var dated = Session("dated");
        dated["timestamp"] = Anna;
        var flagged = Session("flagged");
        flagged["privacyFlags"]!["canTrack"] = Anna;
        var large = Session("large");
        large["sessionId"] = string.Concat(Enumerable.Repeat(Anna, 20));
        await PostAsync(EventJson.Request(named));
        _said.Clear(); // A sender is told of its own events by its own ids and property names.
        await PostAsync(EventJson.Request(unknown, wrong, dated, flagged, large));
        await PostAsync($"{{\"events\":[{{\"userId\":\"{Anna}\" {Card}");
        await PostAsync($"\"{Anna}\"");
        await PostAsync(EventJson.Request(Session("typed")), Anna);
        await SendAsync(HttpMethod.Post, "/api/analytics/events", EventJson.Request(Session("sourced")), ("X-Analytics-Source", Anna));
        await SendAsync(HttpMethod.Post, "/api/analytics/events?backfill=" + Anna, EventJson.Request(Session("queried")), ("X-Analytics-Admin-Key", Anna));
        await SendAsync(HttpMethod.Post, "/v1/logs", $"{{\"resourceLogs\":[{{\"scopeLogs\":[{{\"logRecords\":[{{\"eventName\":\"{Anna}\",\"body\":{{\"stringValue\":\"{Card}\"}}}}]}}]}}]}}", ("Accept-Language", Anna));
        await SendAsync(HttpMethod.Get, $"/{Anna}", null, ("User-Agent", "tests"));
        await SendAsync(HttpMethod.Delete, $"/api/analytics/subjects/{Anna}", null, ("X-Analytics-Admin-Key", "wrong"));
        await SendAsync(HttpMethod.Delete, $"/api/analytics/subjects/{Anna}", null, ("X-Analytics-Admin-Key", GatewayPeer.AdminKey));
        await Eventually.Holds(async cancel => await CountAsync("erasures") == 1, "all in PostgreSQL", cancel: Cancel);
        Assert.True(await CountAsync("refused_events") + await CountAsync("events") >= 1);
        await AssertNowhereAsync("anna", "smith-4711", "1111 1111");
    }

    private static JsonObject Session(string id) => EventJson.Of(EngagementEvents.SessionStarted, id, Now, Anna, "session-of-" + Anna);

    private async Task AssertNowhereAsync(params string[] secrets)
    {
        var tables = await ScalarAsync<string[]>("SELECT array_agg(table_name::text) FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'");
        var places = _said.Select((text, i) => ($"answer {i}", text)).Append(("the log of the gateway", _gateway.Process.Log)).ToList();
        foreach (var table in tables)
        {
            places.Add((table, await ScalarAsync<string>($"SELECT coalesce(string_agg(own::text, '|'), '') FROM \"{table}\" AS own")));
        }

        foreach (var file in Directory.EnumerateFiles(_gateway.LogFolder, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "lock"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var all = new MemoryStream();
            await stream.CopyToAsync(all, Cancel);
            places.Add((file, Encoding.Latin1.GetString(all.ToArray())));
        }

        var found = places.SelectMany(place => secrets.Where(secret => place.Item2.Contains(secret, StringComparison.OrdinalIgnoreCase)).Select(secret => $"{secret} in {place.Item1}: {place.Item2}")).ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    private Task PostAsync(string body, string contentType = "application/json") => SendAsync(HttpMethod.Post, "/api/analytics/events", body, ("Content-Type", contentType));

    private async Task SendAsync(HttpMethod method, string path, string? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, _gateway.Url + path) { Content = body is null ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content?.Headers.TryAddWithoutValidation("Content-Type", headers.FirstOrDefault(header => header.Name == "Content-Type").Value ?? "application/json");
        foreach (var (name, value) in headers.Where(header => header.Name != "Content-Type"))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Http.SendAsync(request, Cancel);
        _said.Add($"{response.Headers} {await response.Content.ReadAsStringAsync(Cancel)}");
    }

    private async Task<JsonNode> StateAsync(string request)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, $"{_gateway.Url}/api/analytics/erasures/{request}");
        message.Headers.Add("X-Analytics-Admin-Key", GatewayPeer.AdminKey);
        using var response = await Http.SendAsync(message, Cancel);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!;
    }

    private async Task<string> AnalyticsAsync(int exit, params string[] arguments)
    {
        var (code, output, errors) = await CliProcess.RunAsync(arguments, _environment, Cancel);
        Assert.True(code == exit, $"{string.Join(' ', arguments)}: {code} {output} {errors}");
        _said.Add(output + errors);
        return output;
    }

    private Task<long> CountAsync(string table) => ScalarAsync<long>($"SELECT count(*) FROM {table}");

    private async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Cancel))!;
    }
}
