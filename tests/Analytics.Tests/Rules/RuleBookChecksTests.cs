using Analytics.Catalog;
using Analytics.PromQL;
using Analytics.Rules;
using Analytics.Rules.Lint;

namespace Analytics.Tests.Rules;

/// <summary>One seeded mistake each, and the finding that names it.</summary>
public sealed class RuleBookChecksTests : IDisposable
{
    private static readonly Team Nobody = new("nobody", "nothing");
    private readonly string _root = Directory.CreateTempSubdirectory("analytics-checks-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Two_rules_of_one_name() => Finds("rule/duplicate-name", Good(), Good());

    [Fact]
    public void An_alert_that_compares_nothing() => Finds("alert/always-fires", Make("Always", PipelineMetrics.LogSize.Series()));

    [Fact]
    public void A_metric_that_nobody_declares() => Finds("rule/unknown-metric", Make("Ghost", Promql.Metric("ghosts_total") > 0));

    [Fact]
    public void A_name_that_is_no_page() => Finds("alert/name", Make("not a name", PipelineMetrics.LogSize.Series() > 0));

    [Fact]
    public void A_label_that_is_a_property() => Finds("alert/reserved-label", Good() with { Labels = new(StringComparer.Ordinal) { ["severity"] = "critical" } });

    [Fact]
    public void A_template_that_names_a_label_which_was_aggregated_away() => Finds("alert/template-label",
        new Alert("Dropped", PlatformMetrics.ApiRequests.Rate(5.Minutes()).SumBy(l => l.Service) > 1)
        {
            Priority = Priority.P3, Team = Nobody, Signal = "test", Summary = Template.LabelOf(PlatformMetrics.ApiRequests.Labels.Route), Description = "d",
        });

    [Fact]
    public void A_label_that_a_recording_has_dropped_is_gone_for_its_users_too()
    {
        var recording = new Recording("service:requests:rate5m", PlatformMetrics.ApiRequests.Rate(5.Minutes()).SumBy(l => l.Service));
        Finds("alert/template-label", recording, Make("Dropped", recording.Series > 1) with { Summary = "{{ $labels.route }}" });
        Assert.DoesNotContain(RuleBookChecks.Run(Book(recording, Make("Kept", recording.Series > 1) with { Summary = "{{ $labels.service }}" }), CatalogIndex.Default, _root),
            finding => finding.Rule == "alert/template-label");
    }

    [Fact]
    public void A_rate_of_a_gauge_written_by_name() => Finds("promql/rate-on-gauge", Make("Wrong", Promql.Metric("analytics_pipeline_log_size_bytes").Range(5.Minutes()).Rate() > 0));

    [Fact]
    public void An_alert_without_runbook() => Finds("alert/runbook-missing", Good());

    [Fact]
    public void An_alert_without_test() => Finds("alert/untested", Good());

    [Fact]
    public void A_runbook_that_nobody_has_written()
    {
        var alert = Good();
        var book = Book(alert);
        var page = book.Runbooks(_root, CatalogIndex.Default).Files.Single();
        Write(page.Path, page.Content);
        Assert.Contains(RuleBookChecks.Run(book, CatalogIndex.Default, _root), finding => finding.Rule == "alert/runbook-unwritten");

        Write(page.Path, page.Content.Replace("_Nobody has written this part yet._", "Look at the disk, then at the database, then call whoever changed something last; they know.", StringComparison.Ordinal));
        Assert.DoesNotContain(RuleBookChecks.Run(book, CatalogIndex.Default, _root), finding => finding.Rule.StartsWith("alert/runbook", StringComparison.Ordinal));
    }

    [Fact]
    public void What_people_wrote_on_a_page_survives_generation()
    {
        var book = Book(Good());
        var first = book.Runbooks(_root, CatalogIndex.Default).Files.Single();
        Write(first.Path, first.Content + "\n## Mine\n\nKeep me.\n");
        var changed = Book(Good() with { Priority = Priority.P0 });
        var second = changed.Runbooks(_root, CatalogIndex.Default).Files.Single().Content;
        Assert.EndsWith("\n## Mine\n\nKeep me.\n", second, StringComparison.Ordinal);
        Assert.Contains("P0: answer immediately", second, StringComparison.Ordinal);
        Assert.DoesNotContain("P3: answer", second, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("requests")]
    [InlineData("service:requests")]
    [InlineData("service:requests:Rate5m")]
    [InlineData("service::rate5m")]
    public void A_recording_is_named_level_metric_operation(string name) =>
        Assert.Throws<ArgumentException>(() => new Recording(name, PipelineMetrics.LogSize.Series()));

    private static Alert Good() => Make("LogNotEmpty", PipelineMetrics.LogSize.Series() > 0);

    private static Alert Make(string name, InstantVector expr) =>
        new(name, expr) { Priority = Priority.P3, Team = Nobody, Signal = "test", Summary = "s", Description = "d" };

    private static RuleBook Book(params Rule[] rules) =>
        new([new RuleFile(typeof(RuleBookChecksTests), new RuleGroup("seeded", rules))]) { Links = new Links("", "http://localhost:3000") };

    private void Finds(string rule, params Rule[] rules) =>
        Assert.Contains(RuleBookChecks.Run(Book(rules), CatalogIndex.Default, _root), finding => finding.Rule == rule);

    private void Write(string path, string text)
    {
        var file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
