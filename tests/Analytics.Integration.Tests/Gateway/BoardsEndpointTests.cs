using System.Net;
using System.Text.Json.Nodes;
using Analytics.Catalog;
using Analytics.Exporters.RemoteWrite;
using Analytics.Testing.CliScripts;
using Analytics.Testing.Peers;

namespace Analytics.Integration.Tests.Gateway;

/// <summary>A real gateway with the boards of the house before a real Prometheus.</summary>
public sealed class BoardsEndpointTests : IDisposable
{
    private readonly HttpClient _http = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("an-boards-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_board_answers_with_what_its_panels_show_and_says_what_is_missing()
    {
        await using var prometheus = await PrometheusPeer.StartAsync(cancel: Cancel);
        var now = DateTimeOffset.UtcNow;
        await WriteAsync(prometheus, now);
        await using var gateway = await StartAsync(prometheus.Url);

        var board = await GetAsync(gateway, "dashboards/executive?timeRange=6h", GatewayPeer.AdminKey);
        Assert.Equal("analytics-executive", (string?)board["dashboard"]!["id"]);
        Assert.Equal("Executive", (string?)board["dashboard"]!["targetAudience"]);
        var today = board["data"]!.AsArray().Single(widget => (string?)widget!["title"] == "Active today")!;
        Assert.Equal("ok", (string?)today["quality"]!["state"]);
        Assert.Equal(42, (double)today["series"]![0]!["points"]![0]![1]!);
        Assert.Contains("Active in 7 days", board["dataQuality"]!["empty"]!.AsArray().Select(title => (string?)title));
        Assert.Empty(board["dataQuality"]!["failed"]!.AsArray());
        Assert.Equal(["engagement"], board["dataQuality"]!["failingJobs"]!.AsArray().Select(job => (string?)job));
        Assert.Equal(90, (double)board["metadata"]!["stepSeconds"]!);

        var list = await GetAsync(gateway, "dashboards", GatewayPeer.AdminKey);
        Assert.Contains("analytics-executive", Ids(list));
        Assert.Contains("analytics-operations", Ids(list));
    }

    [Fact]
    public async Task A_board_is_for_its_audience_and_what_is_wrong_is_said()
    {
        var keys = Path.Combine(_folder.FullName, "keys.json");
        var viewer = await AccessKeys.OfRoleAsync(keys, "viewer", Cancel);
        await using var gateway = await StartAsync("http://127.0.0.1:1", keys);

        var list = Ids(await GetAsync(gateway, "dashboards", viewer));
        Assert.Contains("analytics-operations", list);
        Assert.DoesNotContain("analytics-executive", list);
        await ExpectAsync(gateway, "dashboards/executive", viewer, HttpStatusCode.Forbidden, "analytics-executive needs the role executive or analyst");
        await ExpectAsync(gateway, "dashboards/nothing", viewer, HttpStatusCode.NotFound, "GET /api/analytics/dashboards lists");
        await ExpectAsync(gateway, "dashboards/operations?var-model=x", viewer, HttpStatusCode.BadRequest, "var-model: unknown; expected timeRange, from, to, var-service");
        await ExpectAsync(gateway, "dashboards/operations", viewer, HttpStatusCode.ServiceUnavailable, "Prometheus does not answer");
    }

    private Task<GatewayPeer> StartAsync(string prometheus, string? keys = null)
    {
        var settings = new Dictionary<string, string> { ["ANALYTICS__BOARDS__FOLDER"] = Path.Combine(StackFolder.RepositoryRoot, "dashboards"), ["ANALYTICS__PROMETHEUS__URL"] = prometheus };
        if (keys is not null)
        {
            settings["ANALYTICS__ACCESS__KEYFILE"] = keys;
        }

        return GatewayPeer.StartAsync("Host=127.0.0.1;Port=1;Username=nobody;Database=none", settings, cancel: Cancel);
    }

    private async Task WriteAsync(PrometheusPeer prometheus, DateTimeOffset now)
    {
        var client = new RemoteWriteClient(_http, new RemoteWriteSettings(new Uri(prometheus.RemoteWriteUrl)), TimeProvider.System);
        var written = await client.Write(
        [
            // Older than a step: lines end at a whole step before now.
            new SeriesSample(new SeriesName(DerivedMetrics.DailyActiveUsers.PrometheusName, []), now.AddMinutes(-10), 42),
            new SeriesSample(new SeriesName(PipelineMetrics.JobFailing.PrometheusName, [KeyValuePair.Create("job_name", "engagement")]), now.AddMinutes(-1), 2),
            new SeriesSample(new SeriesName(PipelineMetrics.JobFailing.PrometheusName, [KeyValuePair.Create("job_name", "sla")]), now.AddMinutes(-1), 0),
        ], Cancel);
        Assert.Null(written.Unreachable);
    }

    private static List<string> Ids(JsonNode list) => [.. list["dashboards"]!.AsArray().Select(board => (string)board!["id"]!)];

    private async Task<JsonNode> GetAsync(GatewayPeer gateway, string path, string key)
    {
        using var response = await SendAsync(gateway, path, key);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private async Task ExpectAsync(GatewayPeer gateway, string path, string key, HttpStatusCode status, string message)
    {
        using var response = await SendAsync(gateway, path, key);
        Assert.Equal(status, response.StatusCode);
        Assert.Contains(message, (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!["detail"], StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> SendAsync(GatewayPeer gateway, string path, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{gateway.Url}/api/analytics/{path}");
        request.Headers.TryAddWithoutValidation("X-Api-Key", key);
        return await _http.SendAsync(request, Cancel);
    }
}
