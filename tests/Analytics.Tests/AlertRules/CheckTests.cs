using Analytics.Cli.Authoring;
using Analytics.Rules;

namespace Analytics.Tests.AlertRules;

/// <summary>`analytics check` over a copy of the checkout with one thing wrong. What is wrong in C# is shown beside its rule: RuleBookChecksTests, RoutingChecksTests, CompilerTests.</summary>
public sealed class CheckTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("analytics-check-").FullName;

    public CheckTests()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "alert-rules"), "*", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "dashboards"), "*.json", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "collector-config"), "*.y*ml", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "exporters", "Analytics.Catalog"), "catalog*"))
            .Where(file => !file.Contains("node_modules", StringComparison.Ordinal)))
        {
            Write(Path.GetRelativePath(Repository.Root, file), File.ReadAllText(file));
        }
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_clean_checkout_has_no_finding_about_rules_routing_and_runbooks() => Assert.Empty(Findings());

    [Fact]
    public void A_stale_rule_file()
    {
        var path = "alert-rules/Platform/Databases.rules.yml";
        Write(path, Read(path).Replace("for: 1m", "for: 2m", StringComparison.Ordinal));
        Finds(path, "generated/stale", "Analytics.AlertRules.Platform.Databases makes another text now; run `./analytics generate`");
    }

    [Fact]
    public void An_orphan()
    {
        Write("alert-rules/Platform/Gone.rules.yml", "groups: []\n");
        Finds("alert-rules/Platform/Gone.rules.yml", "generated/orphaned", "nothing makes this file any more");
    }

    [Fact]
    public void A_runbook_whose_alert_is_gone()
    {
        Write("alert-rules/runbooks/Gone.md", Read("alert-rules/runbooks/DatabaseDown.md"));
        Finds("alert-rules/runbooks/Gone.md", "generated/orphaned", "nothing makes this file any more");
    }

    [Fact]
    public void A_missing_runbook()
    {
        File.Delete(Path.Combine(_root, "alert-rules/runbooks/DatabaseDown.md"));
        Finds("alert-rules/runbooks/DatabaseDown.md", "alert/runbook-missing", "DatabaseDown has no runbook: nobody woken by it would know what to do");
    }

    [Fact]
    public void A_configuration_of_Alertmanager_that_somebody_edited()
    {
        Write(RoutingFile, Read(RoutingFile).Replace("receiver: cto", "receiver: forgotten", StringComparison.Ordinal));
        Finds(RoutingFile, "generated/stale", "Analytics.AlertRules.Routing.AlertRouting makes another text now");
    }

    [Fact]
    public void A_page_test_that_fails()
    {
        Write("alert-rules/Routing/More.pages.yml", "tests:\n  - name: The CTO is told of everything\n    at: 2026-03-10T10:00:00Z\n    firing: [DatabaseDown]\n    told: { cto: [DatabaseDown] }\n");
        Finds("alert-rules/Routing/More.pages.yml", "pages/failed", "\"The CTO is told of everything\": told: expected \"cto: DatabaseDown\", which does not happen");
    }

    [Fact]
    public void An_alert_whose_test_is_gone()
    {
        Write("alert-rules/Business/Costs.tests.yml", "tests: []\n");
        Finds("alert-rules/Business/Costs.tests.yml", "alert/untested", "no test expects CostsRising to fire");
    }

    private const string RoutingFile = "collector-config/alertmanager.yml";

    private IEnumerable<Finding> Findings() =>
        CheckCommand.Own(_root).Where(finding => finding.File is { } file && (file.StartsWith(RuleBook.Room, StringComparison.Ordinal) || file == RoutingFile));

    private void Finds(string file, string rule, string message) => Assert.Contains(Findings(), finding =>
        finding.File == file && finding.Rule == rule && finding.Severity == FindingSeverity.Error && finding.Message.Contains(message, StringComparison.Ordinal));

    private string Read(string path) => File.ReadAllText(Path.Combine(_root, path));

    private void Write(string path, string text)
    {
        var file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
