using System.Text.RegularExpressions;
using Analytics.Catalog;
using Analytics.Rules.Routing;

namespace Analytics.Rules.Runbooks;

/// <summary>What the generated part of a page is made of, beside the alert itself.</summary>
public sealed partial class RunbookFacts
{
    private readonly RuleBook _book;
    private readonly CatalogIndex _catalog;
    private readonly string _root;
    private readonly Dictionary<Alert, AlertShape> _shapes;
    private readonly Dictionary<string, IReadOnlyList<(string Name, string Text)>> _tests = new(StringComparer.Ordinal);

    /// <param name="book">The rules and their routing.</param>
    /// <param name="catalog">Knows what labels mean.</param>
    /// <param name="root">The checkout, with the tests of the rules.</param>
    public RunbookFacts(RuleBook book, CatalogIndex catalog, string root)
    {
        (_book, _catalog, _root) = (book, catalog, root);
        _shapes = new(ReferenceEqualityComparer.Instance);
        foreach (var shape in book.Shapes(catalog))
        {
            _shapes[shape.Alert] = shape;
        }
    }

    public Links Links => _book.Links;

    public RuleFile FileOf(Alert alert) => _shapes[alert].File;

    /// <summary>Who hears of the alert, how soon, and when not; the ladder after it. One sentence a line.</summary>
    public IEnumerable<string> Hearing(Alert alert)
    {
        if (_book.Routing is not { } plan)
        {
            yield break;
        }

        foreach (var match in plan.Match(FiringAlert.Of(alert, []).Labels))
        {
            var ways = match.Receiver.Deliveries.Count == 0 ? "boards only" : string.Join(", ", match.Receiver.Deliveries.Select(delivery => delivery.InWords));
            var when = match.Route.Mute.Count > 0 ? $", not during {string.Join(" and ", match.Route.Mute)}" : match.Route.Active.Count > 0 ? $", only during {string.Join(" and ", match.Route.Active)}" : string.Empty;
            yield return $"{match.Receiver.Who} ({ways}){when}; again after {match.RepeatInterval}";
        }

        var steps = alert.Labels.ContainsKey(AlertLabels.Escalation.Key) ? [] : plan.Ladder.Where(step => step.Of == alert.Priority).ToList();
        if (steps.Count > 0)
        {
            yield return "if nobody takes it on: " + string.Join(", ", steps.Select(step => $"{step.Receiver.Who} after {step.After}"));
        }
    }

    /// <summary>The labels of the alert that its series decide, each with what it means.</summary>
    public IEnumerable<(string Label, string Meaning)> Labels(Alert alert) => _shapes[alert].FromResult.Where(label => label != PlatformLabels.Origin.Name).Select(label => (label, MeaningOf(label)));

    /// <summary>The names of the tests that expect the alert to fire.</summary>
    public IEnumerable<string> Tests(Alert alert)
    {
        var path = FileOf(alert).TestPath;
        if (!_tests.TryGetValue(path, out var tests))
        {
            var file = Path.Combine(_root, path);
            _tests[path] = tests = File.Exists(file) ? [.. TestOf().Matches(File.ReadAllText(file)).Select(match => (match.Groups[1].Value.Trim(), match.Value))] : [];
        }

        return tests.Where(test => test.Text.Contains($"alertname=\"{alert.Name}\"", StringComparison.Ordinal) || test.Text.Contains($"alertname: {alert.Name}\n", StringComparison.Ordinal))
            .Select(test => test.Name).Distinct(StringComparer.Ordinal);
    }

    private string MeaningOf(string name) =>
        _catalog.Metrics.SelectMany(metric => metric.LabelSet.Own).Append(PlatformLabels.Job).Append(PlatformLabels.Instance)
            .FirstOrDefault(label => label.Name == name) is { } label
            ? label.Help + (label.Values is { } values ? $" One of {string.Join(", ", values)}." : string.Empty)
            : name == "alertname" ? "The alert." : "Set by the rule, or by the scrape configuration.";

    [GeneratedRegex("^  - name: (.*)\\n(?:(?!  - name: ).*\\n?)*", RegexOptions.Multiline)]
    private static partial Regex TestOf();
}
