using Analytics.PromQL.Printing;
using Analytics.Rules.Slo;

namespace Analytics.Tests.Rules;

public sealed class OpenSloTests
{
    private const string Spec = """
        apiVersion: openslo/v1
        kind: SLO
        metadata: { name: requests, displayName: Requests }
        spec:
          service: search
          indicator:
            metadata: { name: requests }
            spec:
              ratioMetric:
                counter: true
                bad: { metricSource: { type: Prometheus, spec: { query: 'sum(http_total{code=~"5.."})' } } }
                total: { metricSource: { type: Prometheus, spec: { query: 'sum(http_total)' } } }
          timeWindow: [{ duration: 4w, isRolling: true }]
          budgetingMethod: Occurrences
          objectives: [{ target: 0.999 }]
          alertPolicies: [{ kind: AlertPolicy, metadata: { name: burn } }]
        """;

    [Fact]
    public void Counters_are_rated_over_the_window()
    {
        var slo = Read(Spec);
        Assert.Equal(("search", "requests", 99.9m, 28), (slo.Service, slo.Name, slo.Objective, slo.PeriodDays));
        Assert.Equal(new EventsSli("sum(rate(http_total{code=~\"5..\"}[{{.window}}]))", "sum(rate(http_total[{{.window}}]))"), slo.Sli);
        Assert.Equal("RequestsBudgetBurn", slo.Alerting.Name);
        Assert.NotNull(slo.Alerting.Page);
    }

    [Theory]
    [InlineData("bad: {", "good: {", "1 - ((sum(rate(http_total{code=~\"5..\"}[{{.window}}]))) / (sum(rate(http_total[{{.window}}]))))")]
    [InlineData("sum(http_total{code=~\"5..\"})", "http_total{code=~\"5..\"} offset 5m", "sum(rate(http_total{code=~\"5..\"}[{{.window}}] offset 5m))", true)]
    [InlineData("sum(http_total{code=~\"5..\"})", "sum(http_total{code=~\"5..\"}) # of the shop", "sum(rate(http_total{code=~\"5..\"}[{{.window}}])) # of the shop\n", true)]
    [InlineData("counter: true", "counter: false", "avg_over_time((sum(http_total{code=~\"5..\"}))[{{.window}}:1m])", true)]
    [InlineData("budgetingMethod: Occurrences\n  objectives: [{ target: 0.999 }]", "budgetingMethod: Timeslices\n  objectives: [{ target: 0.999, timeSliceTarget: 0.95, timeSliceWindow: 5m }]",
        "avg_over_time((((sum(rate(http_total{code=~\"5..\"}[5m])))\n/\n(sum(rate(http_total[5m])))) > bool 0.05)[{{.window}}:5m])")]
    [InlineData("budgetingMethod: Occurrences", "budgetingMethod: RatioTimeslices", "avg_over_time(((sum(rate(http_total{code=~\"5..\"}[1m])))\n/\n(sum(rate(http_total[1m]))))[{{.window}}:1m])")]
    public void Other_ways_to_measure_become_ratios_or_events(string right, string wrong, string query, bool events = false)
    {
        var sli = Read(Spec.ReplaceLineEndings("\n").Replace(right, wrong, StringComparison.Ordinal)).Sli;
        Assert.Equal(query, events ? Assert.IsType<EventsSli>(sli).ErrorQuery : Assert.IsType<RawSli>(sli).ErrorRatioQuery);
    }

    /// <summary>Failures of each instance over all requests would meet nowhere.</summary>
    [Fact]
    public void Events_that_nothing_adds_up_are_added_up()
    {
        var slo = Read(Spec.Replace("counter: true", "counter: false", StringComparison.Ordinal).Replace("sum(http_total{code=~\"5..\"})", "failures", StringComparison.Ordinal));
        Assert.Equal("avg_over_time((sum(failures))[{{.window}}:1m])", Assert.IsType<EventsSli>(slo.Sli).ErrorQuery);
    }

    [Fact]
    public void A_threshold_is_bad_on_its_other_side()
    {
        var slo = Read("""
            - apiVersion: openslo/v1
              kind: SLI
              metadata: { name: lag }
              spec: { thresholdMetric: { metricSource: { type: prometheus, spec: { query: max(queue_lag) } } } }
            - apiVersion: openslo/v1
              kind: SLO
              metadata: { name: fresh }
              spec:
                service: queue
                indicatorRef: lag
                timeWindow: [{ duration: 1M, isRolling: false, calendar: { startTime: '2026-01-01 00:00:00', timeZone: UTC } }]
                objectives: [{ op: lte, value: 30, targetPercent: 99 }]
            """);
        Assert.Equal(new RawSli("avg_over_time(((max(queue_lag)) > bool 30)[{{.window}}:1m])"), slo.Sli);
        Assert.True(slo.IsCalendarMonth);
        var month = SloRules.Of(slo)[0].Rules[^1];
        Assert.Equal("slo:sli_error:ratio_rate1mo", month.Name);
        Assert.Contains("month(vector(time() - 1)) == max(month(timestamp(", CanonicalPrinter.Print(month.Expr), StringComparison.Ordinal);
    }

    [Fact]
    public void Several_objectives_are_several_promises() => Assert.Equal(
        ["search-requests-0", "search-requests-1"],
        SloSpecReader.Read(Spec.Replace("[{ target: 0.999 }]", "[{ target: 0.999 }, { target: 0.99 }]", StringComparison.Ordinal), "x").Slos.Select(slo => slo.Id));

    [Theory]
    [InlineData("target: 0.999", "target: 99.9", 15)]
    [InlineData("type: Prometheus", "type: Datadog", 11)]
    [InlineData("duration: 4w", "duration: 5w", 13)]
    [InlineData("sum(http_total)", "sum(http_total", 12)]
    [InlineData("budgetingMethod: Occurrences", "budgetingMethod: Guesses", 15)]
    [InlineData("service: search", "servce: search", 5)]
    public void A_mistake_is_found_at_its_place(string right, string wrong, int line) => Assert.Contains(
        SloSpecReader.Read(Spec.Replace(right, wrong, StringComparison.Ordinal), "x.yml").Findings, finding => finding.Place?.Line == line);

    private static SloSpec Read(string text)
    {
        var (slos, findings) = SloSpecReader.Read(text, "x.yml");
        Assert.Empty(findings);
        return slos.Single();
    }
}
