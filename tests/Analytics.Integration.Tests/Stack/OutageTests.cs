using Analytics.Catalog;
using Analytics.Testing.Peers;

namespace Analytics.Integration.Tests.Stack;

/// <summary>What was accepted is delivered, whoever was killed in between.</summary>
public sealed class OutageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    [Fact]
    public async Task Samples_taken_while_Prometheus_is_dead_arrive_when_it_is_back()
    {
        await using var path = await MetricsPath.StartAsync(TestContext.Current.CancellationToken);
        await path.Prometheus.Process.KillAsync();
        Assert.Equal(200, await OtlpRequest.SendAsync(path.OtlpUrl, OtlpRequest.Metric("outage.sink", "1", MetricKind.Counter, 7)));

        await path.Prometheus.Process.StartAsync(TestContext.Current.CancellationToken);

        await path.Prometheus.WaitForAsync("outage_sink_total", value => value == 7, Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_killed_collector_still_delivers_what_it_had_answered_200()
    {
        await using var path = await MetricsPath.StartAsync(TestContext.Current.CancellationToken);
        await path.Vmagent.Process.KillAsync();
        Assert.Equal(200, await OtlpRequest.SendAsync(path.OtlpUrl, OtlpRequest.Metric("outage.queue", "1", MetricKind.Counter, 9)));

        await path.Collector.Process.KillAsync();
        await path.Collector.Process.StartAsync(TestContext.Current.CancellationToken);
        await path.Vmagent.Process.StartAsync(TestContext.Current.CancellationToken);

        await path.Prometheus.WaitForAsync("outage_queue_total", value => value == 9, Patience, TestContext.Current.CancellationToken);
    }
}
