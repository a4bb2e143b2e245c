using Analytics.AlertRules;
using Analytics.AlertRules.Platform;
using Analytics.Catalog;
using Analytics.Dashboards;
using Analytics.PromQL.Parsing;
using Analytics.Rules;
using Analytics.Rules.Cost;

namespace Analytics.Tests.Rules;

/// <summary>Bounds on series come from the catalog alone: no server, no sample.</summary>
public sealed class RuleCostTests
{
    private static readonly IReadOnlyList<RuleCost> Costs = RuleCost.Of(AlertRuleBook.Default, CatalogIndex.Default);

    [Fact]
    public void A_recording_per_service_writes_no_more_series_than_services_are_budgeted()
    {
        var rate = Costs.Single(cost => cost.Rule == Slos.ApiAvailability.Recordings.EventRate);
        Assert.Equal(["service"], rate.Labels);
        Assert.Equal(PlatformMetrics.ApiRequests.Labels.Service.Budget, rate.Series);
    }

    [Fact]
    public void A_constant_is_one_series() => Assert.Equal(1, Costs.Single(cost => cost.Rule == Slos.ApiAvailability.Recordings.Target).Series);

    [Fact]
    public void The_whole_book_is_bounded() => Assert.All(Costs, cost => Assert.InRange(cost.Series, 1, 1_000_000));

    [Theory]
    [InlineData("topk(3, x)", 3)]
    [InlineData("topk by (status_class) (2, x)", 10)]
    [InlineData("x", 5)]
    public void The_largest_few_are_few(string expression, long most) =>
        Assert.Equal(most, SeriesBound.Default.Of(Parser.Parse(expression).Expression!, ["status_class"]));

    [Fact]
    public void A_metric_that_a_rule_or_a_panel_asks_for_is_used()
    {
        var unused = RuleCost.Unused(AlertRuleBook.Default, CatalogIndex.Default, BoardChecks.Selected()).ToList();
        Assert.DoesNotContain(PlatformMetrics.ApiRequests, unused);
        Assert.DoesNotContain(PlatformMetrics.ApiRequestDuration, unused);
        Assert.True(unused.Count < CatalogIndex.Default.Metrics.Count / 2);
        Assert.Contains(PlatformMetrics.ApiRequestDuration, RuleCost.Unused(new RuleBook([]) { Links = new("", "") }, CatalogIndex.Default, []));
    }
}
