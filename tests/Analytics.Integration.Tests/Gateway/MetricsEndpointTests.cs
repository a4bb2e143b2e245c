using System.Net;
using System.Text.Json.Nodes;
using Analytics.Catalog;
using Analytics.Exporters.RemoteWrite;
using Analytics.Insights.ServiceLevels;
using Analytics.Operations.Derived;
using Analytics.Operations.Jobs;
using Analytics.Testing.CliScripts;
using Analytics.Testing.Peers;
using Npgsql;

namespace Analytics.Integration.Tests.Gateway;

/// <summary>A real gateway beside the values that jobs have put on record.</summary>
public sealed class MetricsEndpointTests : IDisposable
{
    private static readonly DateTimeOffset Midnight = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly HttpClient _http = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task A_period_has_the_last_value_published_in_it_and_the_latest_correction_of_that()
    {
        await using var gateway = await StartAsync();

        var days = await AskAsync(gateway, "metrics=engagement:active_users:daily&from=2026-10-30&to=2026-11-04");
        Assert.Equal([("2026-10-31T00:00:00Z", 12.0), ("2026-11-01T00:00:00Z", 20), ("2026-11-02T00:00:00Z", 31)], Values(days));
        Assert.Equal(1, (int)days["data"]![2]!["revision"]!);
        Assert.Equal("{user}", (string?)days["metadata"]!["metrics"]![0]!["unit"]);
        Assert.Empty((JsonArray)days["warnings"]!);

        var months = await AskAsync(gateway, "metrics=engagement:active_users:daily&from=2026-10-01&to=2026-12-01&granularity=month&orderBy=-time");
        Assert.Equal([("2026-11-01T00:00:00Z", 31), ("2026-10-01T00:00:00Z", 12.0)], Values(months));
    }

