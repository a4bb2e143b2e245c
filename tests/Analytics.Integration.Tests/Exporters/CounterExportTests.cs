using Analytics.Catalog;
using Analytics.Exporters;
using Analytics.Exporters.Otlp;
using Analytics.Intake;
using Analytics.Intake.Store;
using Analytics.Testing.Peers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Analytics.Integration.Tests.Exporters;

/// <summary>Committed counters on their whole way: OTLP to a real Collector, vmagent, a real Prometheus.</summary>
public sealed class CounterExportTests(CounterExportTests.OnePath path) : IClassFixture<CounterExportTests.OnePath>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Closed_label_sets_are_exported_as_zero_from_the_start()
    {
        var ledger = Loaded();
        using var export = Start("zeros", ledger, path.Path.OtlpUrl);
        await path.Path.Prometheus.WaitForAsync("count(analytics_engagement_sessions_ended_total{instance=\"zeros\"} == 0)", count => count == 3, cancel: Cancel);
        await path.Path.Prometheus.WaitForAsync("count({__name__=~\"analytics_pipeline_.+\",instance=\"zeros\"})", count => count > 25, cancel: Cancel);
    }

    [Fact]
    public async Task The_first_event_of_a_new_series_is_an_increase_of_one()
    {
        var ledger = Loaded();
        using var export = Start("first", ledger, path.Path.OtlpUrl);
        await path.Path.Prometheus.WaitForAsync("count(analytics_engagement_sessions_ended_total{instance=\"first\"})", count => count == 3, cancel: Cancel);
        ledger.Apply([Delta(EngagementMetrics.ScreensViewed, 1, "home", "ios"), Delta(EngagementMetrics.SessionsEnded, 2, "web")]);
        await path.Path.Prometheus.WaitForAsync("analytics_engagement_screens_viewed_total{instance=\"first\",screen=\"home\"}", value => value == 1, cancel: Cancel);
        await path.Path.Prometheus.WaitForAsync("min_over_time(analytics_engagement_screens_viewed_total{instance=\"first\",screen=\"home\"}[1h])", value => value == 0, cancel: Cancel);
        await path.Path.Prometheus.WaitForAsync("analytics_engagement_sessions_ended_total{instance=\"first\",platform=\"web\"}", value => value == 2, cancel: Cancel);
    }

    [Fact]
    public async Task A_restart_continues_without_a_reset_and_without_a_zero()
    {
        var stored = new StoredCounter(EngagementMetrics.ScreensViewed, ["home", "ios"], false, 41);
        using (Start("again", Loaded(stored), path.Path.OtlpUrl))
        {
            await path.Path.Prometheus.WaitForAsync("analytics_engagement_screens_viewed_total{instance=\"again\"}", value => value == 41, cancel: Cancel);
        }

        var ledger = Loaded(stored);
        using var second = Start("again", ledger, path.Path.OtlpUrl);
        ledger.Apply([Delta(EngagementMetrics.ScreensViewed, 1, "home", "ios")]);
        await path.Path.Prometheus.WaitForAsync("analytics_engagement_screens_viewed_total{instance=\"again\"}", value => value == 42, cancel: Cancel);
        Assert.Equal(0, (await path.Path.Prometheus.QueryAsync("resets(analytics_engagement_screens_viewed_total{instance=\"again\"}[1h])", cancel: Cancel)).Single().Value);
        Assert.Equal(41, (await path.Path.Prometheus.QueryAsync("min_over_time(analytics_engagement_screens_viewed_total{instance=\"again\"}[1h])", cancel: Cancel)).Single().Value);
    }

    [Fact]
    public async Task Loaded_history_is_a_series_of_its_own_with_its_origin()
    {
        var ledger = Loaded();
        using var export = Start("history", ledger, path.Path.OtlpUrl);
        ledger.Apply([new CounterDelta(new SeriesKey(BusinessMetrics.TrialsStarted, true, ["basic_monthly"]), 5), Delta(BusinessMetrics.TrialsStarted, 2, "basic_monthly")]);
        await path.Path.Prometheus.WaitForAsync("analytics_business_trials_started_total{instance=\"history\",origin=\"backfill\"}", value => value == 5, cancel: Cancel);
        await path.Path.Prometheus.WaitForAsync("sum(analytics_business_trials_started_total{instance=\"history\",origin=\"\"})", value => value == 2, cancel: Cancel);
    }

    [Fact]
    public async Task A_metric_as_full_as_its_budgets_allow_shows_no_overflow()
    {
        var ledger = Loaded();
        using var export = Start("full", ledger, path.Path.OtlpUrl);
        var screens = Enumerable.Range(0, EngagementFields.Screen.Label.Budget).Select(i => $"screen{i}").Append(Label.Other).Append(Label.Unknown);
        ledger.Apply([.. screens.SelectMany(screen => WireName.All<DevicePlatform>().Select(platform => Delta(EngagementMetrics.ScreensViewed, 1, screen, platform)))]);
        var all = (EngagementFields.Screen.Label.Budget + 2) * 3;
        await path.Path.Prometheus.WaitForAsync("sum(analytics_engagement_screens_viewed_total{instance=\"full\"})", sum => sum == all, cancel: Cancel);
        Assert.Empty(await path.Path.Prometheus.QueryAsync("{otel_metric_overflow!=\"\"}", cancel: Cancel));
    }

    [Fact]
    public async Task A_Collector_that_is_away_is_counted_and_a_new_series_waits_with_its_zero()
    {
        var ledger = Loaded();
        var dead = $"http://127.0.0.1:{FreePort.Next()}";
        using (var lonely = Start("lonely", ledger, dead))
        {
            await Eventually.Holds(_ => Task.FromResult(lonely.Failures >= 3), "three failed exports", cancel: Cancel);
            Assert.False(lonely.IsReaching);
        }

        await using var vmagent = await VmagentPeer.StartAsync(path.Path.Prometheus.RemoteWriteUrl, Cancel);
        var collector = await CollectorPeer.StartAsync(vmagent.Url, Cancel);
        await using (collector)
        {
            using var export = Start("patient", ledger, collector.OtlpUrl);
            await path.Path.Prometheus.WaitForAsync("count(analytics_engagement_sessions_ended_total{instance=\"patient\"})", count => count == 3, cancel: Cancel);
            await collector.Process.KillAsync();
            ledger.Apply([Delta(EngagementMetrics.ScreensViewed, 7, "late", "ios")]);
            await Eventually.Holds(_ => Task.FromResult(export.Failures >= 2), "two failed exports", cancel: Cancel);
            await collector.Process.StartAsync(Cancel);
            await path.Path.Prometheus.WaitForAsync("analytics_engagement_screens_viewed_total{instance=\"patient\",screen=\"late\"}", value => value == 7, cancel: Cancel);
            await path.Path.Prometheus.WaitForAsync("min_over_time(analytics_engagement_screens_viewed_total{instance=\"patient\",screen=\"late\"}[1h])", value => value == 0, cancel: Cancel);
            await path.Path.Prometheus.WaitForAsync("analytics_pipeline_export_failures_total{instance=\"patient\"}", value => value >= 2, cancel: Cancel);
        }
    }

    internal static MetricsExport Start(string instance, CounterLedger ledger, string url) => MetricsExport.Start(
        new ExportSettings(new Uri(url), "analytics-gateway", instance) { Interval = TimeSpan.FromMilliseconds(200) }, ledger, new PipelineVitals(TimeProvider.System), NullLogger.Instance);

    private static CounterLedger Loaded(params StoredCounter[] stored)
    {
        var ledger = new CounterLedger(CatalogIndex.Default);
        ledger.Load(stored);
        return ledger;
    }

    private static CounterDelta Delta(Metric metric, decimal by, params string[] labels) => new(new SeriesKey(metric, false, labels), by);

    public sealed class OnePath : IAsyncLifetime
    {
        public MetricsPath Path { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Path = await MetricsPath.StartAsync();

        public ValueTask DisposeAsync() => Path.DisposeAsync();
    }
}
