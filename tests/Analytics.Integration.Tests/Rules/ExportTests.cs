using Analytics.AlertRules;
using Analytics.Rules.Lint;
using Analytics.Rules.Output;

namespace Analytics.Integration.Tests.Rules;

/// <summary>The rule book in other systems' formats: the same rules, and the parts that a real tool here can read are read by it.</summary>
public sealed class ExportTests
{
    [Fact]
    public async Task Promtool_reads_Mimirs_files_and_finds_the_same_rules()
    {
        var folder = Directory.CreateTempSubdirectory("analytics-export-");
        try
        {
            var paths = AlertRuleBook.Default.Files.Select(file => Path.Combine(folder.FullName, $"{file.Folder}{file.Name}.yml")).ToList();
            foreach (var (file, path) in AlertRuleBook.Default.Files.Zip(paths))
            {
                await File.WriteAllTextAsync(path, RuleText.Mimir(PlainGroup.Of(file, AlertRuleBook.Default.Links), file.Name.ToLowerInvariant(), "test"), TestContext.Current.CancellationToken);
            }

            // Mimir's one key more than Prometheus' is what must be ignored.
            await PromtoolRun.SucceedsAsync(["check", "rules", "--lint-fatal", "--ignore-unknown-fields", .. paths]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The operator writes <c>spec</c> into a rule file: it is what Prometheus reads already.</summary>
    [Fact]
    public void A_PrometheusRule_holds_the_rules_of_the_file() => Assert.All(AlertRuleBook.Default.Files, file =>
    {
        var groups = PlainGroup.Of(file, AlertRuleBook.Default.Links);
        var (read, findings) = RuleFileReader.Read(RuleText.Operator(groups, "analytics-test", "test", "test"), "x");
        Assert.Empty(findings);
        Assert.Equal(RuleText.Prometheus(groups, "x"), RuleText.Prometheus(read, "x"));
    });
}
