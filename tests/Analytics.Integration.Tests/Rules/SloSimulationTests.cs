using System.Globalization;
using Analytics.AlertRules;
using Analytics.PromQL;
using Analytics.Rules;
using Analytics.Rules.Output;
using Analytics.Rules.Slo;

namespace Analytics.Integration.Tests.Rules;

/// <summary>What the simulation says of our promises, before the real rule engine: each tier fires at its time and not before, and budgets are what was counted.</summary>
public sealed class SloSimulationTests
{
    private const int HealthyMinutes = 8 * 60;

    private static readonly ServiceObjective Api = ServiceObjectives.All.Single(slo => slo.Name == "api_availability");

    /// <summary>
    /// 8 hours without errors, then three services with 2, 10 and 100 % of them: page and ticket of each fire when the earliest of their pairs does. The
    /// windows of days hold no more than those 8 hours, and a shorter memory fires sooner: of 8 h and t with errors during t, e * t / (8 h + t) > budget.
    /// </summary>
    [Fact]
    public async Task Each_tier_fires_when_the_simulation_says_so()
    {
        var (series, checks) = (string.Empty, string.Empty);
        foreach (var percent in (int[])[2, 10, 100])
        {
            var simulation = SloSimulation.Of(Api, percent / 100m);
            var page = simulation.Tiers.Where(tier => tier.Window.Pages).Min(tier => tier.FiresAfter)!.Value.TotalMinutes;
            var ticket = HealthyMinutes * 0.001 / (percent / 100.0 - 0.001) + 2.5;
            series += $$"""
                      - { series: 'analytics_platform_api_requests_total{service="s{{percent}}",status_class="2xx"}', values: '0+100x{{HealthyMinutes}} {{HealthyMinutes * 100 + 100 - percent}}+{{100 - percent}}x600' }
                      - { series: 'analytics_platform_api_requests_total{service="s{{percent}}",status_class="5xx"}', values: '0x{{HealthyMinutes}} {{percent}}+{{percent}}x600' }

                """;
            checks += Fires("ApiAvailabilityBurnsFast", percent, page) + Fires("ApiAvailabilityBurnsSlowly", percent, ticket);
        }

        await PromtoolRun.TestAsync(Rules(Api), $"  - interval: 1m\n    input_series:\n{series}    promql_expr_test:\n{checks}");
    }

    /// <summary>
    /// A busy hour with 1 % of errors and a quiet one with 50 %: 60 bad of 6,000 and 30 bad of 60. Weighted by events that is 1.485 %; a mean of the two
    /// hours' ratios would be 25.5 %.
    /// </summary>
    [Fact]
    public async Task The_budget_counts_events_not_minutes() => await PromtoolRun.TestAsync(Rules(Api), """
          - interval: 1m
            input_series:
              - { series: 'analytics_platform_api_requests_total{service="shop",status_class="2xx"}', values: '0x10 0+99x60 5940.5+0.5x60 5970x60' }
              - { series: 'analytics_platform_api_requests_total{service="shop",status_class="5xx"}', values: '0x10 0+1x60 60.5+0.5x60 90x60' }
            promql_expr_test:
              - { expr: 'round(slo:errors:ratio_window{slo="api_availability"}, 0.0001)', eval_time: 190m, exp_samples: [{ labels: '{service="shop",slo="api_availability"}', value: 0.0149 }] }
              - { expr: 'round(slo:budget_remaining:ratio{slo="api_availability"}, 0.1)', eval_time: 190m, exp_samples: [{ labels: '{service="shop",slo="api_availability"}', value: -13.9 }] }
              - { expr: 'slo:exhaustion_seconds:burn6h{slo="api_availability"}', eval_time: 190m, exp_samples: [{ labels: 'slo:exhaustion_seconds:burn6h{service="shop",slo="api_availability"}', value: 0 }] }
              - { expr: 'slo:errors:ratio5m{slo="api_availability"}', eval_time: 190m, exp_samples: [] }
        """);

    /// <summary>The first of February, 1970: what January spent is forgiven, and the hour that ended at midnight was January's.</summary>
    [Fact]
    public async Task The_calendar_month_begins_with_a_fresh_budget()
    {
        var payments = ServiceObjectives.All.Single(slo => slo.Name == "payments");
        await PromtoolRun.TestAsync(Rules(payments), """
              - interval: 1h
                input_series:
                  - { series: 'analytics_business_payments_completed_total{plan="basic_monthly",currency="EUR"}', values: '0+50x744 37200+100x10' }
                  - { series: 'analytics_business_payments_failed_total{plan="basic_monthly",failure="error"}', values: '0+50x744 37200+0x10' }
                promql_expr_test:
                  - { expr: 'round(slo:errors:ratio_window, 0.01)', eval_time: 743h, exp_samples: [{ labels: '{plan="basic_monthly",slo="payments"}', value: 0.5 }] }
                  - { expr: 'round(slo:errors:ratio_window, 0.01)', eval_time: 747h, exp_samples: [{ labels: '{plan="basic_monthly",slo="payments"}', value: 0 }] }
            """, evaluation: "1h", scrape: "[2h]");
    }

    /// <summary>A native histogram: 0.3 of its observations above the bound.</summary>
    [Fact]
    public async Task A_native_histogram_is_split_at_any_bound()
    {
        var slo = new ServiceObjective("native", 99, Indicator.NativeLatency(Catalog.PlatformMetrics.ApiRequestDuration, 2, l => l.Service))
        {
            Title = "Native", Team = Teams.Platform, Impact = "None.",
        };
        await PromtoolRun.TestAsync(Rules(slo), """
              - interval: 1m
                input_series:
                  - { series: 'analytics_platform_api_request_duration_seconds{service="shop"}', values: '{{schema:0 sum:0 count:0 buckets:[0 0 0]}}+{{schema:0 sum:20 count:10 buckets:[0 7 3]}}x60' }
                promql_expr_test:
                  - { expr: 'round(slo:errors:ratio30m, 0.001)', eval_time: 50m, exp_samples: [{ labels: '{service="shop",slo="native"}', value: 0.3 }] }
            """);
    }

    private static string Rules(ServiceObjective slo) => RuleText.Prometheus(PlainGroup.Of(new RuleFile(typeof(AlertRules.Platform.Slos), [.. slo.Groups]), new Links("", "")), "test");

    /// <summary>Silent two minutes before, firing three minutes after: rules are evaluated by the minute, and rates reach half a scrape back.</summary>
    private static string Fires(string alert, int percent, double minutes)
    {
        var (before, after) = ((int)Math.Max(0, Math.Floor(minutes) - 2), (int)Math.Ceiling(minutes) + 3);
        var expr = $"count(ALERTS{{alertstate=\"firing\",alertname=\"{alert}\",service=\"s{percent}\"}})";
        return string.Create(CultureInfo.InvariantCulture, $$"""
                  - { expr: '{{expr}}', eval_time: {{HealthyMinutes + before}}m, exp_samples: [] }
                  - { expr: '{{expr}}', eval_time: {{HealthyMinutes + after}}m, exp_samples: [{ labels: '{}', value: 1 }] }

            """);
    }
}
