using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Analytics.Catalog;
using Analytics.Testing.Peers;
using Npgsql;

namespace Analytics.EndToEnd.Tests;

/// <summary>What a newcomer sees after <c>./analytics up --demo</c>: a firing alert, computed series, and an event of their own counted within seconds.</summary>
[Collection<DemoCollection>]
public sealed class DemoTests(DemoStack demo, ITestOutputHelper output)
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(10) };

    [Fact]
    public async Task One_posted_event_is_one_row_and_one_more_in_its_counter_within_5_seconds()
    {
        var cancel = TestContext.Current.CancellationToken;
        // Android without a tier: no event of the demo counts there.
        var metric = EngagementMetrics.SessionsStarted.PrometheusName;
        var series = $"{metric}{{platform=\"android\",tier=\"unknown\",origin=\"\"}}";
        await Eventually.Get(token => demo.Prometheus.Value($"sum({series})", token), value => value == 0, $"{series} exported as 0 before its first event", cancel: cancel);
        var id = $"one-event-{Stopwatch.GetTimestamp()}";

        var clock = Stopwatch.StartNew();
        using var response = await Http.PostAsJsonAsync($"{demo.Stack.GatewayUrl}/api/analytics/events", new { events = new[] { Event(id) } }, cancel);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(1, JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(cancel)).GetProperty("accepted").GetInt32());
        await Eventually.Get(token => demo.Prometheus.Value($"sum({series})", token), value => value == 1, $"{series} grown by 1", TimeSpan.FromSeconds(5) - clock.Elapsed, cancel);
        output.WriteLine($"counted in Prometheus after {clock.Elapsed.TotalSeconds:0.00} s");

        await Eventually.Get(token => demo.Prometheus.Value($"sum(increase({series}[5m]))", token), value => value > 0, "increase() sees the first event", cancel: cancel);
        Assert.Equal(1, await Count($"SELECT count(*) FROM events WHERE id = '{id}'", cancel));
    }

    [Theory]
    [InlineData("AiAccuracyLow")]
    [InlineData("HighErrorRate")]
    public async Task The_storys_alerts_fire_in_Alertmanager(string alert)
    {
        var alerts = await Eventually.Get(Alerts, names => names.Contains(alert), $"{alert} in Alertmanager", TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);
        output.WriteLine($"{demo.Age.TotalSeconds:0} s after the start of up --demo, which took {demo.UpTook.TotalSeconds:0} s: {string.Join(", ", alerts)}");
    }

    [Fact]
    public async Task The_worker_has_written_service_levels_and_cohorts()
    {
        var cancel = TestContext.Current.CancellationToken;
        var availability = await Eventually.Get(
            token => demo.Prometheus.Query("sla:availability:ratio", token), found => found.Count > 0, "sla:availability:ratio", TimeSpan.FromMinutes(3), cancel);
        Assert.All(availability, series => Assert.InRange(series.Value, 0, 1));

        var retention = await Eventually.Get(
            token => demo.Prometheus.Query("cohort:retention:ratio", token), found => found.Count > 0, "cohort:retention:ratio", TimeSpan.FromMinutes(3), cancel);
        Assert.All(retention, series => Assert.InRange(series.Value, 0, 1));
    }

    [Fact]
    public async Task The_history_is_there_once_and_marked_as_backfill()
    {
        var cancel = TestContext.Current.CancellationToken;
        var history = await Eventually.Get(token => Count("SELECT count(*) FROM events WHERE backfill", token), rows => rows > 10_000, "the history's rows", TimeSpan.FromMinutes(1), cancel);
        output.WriteLine($"{history} rows of history");

        var newest = await Count(NewestOfHistory, cancel);

        var (_, took) = await demo.Stack.Up(demo: true, cancel);

        output.WriteLine($"second up {took.TotalSeconds:0.0} s");
        Assert.True(took < TimeSpan.FromSeconds(20), $"the second up took {took.TotalSeconds:0.0} s");
        // Meanwhile the worker may have erased those of the story who withdrew: nothing is added, that is all.
        Assert.Equal(newest, await Count(NewestOfHistory, cancel));
        Assert.InRange(await Count("SELECT count(*) FROM events WHERE backfill", cancel), history * 9 / 10, history);
    }

    private const string NewestOfHistory = "SELECT (extract(epoch FROM max(received_at)) * 1000000)::bigint FROM events WHERE backfill";

    private static object Event(string id) => new
    {
        id,
        timestamp = DateTimeOffset.UtcNow,
        sessionId = "s-" + id,
        eventType = "user_action",
        category = "session",
        action = "started",
        properties = new { },
        deviceInfo = new { platform = "android", appVersion = "5.2.0", osVersion = "16" },
        privacyFlags = new { canTrack = true, canProfile = true, canShare = false, consentDate = "2026-01-01T00:00:00Z", consentVersion = "1" },
    };

    private async Task<IReadOnlyList<string>> Alerts(CancellationToken cancel)
    {
        using var alerts = JsonDocument.Parse(await Http.GetStringAsync($"{demo.AlertmanagerUrl}/api/v2/alerts?active=true", cancel));
        return [.. alerts.RootElement.EnumerateArray().Select(alert => alert.GetProperty("labels").GetProperty("alertname").GetString()!).Distinct().Order()];
    }

    private async Task<long> Count(string sql, CancellationToken cancel)
    {
        await using var database = NpgsqlDataSource.Create(demo.Postgres);
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }
}
