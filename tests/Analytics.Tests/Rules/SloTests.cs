using Analytics.PromQL.Parsing;
using Analytics.PromQL.Syntax;
using Analytics.Rules.Output;
using Analytics.Rules.Slo;

namespace Analytics.Tests.Rules;

public sealed class SloTests
{
    private const string Spec = """
        version: prometheus/v1
        service: shop
        labels: { owner: web }
        slos:
          - name: availability
            objective: 99.9
            sli:
              events:
                error_query: sum(rate(http_requests_total{code=~"5.."}[{{.window}}]))
                total_query: sum(rate(http_requests_total[{{.window}}]))
            alerting:
              name: ShopBurns
              labels: { category: availability }
              page_alert: { labels: { severity: page } }
        """;

    private const string Id = "{sloth_id=\"shop-availability\", sloth_service=\"shop\", sloth_slo=\"availability\"}";

    private static SloSpec Slo => SloSpecReader.Read(Spec, "shop.yml").Slos.Single();

    [Theory]
    [InlineData(30, "14.4", "6", "3", "1")]
    [InlineData(28, "13.44", "5.6", "2.8", "0.9333333333333333")]
    [InlineData(90, "43.2", "18", "9", "3")]
    public void Factors_follow_from_the_share_of_the_budget_exactly(int days, params string[] factors) =>
        Assert.Equal(factors, BurnWindow.All.Select(window => SloSpec.Number(window.Factor(days))));

    /// <summary>Sloth's shape, compared as trees: layout and the order of labels mean nothing.</summary>
    [Fact]
    public void Alerts_are_those_of_Sloth()
    {
        var page = SloRules.Of(Slo)[2].Rules[0];
        Assert.Equal(Tree($$"""
            (
                max(slo:sli_error:ratio_rate5m{{Id}} > (14.4 * 0.001)) without (sloth_window)
                and
                max(slo:sli_error:ratio_rate1h{{Id}} > (14.4 * 0.001)) without (sloth_window)
            )
            or
            (
                max(slo:sli_error:ratio_rate30m{{Id}} > (6 * 0.001)) without (sloth_window)
                and
                max(slo:sli_error:ratio_rate6h{{Id}} > (6 * 0.001)) without (sloth_window)
            )
            """), page.Expr);
        Assert.Equal(("page", "page", "availability"), (page.Labels["severity"], page.Labels["sloth_severity"], page.Labels["category"]));
    }

    [Fact]
    public void Recordings_are_those_of_Sloth()
    {
        var rules = SloRules.Of(Slo).SelectMany(group => group.Rules).Where(rule => !rule.IsAlert).ToDictionary(rule => rule.Name);
        Assert.Equal(15, rules.Count);
        Assert.Equal(Tree("(sum(rate(http_requests_total{code=~\"5..\"}[6h]))) / (sum(rate(http_requests_total[6h])))"), rules["slo:sli_error:ratio_rate6h"].Expr);
        Assert.Equal(Tree($"sum_over_time(slo:sli_error:ratio_rate5m{Id}[30d]) / ignoring (sloth_window) count_over_time(slo:sli_error:ratio_rate5m{Id}[30d])"), rules["slo:sli_error:ratio_rate30d"].Expr);
        Assert.Equal(Tree($"slo:sli_error:ratio_rate5m{Id} / on(sloth_id, sloth_slo, sloth_service) group_left slo:error_budget:ratio{Id}"), rules["slo:current_burn_rate:ratio"].Expr);
        Assert.Equal("vector(1 - 0.999)", rules["slo:error_budget:ratio"].Expr.ToString());
        Assert.Equal(["owner", "sloth_id", "sloth_service", "sloth_slo", "sloth_window"], rules["slo:sli_error:ratio_rate6h"].Labels.Keys.Order());
    }

