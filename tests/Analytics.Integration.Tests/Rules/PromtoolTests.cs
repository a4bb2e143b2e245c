using Analytics.Rules.Output;
using Analytics.Rules.Slo;

namespace Analytics.Integration.Tests.Rules;

/// <summary>The rules before the real promtool.</summary>
public sealed class PromtoolTests
{
    public static TheoryData<string> TestFiles => [.. Files("*.tests.yml")];

    [Fact]
    public async Task Promtool_takes_every_rule_file() => await PromtoolRun.SucceedsAsync(["check", "rules", "--lint-fatal", .. Files("*.rules.yml")]);

    [Theory]
    [MemberData(nameof(TestFiles))]
    public async Task Alerts_fire_when_they_must_and_only_then(string file) => await PromtoolRun.SucceedsAsync(["test", "rules", file]);

    /// <summary>Two percent of errors from the sixth hour on: the simulation says that the page fires 43 minutes and 12 seconds later.</summary>
    [Fact]
    public async Task The_page_of_an_SLO_fires_when_the_simulation_says_so()
    {
        var folder = Directory.CreateTempSubdirectory("analytics-slo-");
        try
        {
            var slo = SloSpecReader.Read("""
                version: prometheus/v1
                service: shop
                slos:
                  - name: availability
                    objective: 99.9
                    sli: { raw: { error_ratio_query: 'avg_over_time(error_ratio[{{.window}}])' } }
                    alerting: { name: ShopBurns, ticket_alert: { disable: true } }
                """, "shop.yml").Slos.Single();
            var after = SloSimulation.Of(slo, 0.02m).Tiers.Min(tier => tier.FiresAfter)!.Value;
            var before = (int)Math.Floor(after.TotalMinutes) - 1;
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "shop.rules.yml"), RuleText.Prometheus(SloRules.Of(slo), "test"), TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "shop.tests.yml"), $$"""
                rule_files: [shop.rules.yml]
                evaluation_interval: 1m
                tests:
                  - interval: 1m
                    input_series: [{ series: error_ratio, values: '0x359 0.02x120' }]
                    promql_expr_test:
                      - { expr: 'count(ALERTS{alertstate="firing"})', eval_time: {{360 + before}}m, exp_samples: [] }
                      - { expr: 'count(ALERTS{alertstate="firing"})', eval_time: {{360 + before + 3}}m, exp_samples: [{ labels: '{}', value: 1 }] }
                """, TestContext.Current.CancellationToken);
            await PromtoolRun.SucceedsAsync(["test", "rules", Path.Combine(folder.FullName, "shop.tests.yml")]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IEnumerable<string> Files(string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "alert-rules"), pattern, SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Repository.Root, file)).Order();
}
