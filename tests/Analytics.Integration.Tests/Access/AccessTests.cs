using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Analytics.Testing.CliScripts;
using Analytics.Testing.Intake;
using Analytics.Testing.Peers;

namespace Analytics.Integration.Tests.Access;

/// <summary>A real gateway with a key file that the command line writes; PostgreSQL is away all the time.</summary>
public sealed class AccessTests : IDisposable
{
    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("an-access-").FullName, "keys.json");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);

    [Fact]
    public async Task A_granted_key_opens_the_door_at_once_and_a_revoked_one_no_more()
    {
        var first = await GrantAsync("--name", "app", "--role", "ingest", "--source", "app");
        await using var gateway = await StartAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(gateway, null)).Status);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(gateway, (string)first["key"]!)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(gateway, (string)first["key"]!, "?backfill=true")).Status);

        var second = await GrantAsync("--name", "board", "--role", "viewer");
        await Eventually.Holds(async _ => (await PostAsync(gateway, (string)second["key"]!)).Status == HttpStatusCode.Forbidden, "the second key is known", cancel: Cancel);
        await GrantAsync("--key", (string)second["id"]!, "--role", "admin", "--for", "10m", "--reason", "test");
        await Eventually.Holds(async _ => (await PostAsync(gateway, (string)second["key"]!, "?backfill=true")).Status == HttpStatusCode.ServiceUnavailable, "the grant counts, and what cannot be written down is not done", cancel: Cancel);

        Assert.Equal(0, (await CliProcess.RunAsync(["access", "revoke", (string)first["id"]!, "--key-file", _file], cancel: Cancel)).Exit);
        await Eventually.Holds(async _ => (string?)(await PostAsync(gateway, (string)first["key"]!)).Answer["reason"] == "key_revoked", "the revocation counts", cancel: Cancel);

        Assert.DoesNotContain(((string)first["key"]!)[15..], gateway.Process.Log + await File.ReadAllTextAsync(_file, Cancel), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? UnixFileMode.UserRead | UnixFileMode.UserWrite : File.GetUnixFileMode(_file));
    }

    [Fact]
    public async Task The_health_endpoints_need_no_key_and_unknown_paths_tell_nothing()
    {
        await GrantAsync("--name", "app", "--role", "ingest");
        await using var gateway = await StartAsync();
        using var http = new HttpClient();
        Assert.Equal("ok", (string?)JsonNode.Parse(await http.GetStringAsync($"{gateway.Url}/healthz", Cancel))!["status"]);
        Assert.Equal("away", (string?)(await gateway.ReadyAsync(Cancel))["postgres"]);
        foreach (var path in (string[])["/api/analytics", "/api/analytics/events/", "/api/analytics/events/..%2f", "//api/analytics/events", "/API/ANALYTICS/EVENTS"])
        {
            using var response = await http.PostAsync($"{gateway.Url}{path}", new StringContent("{\"events\":[]}"), Cancel);
            Assert.Contains(response.StatusCode, (HttpStatusCode[])[HttpStatusCode.NotFound, HttpStatusCode.Unauthorized]);
        }

        foreach (var (path, status, code) in ((string, HttpStatusCode, string)[])[("/nowhere", HttpStatusCode.NotFound, "not_found"), ("/api/analytics/events", HttpStatusCode.MethodNotAllowed, "method_not_allowed")])
        {
            using var response = await http.GetAsync($"{gateway.Url}{path}", Cancel);
            Assert.Equal((status, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
            Assert.Equal(code, (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!["code"]);
        }
    }

    private Task<JsonNode> GrantAsync(params string[] arguments) => AccessKeys.GrantAsync(_file, arguments, Cancel);

    private Task<GatewayPeer> StartAsync() => GatewayPeer.StartAsync(
        $"Host=127.0.0.1;Port={FreePort.Next()};Username=nobody;Database=none",
        new Dictionary<string, string> { ["ANALYTICS__ACCESS__KEYFILE"] = _file, ["ANALYTICS__ACCESS__ANONYMOUS"] = "" }, cancel: Cancel);

    private static async Task<(HttpStatusCode Status, JsonNode Answer)> PostAsync(GatewayPeer gateway, string? key, string query = "")
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{gateway.Url}/api/analytics/events{query}")
        {
            Content = new StringContent(EventJson.Request(EventJson.Session("one", TimeProvider.System.GetUtcNow())), new MediaTypeHeaderValue("application/json")),
        };
        request.Headers.Authorization = key is null ? null : new("Bearer", key);
        using var response = await http.SendAsync(request, Cancel);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!);
    }
}
