using System.Text.RegularExpressions;
using Analytics.Catalog;
using Analytics.PromQL.Syntax;
using Analytics.Rules.Routing;
using Analytics.Rules.Runbooks;

namespace Analytics.Rules.Lint;

/// <summary>What `analytics check` knows about a rule book without running it.</summary>
public static partial class RuleBookChecks
{
    /// <summary>All findings; <paramref name="root"/> is the checkout with the runbook pages.</summary>
    public static IReadOnlyList<Finding> Run(RuleBook book, CatalogIndex catalog, string root) =>
    [
        .. Names(book),
        .. Metrics(book, catalog),
        .. book.Files.SelectMany(file => file.Alerts.SelectMany(alert => AlertRules(file, alert))),
        .. LabelFlowChecks.Run(book, catalog),
        .. book.Alerts.SelectMany(alert => Runbook(alert, root)),
        .. book.Files.SelectMany(file => Tests(file, root)),
        .. book.Routing is { } plan ? RoutingChecks.Run(plan, book.Shapes(catalog)) : [],
    ];

    private static IEnumerable<Finding> Names(RuleBook book)
    {
        // Rules of one name are one too many, unless they record it under different labels.
        var rules = book.Files.SelectMany(file => file.Rules.Select(rule =>
            (file.Path, Name: rule is Alert || rule.Labels.Count == 0 ? rule.Name : $"{rule.Name}{{{string.Join(", ", rule.Labels.Select(label => $"{label.Key}={label.Value}"))}}}")));
        foreach (var group in rules.GroupBy(pair => pair.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            yield return Finding.Error("rule/duplicate-name", $"{group.Key} is declared {group.Count()} times; rename one", group.Last().Path);
        }

        var groups = book.Files.SelectMany(file => file.Groups.Select(group => (file.Path, group.Name)));
        foreach (var group in groups.GroupBy(pair => pair.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            yield return Finding.Error("rule/duplicate-group", $"group {group.Key} is declared {group.Count()} times; rename one", group.Last().Path);
        }
    }

    private static IEnumerable<Finding> Metrics(RuleBook book, CatalogIndex catalog)
    {
        var recorded = book.Recordings.Select(recording => recording.Name).ToHashSet(StringComparer.Ordinal);
        return from file in book.Files
               from rule in file.Rules
               from selector in Selectors(rule.Expr.Syntax)
               let name = selector.Name ?? "a selector without a name"
               where !recorded.Contains(name) && !IsKnown(catalog, name)
               select Finding.Error("rule/unknown-metric", $"{rule.Name} selects {name}, which neither the catalog nor a recording declares", file.Path);
    }

    private static bool IsKnown(CatalogIndex catalog, string name) =>
        catalog.FindMetric(name) is not null
        || catalog.FindMetric(HistogramSuffix().Replace(name, string.Empty)) is { Kind: MetricKind.Histogram }
        || AlertSeries.IsName(name);

    private static IEnumerable<Finding> AlertRules(RuleFile file, Alert alert)
    {
        if (!AlertName().IsMatch(alert.Name))
        {
            yield return Finding.Error("alert/name", $"{alert.Name} must be PascalCase: it is also the name of a page", file.Path);
        }

        if (!alert.Expr.Syntax.Descend().Any(Filters))
        {
            yield return Finding.Error("alert/always-fires", $"{alert.Name} compares nothing: it fires whenever its metric exists", file.Path);
        }

        foreach (var reserved in alert.Labels.Keys.Where(label => label is "severity" or "priority" or "urgency" or "team" or "signal" or "alertname"))
        {
            yield return Finding.Error("alert/reserved-label", $"{alert.Name} sets the label {reserved} itself; use the property", file.Path);
        }

        foreach (var text in new[] { alert.Summary, alert.Description }.Where(text => text.Length == 0 || text[0] == ' '))
        {
            yield return Finding.Error("alert/empty-text", $"{alert.Name} has an empty summary or description", file.Path);
        }
    }

    private static IEnumerable<Finding> Runbook(Alert alert, string root)
    {
        var path = RuleBook.RunbookOf(alert);
        if (!File.Exists(Path.Combine(root, path)))
        {
            yield return Finding.Error("alert/runbook-missing", $"{alert.Name} has no runbook: nobody woken by it would know what to do; run `./analytics generate` and write the page", path);
        }
        else if (File.ReadAllText(Path.Combine(root, path)) is var text && (text.Contains(RunbookPage.Unwritten, StringComparison.Ordinal) || RunbookPage.WrittenPart(text).Length < 80))
        {
            yield return Finding.Error("alert/runbook-unwritten", $"the runbook of {alert.Name} does not say what to do yet: write its hand-written parts", path);
        }
    }

    private static IEnumerable<Finding> Tests(RuleFile file, string root)
    {
        var path = Path.Combine(root, file.TestPath);
        var text = File.Exists(path) ? File.ReadAllText(path) : string.Empty;
        var tested = TestedAlert().Matches(text).Select(match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        foreach (var alert in file.Alerts.Where(alert => !tested.Contains(alert.Name)))
        {
            yield return Finding.Error("alert/untested", $"no test expects {alert.Name} to fire: add one, in promtool's format", file.TestPath);
        }
    }

    private static bool Filters(Expr expr) => expr is Binary { ReturnBool: false } binary && (binary.Operator.IsComparison() || binary.Operator.IsSet())
        || expr is Call { Function.Name: "absent" or "absent_over_time" };

    private static IEnumerable<VectorSelector> Selectors(Expr expr) => expr.Descend().OfType<VectorSelector>();

    [GeneratedRegex("alertname(?:=\\\"|: )([A-Za-z0-9]+)")]
    private static partial Regex TestedAlert();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex HistogramSuffix();

    [GeneratedRegex("^[A-Z][A-Za-z0-9]+$")]
    private static partial Regex AlertName();
}