    [Fact]
    public async Task Filters_pages_and_warnings_say_what_they_left_out()
    {
        await using var gateway = await StartAsync();

        const string All = "metrics=sla:availability:ratio&from=2026-10-01&to=2026-12-01";
        Assert.Equal(4, ((JsonArray)(await AskAsync(gateway, All))["data"]!).Count);
        Assert.Equal(2, ((JsonArray)(await AskAsync(gateway, All + "&filters=service:api"))["data"]!).Count);
        Assert.Equal(4, ((JsonArray)(await AskAsync(gateway, All + "&filters=service:api&filters=service:web"))["data"]!).Count);
        Assert.Contains("has also window", (string?)(await AskAsync(gateway, All + "&dimensions=service"))["warnings"]![0], StringComparison.Ordinal);

        var seen = new List<string>();
        string? cursor = "0";
        while (cursor is not null)
        {
            var page = await AskAsync(gateway, $"{All}&limit=3&cursor={cursor}");
            seen.AddRange(((JsonArray)page["data"]!).Select(point => point!.ToJsonString()));
            cursor = (string?)page["pagination"]!["cursor"];
        }

        Assert.Equal(4, seen.Distinct().Count());
        Assert.Contains("nothing was published in the range", (string?)(await AskAsync(gateway, "metrics=engagement:stickiness:ratio"))["warnings"]![0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Business_figures_are_for_those_whose_business_they_are_and_a_store_that_is_away_is_said()
    {
        var folder = Directory.CreateTempSubdirectory("an-metrics-");
        var file = Path.Combine(folder.FullName, "keys.json");
        var viewer = await AccessKeys.OfRoleAsync(file, "viewer", Cancel);
        var executive = await AccessKeys.OfRoleAsync(file, "executive", Cancel);
        await using var gateway = await GatewayPeer.StartAsync("Host=127.0.0.1;Port=1;Username=nobody;Database=none", new Dictionary<string, string> { ["ANALYTICS__ACCESS__KEYFILE"] = file }, cancel: Cancel);

        using var forbidden = await SendAsync(gateway, "metrics=business:mrr:current,sla:errors:ratio", viewer);
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        Assert.Contains("business:mrr:current needs the role executive or analyst", await forbidden.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        using var away = await SendAsync(gateway, "metrics=business:mrr:current", executive);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, away.StatusCode);
        Assert.NotNull(away.Headers.RetryAfter);
        using var wrong = await SendAsync(gateway, "metrics=nothing", executive);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_release_that_made_a_model_worse_is_seen_beside_the_one_before_with_what_to_do()
    {
        await using var gateway = await StartAsync();

        var answer = await AskAsync(gateway, "modelTypes=nutrition,workout&timeRange=2026-10-30/2026-11-04", "ai-performance");
        var model = Assert.Single((JsonArray)answer["models"]!)!;
        Assert.Equal("nutrition", (string?)model["model"]);
        Assert.Equal(["4.0", "3.9"], ((JsonArray)model["versions"]!).Select(version => (string?)version!["version"]));
        Assert.Equal((0.6, -0.3, "2026-11-03T00:00:00Z"), ((double)model["versions"]![0]!["accuracy"]!, (double)model["versions"]![0]!["change"]!["accuracy"]!, (string?)model["versions"]![0]!["asOf"]));
        Assert.Null(model["versions"]![0]!["satisfaction"]);
        Assert.Equal(0.4, (double)model["drift"]!["scores"]!);
        Assert.Equal(2, ((JsonArray)answer["trends"]!.AsArray().Single(trend => (string?)trend!["version"] == "4.0")!["points"]!).Count);
        Assert.Equal(["roll_back", "retrain"], ((JsonArray)answer["recommendations"]!).Select(advice => (string?)advice!["action"]));
        Assert.Equal("accuracy 60 %, 90 % with the version before", (string?)answer["recommendations"]![0]!["reasons"]![0]);

        Assert.Contains("nothing was published", (string?)(await AskAsync(gateway, "modelTypes=recovery&timeRange=2026-10-30/2026-11-04", "ai-performance"))["warnings"]![0], StringComparison.Ordinal);
    }

    /// <summary>A gateway whose database has the worker's tables and some values.</summary>
    private async Task<GatewayPeer> StartAsync()
    {
        var connection = await (await PostgresPeer.SharedAsync()).CreateDatabaseAsync();
        var gateway = await GatewayPeer.StartAsync(connection, cancel: Cancel);
        await Eventually.Holds(async cancel => (string?)(await gateway.ReadyAsync(cancel))["postgres"] == "ok", "the gateway has made its tables", cancel: Cancel);
        await using var database = NpgsqlDataSource.Create(connection);
        var client = new RemoteWriteClient(_http, new RemoteWriteSettings(new Uri("http://127.0.0.1:1/")), TimeProvider.System);
        await new JobServices(database, client, ServiceObjectives.ThreeNines, TimeProvider.System).Prepare(Cancel);
        var store = new DerivedStore(database, TimeProvider.System);
        await store.Record("engagement",
        [
            DerivedSample.Of(DerivedMetrics.DailyActiveUsers, Midnight, 12),
            DerivedSample.Of(DerivedMetrics.DailyActiveUsers, Midnight.AddHours(9), 7),
            DerivedSample.Of(DerivedMetrics.DailyActiveUsers, Midnight.AddDays(1), 20),
            DerivedSample.Of(DerivedMetrics.DailyActiveUsers, Midnight.AddDays(2), 30),
        ], Cancel);
        await store.Record("engagement", [DerivedSample.Of(DerivedMetrics.DailyActiveUsers, Midnight.AddDays(2), 31)], Cancel);
        await store.Record("sla", [.. from service in (string[])["api", "web"] from window in Enum.GetValues<SlaWindow>().Take(2)
            select DerivedSample.Of(DerivedMetrics.SlaAvailability, Midnight.AddDays(1), 0.999, labels => [labels.Service.Is(service), labels.Window.Is(window)])], Cancel);
        await store.Record("ai",
        [
            Accuracy("3.9", 0, 0.9), Accuracy("4.0", 1, 0.7), Accuracy("4.0", 2, 0.6),
            DerivedSample.Of(AiQualitySeries.AccuracyChange, Midnight.AddDays(2), -0.3, labels => [labels.Model.Is(AiModel.Nutrition), labels.Version.Is("4.0")]),
            DerivedSample.Of(AiQualitySeries.ScoreDriftPsi, Midnight.AddDays(2), 0.4, labels => [labels.Model.Is(AiModel.Nutrition)]),
        ], Cancel);
        return gateway;
    }

    private static DerivedSample Accuracy(string version, int day, double share) => DerivedSample.Of(
        AiQualitySeries.Accuracy, Midnight.AddDays(day), share, labels => [labels.Model.Is(AiModel.Nutrition), labels.Version.Is(version), labels.Window.Is(QualityWindow.Week)]);

    private static (string, double)[] Values(JsonNode answer) => [.. ((JsonArray)answer["data"]!).Select(point => ((string)point!["period"]!, (double)point["value"]!))];

    private async Task<JsonNode> AskAsync(GatewayPeer gateway, string query, string endpoint = "metrics")
    {
        using var response = await SendAsync(gateway, query, GatewayPeer.AdminKey, endpoint);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private async Task<HttpResponseMessage> SendAsync(GatewayPeer gateway, string query, string key, string endpoint = "metrics")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{gateway.Url}/api/analytics/{endpoint}?{query}");
        request.Headers.TryAddWithoutValidation("X-Api-Key", key);
        return await _http.SendAsync(request, Cancel);
    }
}
