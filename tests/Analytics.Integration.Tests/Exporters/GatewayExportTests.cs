using System.Net.Http.Json;
using System.Security.Cryptography;
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
        var folder = PeerStart.NewFolder("gateway");
        var url = $"http://127.0.0.1:{FreePort.Next()}";
        var keys = Path.Combine(folder, "keys");
        await File.WriteAllTextAsync(keys, $"k1:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}\n", Cancel);
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(output.Parent!.Parent!.FullName, "Analytics.Gateway", output.Name, "Analytics.Gateway.dll");
        await using var gateway = new PeerProcess(new PeerStart("Gateway", "dotnet", [program], folder, PeerStart.Answers(url + "/readyz"))
        {
            Environment = new Dictionary<string, string>
            {
                ["ASPNETCORE_URLS"] = url,
                ["ANALYTICS__POSTGRES__CONNECTIONSTRING"] = await (await PostgresPeer.SharedAsync()).CreateDatabaseAsync(Cancel),
                ["ANALYTICS__INTAKE__INSTANCE"] = "g1",
                ["ANALYTICS__INTAKE__LOGDIRECTORY"] = Path.Combine(folder, "wal"),
                ["ANALYTICS__PRIVACY__KEYFILE"] = keys,
                ["ANALYTICS__OTLP__ENDPOINT"] = path.OtlpUrl,
            },
        });
        await gateway.StartAsync(Cancel);
        const string Ended = "analytics_engagement_sessions_ended_total{job=\"analytics-gateway\",instance=\"g1\",platform=\"ios\"}";
        await path.Prometheus.WaitForAsync(Ended, value => value == 0, cancel: Cancel);

        using var http = new HttpClient();
        using var answer = await http.PostAsJsonAsync($"{url}/api/analytics/events", new { events = new[] { SessionEnded("e1", 700) } }, Cancel);
        Assert.Equal(1, (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("accepted").GetInt32());

        var withinSeconds = TimeSpan.FromSeconds(5);
        await path.Prometheus.WaitForAsync(Ended, value => value == 1, withinSeconds, Cancel);
        await path.Prometheus.WaitForAsync("analytics_engagement_session_duration_seconds_sum{instance=\"g1\",platform=\"ios\"}", value => value == 700, withinSeconds, Cancel);
        await path.Prometheus.WaitForAsync("analytics_engagement_session_duration_seconds_bucket{instance=\"g1\",le=\"900\"}", value => value == 1, withinSeconds, Cancel);
        Assert.Equal(0, (await path.Prometheus.QueryAsync("analytics_engagement_session_duration_seconds_bucket{instance=\"g1\",le=\"600\"}", cancel: Cancel)).Single().Value);
        await path.Prometheus.WaitForAsync("analytics_pipeline_events_stored_total{instance=\"g1\"}", value => value == 1, withinSeconds, Cancel);
        await path.Prometheus.WaitForAsync("count(analytics_pipeline_events_rejected_total{instance=\"g1\"} == 0)", reasons => reasons > 8, withinSeconds, Cancel);

        // A restart after kill -9 goes on where it was.
        await gateway.KillAsync();
        await gateway.StartAsync(Cancel);
        using var second = await http.PostAsJsonAsync($"{url}/api/analytics/events", new { events = new[] { SessionEnded("e2", 60) } }, Cancel);
        await path.Prometheus.WaitForAsync(Ended, value => value == 2, cancel: Cancel);
        Assert.Equal(0, (await path.Prometheus.QueryAsync($"resets({Ended}[1h])", cancel: Cancel)).Single().Value);
    }

    private static object SessionEnded(string id, double seconds) => new
    {
        id,
        timestamp = TimeProvider.System.GetUtcNow(),
        sessionId = "s1",
        eventType = "user_action",
        category = "session",
        action = "ended",
        properties = new { duration = seconds },
        deviceInfo = new { platform = "ios" },
        privacyFlags = new { canTrack = true, canProfile = true, canShare = false },
    };
}
