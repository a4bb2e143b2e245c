using Analytics.Catalog;
using Analytics.Rules;
using Analytics.Rules.Lint;

namespace Analytics.Tests.Rules;

public sealed class RuleFileLintTests
{
    private const string Good = """
        groups:
          - name: a
            rules:
              - alert: LogFull
                expr: analytics_pipeline_log_size_bytes > 100
        """;

    [Fact]
    public void A_good_file_has_no_findings() => Assert.Empty(Run(Good));

    [Theory]
    [InlineData("analytics_pipeline_log_size_bytes >", "rate(analytics_pipeline_log_size_bytes[5m]) >", "promql/rate-on-gauge", 5)]
    [InlineData("> 100", "> > 100", "promql/syntax", 5)]
    [InlineData("alert: LogFull", "record: log", "recording/name", 4)]
    [InlineData("alert: LogFull", "alarm: LogFull", "rules/shape", 4)]
    [InlineData("expr:", "exp:", "rules/shape", 4)]
    [InlineData("- name: a", "- nam: a", "rules/shape", 2)]
    [InlineData("groups:", "groups: [", "rules/yaml", 5)]
    [InlineData("> 100", "> 100\n        annotations: { summary: '{{ $labels.job' }", "alert/template", 6)]
    [InlineData("> 100", "> 100\n        labels: { name: '{{ upper $labels.job }}' }", "alert/template", 6)]
    [InlineData("> 100", "> 100\n        labels: { severity: page }\n        annotations: { summary: '{{ $labels.severity }}' }", "alert/template-label", 5)]
    [InlineData("> 100", "> 100\n        annotations: { summary: '{{ .Labels.route }}' }", "alert/template-label", 5)]
    [InlineData("> 100", "> 100\n        annotations: { summary: '{{ index $labels \"route\" }}' }", "alert/template-label", 5)]
    [InlineData("> 100", "> 100\n        labels: { __name__: x }", "rules/shape", 6)]
    public void A_mistake_is_found_at_its_place(string right, string wrong, string rule, int line) =>
        Assert.Contains(Run(Good.Replace(right, wrong, StringComparison.Ordinal)), finding => finding.Rule == rule && finding.Place is { } place && (rule == "rules/yaml" || place.Line == line));

    [Theory]
    [InlineData("groups:\n  - name: a\n  - name: a\n", "rules/duplicate-group")]
    [InlineData("groups: 12", "rules/shape")]
    [InlineData("- just\n- a list", "rules/shape")]
    [InlineData("groups: [a, {b: c}, 12]", "rules/shape")]
    public void Nonsense_is_a_finding(string text, string rule) => Assert.Contains(Run(text), finding => finding.Rule == rule);

    [Fact]
    public void Ten_thousand_brackets_and_ten_thousand_parentheses_are_findings()
    {
        Assert.Equal("rules/yaml", Assert.Single(Run("a: " + new string('[', 10_000))).Rule);
        Assert.Equal("promql/syntax", Assert.Single(Run(Good.Replace("> 100", "> " + new string('(', 10_000), StringComparison.Ordinal))).Rule);
    }

    private static IReadOnlyList<Finding> Run(string text) => RuleFileLint.Run(text, "x.yml", CatalogIndex.Default, []);
}
