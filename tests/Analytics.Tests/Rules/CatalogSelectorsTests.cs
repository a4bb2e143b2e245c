using Analytics.Catalog;
using Analytics.PromQL;
using Analytics.Rules;

namespace Analytics.Tests.Rules;

public sealed class CatalogSelectorsTests
{
    [Fact]
    public void A_counter_is_rated_by_typed_labels_and_looks_at_live_series_only() => Assert.Equal(
        "sum by (service) (rate(analytics_platform_api_requests_total{origin=\"\",status_class=\"5xx\"}[5m]))",
        PlatformMetrics.ApiRequests.Where(l => l.StatusClass.Is(StatusClass.ServerError)).Rate(5.Minutes()).SumBy(l => l.Service).ToString());

    [Fact]
    public void Who_asks_for_loaded_history_gets_it() => Assert.Equal(
        "increase(analytics_platform_api_requests_total{origin=\"backfill\"}[1d])",
        PlatformMetrics.ApiRequests.Where(l => l.Origin.Is(PlatformLabels.Backfill)).Increase(1.Days()).ToString());

    [Fact]
    public void Only_counters_of_events_have_an_origin()
    {
        Assert.Equal("rate(analytics_pipeline_events_accepted_total[5m])", PipelineMetrics.EventsAccepted.Rate(5.Minutes()).ToString());
        Assert.Equal("rate(analytics_platform_api_request_duration_seconds_count[5m])", PlatformMetrics.ApiRequestDuration.Series().CountRate(5.Minutes()).ToString());
    }

    [Fact]
    public void A_quantile_keeps_the_bucket_bounds_and_the_labels_asked_for() => Assert.Equal(
        "histogram_quantile(0.95, sum by (le, service) (rate(analytics_platform_api_request_duration_seconds_bucket[5m])))",
        PlatformMetrics.ApiRequestDuration.Quantile(0.95, 5.Minutes(), l => l.Service).ToString());

    [Fact]
    public void A_share_is_only_asked_for_at_a_declared_bucket()
    {
        var series = PlatformMetrics.ApiRequestDuration.Series();
        Assert.Contains("le=\"0.5\"", series.ShareBelow(0.5, 5.Minutes()).ToString(), StringComparison.Ordinal);
        Assert.Contains("le=~\"1|1\\\\.0\"", series.ShareBelow(1, 5.Minutes()).ToString(), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => series.ShareBelow(0.3, 5.Minutes()));
    }

    [Fact]
    public void A_gauge_is_read_and_averaged() => Assert.Equal(
        "max by (instance) (avg_over_time(analytics_pipeline_log_size_bytes[1h]))", PipelineMetrics.LogSize.Series().AvgOverTime(1.Hours()).MaxBy(l => l.Instance).ToString());

    [Fact]
    public void A_ratio_is_0_without_a_part_and_nothing_without_a_whole() => Assert.Equal(
        "(a or b * 0) / (b > 0)", Share.Of(Promql.Metric("a"), Promql.Metric("b")).ToString());

    [Fact]
    public void Values_with_special_letters_are_escaped_in_a_choice() => Assert.Contains(
        "service=~\"a\\\\.b|c\"", PlatformMetrics.ApiRequests.Where(l => l.Service.IsIn("a.b", "c")).Rate(5.Minutes()).ToString(), StringComparison.Ordinal);
}
