using System.Reflection;
using Analytics.AlertRules;
using Analytics.Catalog;
using Analytics.Rules;
using Analytics.Rules.Lint;
using Analytics.Rules.Output;

namespace Analytics.Tests.AlertRules;

public sealed class AlertRuleBookTests
{
    private static readonly RuleBook Book = AlertRuleBook.Default;

    [Fact]
    public void The_committed_files_say_what_the_code_says() =>
        Assert.Empty(GeneratedTree.Findings(GeneratedTree.Compare(Repository.Root, [Book.RuleFiles, Book.Runbooks(Repository.Root, CatalogIndex.Default)])));

    [Fact]
    public void The_rules_have_no_findings() => Assert.Empty(RuleBookChecks.Run(Book, CatalogIndex.Default, Repository.Root));

    /// <summary>A red test means that a file of rules was written and then forgotten in AlertRuleBook.</summary>
    [Fact]
    public void Every_rule_file_is_in_the_table_of_contents() =>
        Assert.Empty(StaticFields<RuleFile>().Select(file => file.Path).Except(Book.Files.Select(file => file.Path)));

    /// <summary>A red test means that an alert or a recording was written and then left out of its group: it would never be evaluated.</summary>
    [Fact]
    public void Every_declared_rule_is_in_a_group() =>
        Assert.Empty(StaticFields<Rule>().Select(rule => rule.Name).Except(Book.Files.SelectMany(file => file.Rules).Select(rule => rule.Name)));

    [Fact]
    public void Every_domain_has_rules() =>
        Assert.Equal(["Ai", "Business", "Engagement", "Fitness", "Platform"], Book.Files.Select(file => file.Folder).Distinct().Order());

    [Fact]
    public void Recordings_used_in_a_group_are_declared_before_it_or_elsewhere_once() =>
        Assert.Equal(Book.Recordings.Count(), Book.Recordings.DistinctBy(recording => recording.Series.ToString()).Count());

    [Theory]
    [InlineData("HighLatency", "warning", "P2")]
    [InlineData("CriticalLatency", "critical", "P1")]
    [InlineData("ServiceDown", "critical", "P1")]
    [InlineData("DatabaseDown", "critical", "P0")]
    [InlineData("CacheEvicting", "info", "P3")]
    public void Severity_follows_from_the_priority(string name, string severity, string priority)
    {
        var labels = PlainRule.LabelsOf(Book.Alerts.Single(alert => alert.Name == name));
        Assert.Equal((severity, priority), (labels["severity"], labels["priority"]));
    }

    [Fact]
    public void Teams_of_alerts_are_teams_of_ours() => Assert.Empty(Book.Alerts.Select(alert => alert.Team).Except(Teams.All));

    private static IEnumerable<T> StaticFields<T>() => typeof(AlertRuleBook).Assembly.GetTypes()
        .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static))
        .Where(field => typeof(T).IsAssignableFrom(field.FieldType)).Select(field => (T)field.GetValue(null)!);
}