    [Fact]
    public void Two_percent_errors_page_after_43_minutes()
    {
        var simulation = SloSimulation.Of(Slo, 0.02m);
        Assert.Equal(
            [TimeSpan.FromMinutes(43.2), TimeSpan.FromHours(1.8), TimeSpan.FromHours(3.6), TimeSpan.FromHours(3.6)],
            simulation.Tiers.Select(tier => TimeSpan.FromSeconds(Math.Round(tier.FiresAfter!.Value.TotalSeconds))));
        Assert.Equal(TimeSpan.FromHours(36), simulation.ExhaustedAfter);
        Assert.All(SloSimulation.Of(Slo, 0.0005m).Tiers, tier => Assert.Null(tier.FiresAfter));
    }

    [Theory]
    [InlineData("objective: 99.9", "objective: 100", "slo/spec", 6)]
    [InlineData("sum(rate(http_requests_total[{{.window}}]))", "sum(rate(http_requests_total))", "slo/spec", 10)]
    [InlineData("prometheus/v1", "prometheus/v9", "slo/spec", 1)]
    [InlineData("service: shop", "servce: shop", "slo/spec", 1)]
    [InlineData("service: shop", "service: my shop!", "slo/spec", 2)]
    [InlineData("labels: { owner: web }", "labels: { owner: [web }", "slo/yaml", 3)]
    [InlineData("total_query: sum(rate(http_requests_total[{{.window}}]))", "total_query: sum(rate(http_requests_total[5m]))", "slo/spec", 10)]
    [InlineData("total_query: sum(rate(http_requests_total[{{.window}}]))", "total_query: http_requests_total[{{.window}}]", "slo/spec", 10)]
    [InlineData("    alerting:", "      raw: { error_ratio_query: 'x' }\n    alerting:", "slo/spec", 11)]
    public void A_mistake_is_found_at_its_place(string right, string wrong, string rule, int line)
    {
        var (_, findings) = SloSpecReader.Read(Spec.Replace(right, wrong, StringComparison.Ordinal), "shop.yml");
        Assert.Contains(findings, finding => finding.Rule == rule && finding.Place?.Line == line);
    }

    [Fact]
    public void A_promise_declared_again_is_found_there()
    {
        var finding = Assert.Single(SloSpecReader.Read(Spec + "\n" + Spec[Spec.IndexOf("  - name", StringComparison.Ordinal)..], "shop.yml").Findings);
        Assert.Equal(("slo/duplicate", 15), (finding.Rule, finding.Place?.Line));
    }

    [Fact]
    public void A_comment_in_a_query_ends_with_it()
    {
        var rules = SloRules.Of(SloSpecReader.Read(Spec.Replace("error_query: sum(rate(http_requests_total{code=~\"5..\"}[{{.window}}]))",
            "error_query: |\n          sum(rate(http_requests_total{code=~\"5..\"}[{{- .window -}}])) # not 4xx", StringComparison.Ordinal), "shop.yml").Slos.Single());
        Assert.Equal(Tree("(sum(rate(http_requests_total{code=~\"5..\"}[5m]))) / (sum(rate(http_requests_total[5m])))"), rules[0].Rules[0].Expr);
    }

    [Theory]
    [InlineData("")]
    [InlineData("just text")]
    [InlineData("version: prometheus/v1\nslos: 12")]
    public void A_file_without_SLOs_is_a_finding(string text) => Assert.NotEmpty(SloSpecReader.Read(text, "x.yml").Findings);

    [Fact]
    public void Ten_thousand_brackets_are_a_finding() =>
        Assert.Equal("slo/yaml", Assert.Single(SloSpecReader.Read("a: " + new string('[', 10_000), "x.yml").Findings).Rule);

    [Fact]
    public void The_operator_gets_a_PrometheusRule()
    {
        var yaml = RuleText.Operator(SloRules.Of(Slo), "sloth-slo-shop", "header", "SLO");
        Assert.StartsWith("# header\napiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  labels:\n    app.kubernetes.io/component: SLO\n    app.kubernetes.io/managed-by: analytics\n  name: sloth-slo-shop\nspec:\n  groups:\n    - name: ", yaml, StringComparison.Ordinal);
    }

    private static Expr Tree(string text) => Parser.Parse(text).Expression!;
}
