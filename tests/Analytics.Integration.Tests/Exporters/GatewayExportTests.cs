using System.Net.Http.Json;
using System.Text.Json;
using Analytics.Testing.Peers;

namespace Analytics.Integration.Tests.Exporters;

/// <summary>A gateway's process, from the door to Prometheus.</summary>
public sealed class GatewayExportTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_grows_its_counter_by_one_and_feeds_its_histogram_within_seconds()
    {
        await using var path = await MetricsPath.StartAsync(Cancel);
        var database = await (await PostgresPeer.SharedAsync()).CreateDatabaseAsync(Cancel);
        await using var gateway = await GatewayPeer.StartAsync(
            database, new Dictionary<string, string> { ["ANALYTICS__INTAKE__INSTANCE"] = "g1", ["ANALYTICS__OTLP__ENDPOINT"] = path.OtlpUrl }, cancel: Cancel);
        const string Ended = "analytics_engagement_sessions_ended_total{job=\"analytics-gateway\",instance=\"g1\",platform=\"ios\"}";
        await path.Prometheus.WaitForAsync(Ended, value => value == 0, cancel: Cancel);

        using var http = new HttpClient();
        using var answer = await http.PostAsJsonAsync($"{gateway.Url}/api/analytics/events", new { events = new[] { SessionEnded("e1", 700) } }, Cancel);
        Assert.Equal(1, (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("accepted").GetInt32());

        var withinSeconds = TimeSpan.FromSeconds(5);
        await path.Prometheus.WaitForAsync(Ended, value => value == 1, withinSeconds, Cancel);
        await path.Prometheus.WaitForAsync("analytics_engagement_session_duration_seconds_sum{instance=\"g1\",platform=\"ios\"}", value => value == 700, withinSeconds, Cancel);
        await path.Prometheus.WaitForAsync("analytics_engagement_session_duration_seconds_bucket{instance=\"g1\",le=\"900\"}", value => value == 1, withinSeconds, Cancel);
        Assert.Equal(0, (await path.Prometheus.QueryAsync("analytics_engagement_session_duration_seconds_bucket{instance=\"g1\",le=\"600\"}", cancel: Cancel)).Single().Value);
        await path.Prometheus.WaitForAsync("analytics_pipeline_events_stored_total{instance=\"g1\"}", value => value == 1, withinSeconds, Cancel);
        await path.Prometheus.WaitForAsync("count(analytics_pipeline_events_rejected_total{instance=\"g1\"} == 0)", reasons => reasons > 8, withinSeconds, Cancel);

        // Nothing of a person is a name or a label of anything that went out, not even of what was refused or redacted.
        const string Person = "very.personal@example.org";
        using var personal = await http.PostAsJsonAsync($"{gateway.Url}/api/analytics/events", new { events = new[] { SessionEnded(Person, 1, Person, "good"), SessionEnded("e9", -1, Person, Person) } }, Cancel);
        await path.Prometheus.WaitForAsync("sum(analytics_pipeline_events_rejected_total{instance=\"g1\"})", value => value == 1, cancel: Cancel);
        await path.Prometheus.WaitForAsync("analytics_pipeline_events_stored_total{instance=\"g1\"}", value => value == 2, cancel: Cancel);
        using var series = await path.Prometheus.GetAsync("/api/v1/series?match[]=" + Uri.EscapeDataString("{__name__=~\".+\"}"), Cancel);
        Assert.DoesNotContain("very.personal", series.RootElement.ToString(), StringComparison.OrdinalIgnoreCase);

        // A restart after kill -9 goes on where it was.
        await gateway.Process.KillAsync();
        await gateway.Process.StartAsync(Cancel);
        using var second = await http.PostAsJsonAsync($"{gateway.Url}/api/analytics/events", new { events = new[] { SessionEnded("e2", 60) } }, Cancel);
        await path.Prometheus.WaitForAsync(Ended, value => value == 3, cancel: Cancel);
        Assert.Equal(0, (await path.Prometheus.QueryAsync($"resets({Ended}[1h])", cancel: Cancel)).Single().Value);
    }

    private static object SessionEnded(string id, double seconds, string? user = null, string session = "s1") => new
    {
        id,
        timestamp = TimeProvider.System.GetUtcNow(),
        userId = user,
        sessionId = session,
        eventType = "user_action",
        category = "session",
        action = "ended",
        properties = new { duration = seconds },
        deviceInfo = new { platform = "ios" },
        privacyFlags = new { canTrack = true, canProfile = true, canShare = false },
    };
}
