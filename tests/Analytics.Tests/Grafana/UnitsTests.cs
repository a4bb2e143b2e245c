using Analytics.Catalog;
using Analytics.Grafana;
using Analytics.Grafana.Queries;
using Analytics.PromQL;
using Analytics.Rules;

namespace Analytics.Tests.Grafana;

public sealed class UnitsTests
{
    public static TheoryData<InstantVector, string?> Cases => new()
    {
        { PlatformMetrics.ApiRequests.Rate(BoardTime.Rate).SumBy(l => l.Service), "reqps" },
        { PlatformMetrics.ApiRequests.Increase(BoardTime.Whole).SumBy(), "short" },
        { PlatformMetrics.ApiRequestDuration.Quantile(0.95, 5.Minutes(), l => l.Service), "s" },
        { PlatformMetrics.ApiRequestDuration.Average(5.Minutes()), "s" },
        { PlatformMetrics.ApiRequestDuration.Series().ShareBelow(0.5, 5.Minutes()), "percentunit" },
        { PlatformMetrics.ApiRequestDuration.Series().BucketIncrease(5.Minutes()), "short" },
        { Share.Of(PlatformMetrics.ApiRequests.Rate(5.Minutes()).SumBy(), PlatformMetrics.ApiRequests.Rate(5.Minutes()).SumBy()), "percentunit" },
        { ExternalMetrics.NodeCpuSeconds.Rate(5.Minutes()), "percentunit" },
        { 1 - ExternalMetrics.NodeCpuSeconds.Rate(5.Minutes()).AvgBy(), "percentunit" },
        { ExternalMetrics.NodeMemoryAvailable.Series(), "bytes" },
        { ExternalMetrics.NodeMemoryAvailable.Series().Derivative(1.Hours()), "Bps" },
        { ExternalMetrics.NodeMemoryAvailable.Series() / ExternalMetrics.NodeMemoryTotal.Series(), "percentunit" },
        { BusinessMetrics.Revenue.Increase(1.Days()).SumBy(l => l.Currency), "short" },
        { BusinessMetrics.Revenue.Where(l => l.Currency.Is(Currency.Eur)).Increase(1.Days()).SumBy(), "currencyEUR" },
        { DerivedMetrics.SlaAvailability.Series(), "percentunit" },
        { DerivedMetrics.DailyActiveUsers.Series(), "short" },
        { Promql.Time() - PipelineMetrics.JobLastSuccess.Series(), "s" },
        { PlatformMetrics.ApiRequests.Rate(5.Minutes()).CountBy(), "short" },
        { EngagementMetrics.SatisfactionScore.Average(1.Days()), "short" },
        { Promql.Metric("nobody_knows"), null },
    };

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void The_unit_of_an_expression_follows_from_the_catalog(InstantVector expression, string? unit) =>
        Assert.Equal(unit, Units.Of(expression.Syntax)?.GrafanaUnit);

    [Fact]
    public void A_recording_has_the_unit_of_what_it_records()
    {
        var recording = new Recording("service:api_requests:rate5m", PlatformMetrics.ApiRequests.Rate(5.Minutes()).SumBy(l => l.Service));
        Query query = recording;
        Assert.Equal("service:api_requests:rate5m", query.Expression.ToString());
        Assert.Equal("reqps", Units.Of(query.Meaning)?.GrafanaUnit);
        Assert.Equal("{{service}}", Legends.Of(query.Meaning));
    }
}
