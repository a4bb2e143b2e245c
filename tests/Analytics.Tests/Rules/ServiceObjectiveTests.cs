using Analytics.Catalog;
using Analytics.PromQL;
using Analytics.Rules;
using Analytics.Rules.Slo;

namespace Analytics.Tests.Rules;

public sealed class ServiceObjectiveTests
{
    private static readonly Team Nobody = new("nobody", "nothing");

    private static readonly Indicator Requests = Indicator.Events("good", PlatformMetrics.ApiRequests, l => l.StatusClass.Is(StatusClass.ServerError), l => l.Service);

    [Theory]
    [InlineData(28, "13.44", "5.6", "2.8", "0.9333333333333333")]
    [InlineData(30, "14.4", "6", "3", "1")]
    [InlineData(90, "43.2", "18", "9", "3")]
    public void Factors_follow_from_the_share_of_the_budget_exactly(int days, params string[] factors)
    {
        var slo = Make(Requests, 99.9m, BudgetWindow.Rolling(days));
        Assert.Equal(factors, slo.Tiers.Select(tier => SloSpec.Number(tier.Factor(slo.Terms.Days))));
        var fast = slo.Alerts[0].Expr.ToString();
        Assert.Contains($"slo:burn_rate:ratio1h{{slo=\"test\"}} > {factors[0]} and slo:burn_rate:ratio5m{{slo=\"test\"}} > {factors[0]}", fast, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_share_of_the_budget_gives_another_factor() =>
        Assert.Equal(7.2m, new BurnWindow(true, 1, TimeSpan.FromMinutes(5), TimeSpan.FromHours(1)).Factor(30));

    [Fact]
    public void A_pair_of_windows_that_would_need_more_than_all_events_bad_is_left_out()
    {
        var slo = Make(Requests, 75);
        Assert.Equal(["ticket", "ticket"], slo.Tiers.Select(tier => tier.Pages ? "page" : "ticket"));
        Assert.Equal(["TestBurnsSlowly", "TestUnmeasured"], slo.Alerts.Select(alert => alert.Name));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(-1)]
    public void An_objective_leaves_room_for_errors(int objective) => Assert.Throws<ArgumentOutOfRangeException>(() => Make(Requests, objective));

    [Fact]
    public void A_rolling_window_has_28_30_or_90_days() => Assert.Throws<ArgumentOutOfRangeException>(() => BudgetWindow.Rolling(7));

    [Fact]
    public void Events_without_a_bad_one_are_zero_bad_not_unknown() => Assert.Equal(
        "sum by (service) (rate(analytics_platform_api_requests_total{origin=\"\",status_class=\"5xx\"}[5m])) or sum by (service) (rate(analytics_platform_api_requests_total{origin=\"\"}[5m])) * 0",
        Requests.Bad(5.Minutes()).ToString());

    [Fact]
    public void Without_events_there_is_no_ratio_rather_than_NaN() => Assert.Equal(
        "slo:bad:rate5m{slo=\"test\"} / (slo:events:rate5m{slo=\"test\"} > 0)", Make(Requests).Recordings.ErrorRatios[5.Minutes()].Expr.ToString());

    [Fact]
    public void Short_windows_read_the_raw_series_and_long_ones_add_up_slices()
    {
        var ratios = Make(Requests).Recordings.ErrorRatios;
        Assert.Contains("rate(analytics_platform_api_requests_total{origin=\"\"}[1h])", ratios[1.Hours()].Expr.ToString(), StringComparison.Ordinal);
        Assert.Equal("sum_over_time(slo:bad:rate5m{slo=\"test\"}[3d]) / (sum_over_time(slo:events:rate5m{slo=\"test\"}[3d]) > 0)", ratios[3.Days()].Expr.ToString());
    }

    [Fact]
    public void Latency_asks_for_a_declared_bucket() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Indicator.Latency(PlatformMetrics.ApiRequestDuration, 0.4, l => l.Service));

    [Fact]
    public void A_native_histogram_takes_any_bound()
    {
        var native = Indicator.NativeLatency(PlatformMetrics.ApiRequestDuration, 0.4, l => l.Service);
        Assert.Contains("histogram_fraction(0, 0.4, sum by (service) (rate(analytics_platform_api_request_duration_seconds[5m])))", native.Bad(5.Minutes()).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void States_count_looks_as_events()
    {
        var up = Indicator.Up("up", ExternalMetrics.ProbeSuccess.Series(), l => l.Instance);
        Assert.Equal("sum by (instance) (count_over_time(probe_success[5m]) - sum_over_time(probe_success[5m])) / 300", up.Bad(5.Minutes()).ToString());
        var fresh = Indicator.State("fresh", PipelineMetrics.OldestUnprocessedAge.Series(), age => age > 60, 1.Minutes());
        Assert.Equal("sum(sum_over_time((analytics_pipeline_oldest_unprocessed_age_seconds > bool 60)[5m:1m])) / 300", fresh.Bad(5.Minutes()).ToString());
    }

    [Fact]
    public void A_ratio_of_others_leaves_out_what_is_no_number()
    {
        var ratio = Indicator.Ratio("good", DerivedMetrics.SlaErrors.Series(), 1.Minutes(), l => l.Service);
        Assert.Equal("sum by (service) (sum_over_time((sla:errors:ratio >= 0)[1h:1m])) / 3600", ratio.Bad(1.Hours()).ToString());
    }

    [Fact]
    public void Few_events_fire_nothing() => Assert.Contains(
        "sum_over_time(slo:events:rate5m{slo=\"test\"}[1h]) * 60 >= 100", Make(Requests).Alerts[0].Expr.ToString(), StringComparison.Ordinal);

    [Fact]
    public void Time_to_exhaustion_is_the_rest_over_the_burn() => Assert.Equal(
        "clamp_min(slo:budget_remaining:ratio{slo=\"test\"}, 0) * 2592000 / (slo:burn_rate:ratio1h{slo=\"test\"} > 0) or (slo:budget_remaining:ratio{slo=\"test\"} <= 0) * 0",
        Make(Requests).Recordings.ExhaustionAtHourlyBurn.Expr.ToString());

    [Fact]
    public void Long_windows_that_add_up_slices_fire_half_a_slice_later()
    {
        var simulation = SloSimulation.Of(Make(Requests), 0.02m);
        Assert.Equal(
            [TimeSpan.FromMinutes(43.2), TimeSpan.FromMinutes(108 + 2.5), TimeSpan.FromMinutes(216 + 2.5), TimeSpan.FromMinutes(216 + 2.5)],
            simulation.Tiers.Select(tier => TimeSpan.FromSeconds(Math.Round(tier.FiresAfter!.Value.TotalSeconds))));
        Assert.Equal(TimeSpan.FromHours(36), simulation.ExhaustedAfter);
    }

    private static ServiceObjective Make(Indicator indicator, decimal objective = 99.9m, BudgetWindow? window = null) => new("test", objective, indicator)
    {
        Title = "Test", Team = Nobody, Impact = "None.", Window = window ?? BudgetWindow.Rolling(30),
    };
}
