using Analytics.PromQL.Analysis;
using Analytics.PromQL.Syntax;
using Analytics.Rules.Lint;
using Analytics.Rules.Output;

namespace Analytics.Rules.Routing;

/// <summary>What is known of an alert's labels before it has ever fired: those its rule sets, and those its expression's result can have.</summary>
public sealed class AlertShape
{
    private readonly LabelSet _result;
    private readonly IReadOnlySet<string> _added;

    private AlertShape(Alert alert, RuleFile file, LabelSet result, IReadOnlySet<string> added)
    {
        Alert = alert;
        File = file;
        Fixed = new(PlainRule.LabelsOf(alert).Where(label => !label.Value.Contains("{{", StringComparison.Ordinal)), StringComparer.Ordinal) { ["alertname"] = alert.Name };
        Templated = PlainRule.LabelsOf(alert).Keys.Except(Fixed.Keys, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        _result = result;
        _added = added;
    }

    public Alert Alert { get; }

    public RuleFile File { get; }

    /// <summary>The labels that the rule sets to one value.</summary>
    public Dictionary<string, string> Fixed { get; }

    /// <summary>The labels that the rule sets from a template.</summary>
    public IReadOnlySet<string> Templated { get; }

    /// <summary>The shapes of all alerts.</summary>
    /// <param name="files">The rule files.</param>
    /// <param name="known">What is known of metrics.</param>
    /// <param name="scrapeLabels">Labels that scrape configurations add, where an expression leaves them.</param>
    public static IReadOnlyList<AlertShape> Of(IEnumerable<RuleFile> files, CatalogKnowledge known, IReadOnlySet<string> scrapeLabels) =>
    [
        .. from file in files
           from alert in file.Alerts
           select new AlertShape(alert, file, ExpressionAnalysis.Of(alert.Expr.Syntax, known.Of).Result.Labels!, scrapeLabels),
    ];

    /// <summary>Made by the escalation ladder of other alerts, whose labels it bears too.</summary>
    public bool IsRung => Fixed.ContainsKey(AlertLabels.Escalation.Key);

    /// <summary>The labels that the expression's result can have and the rule does not set, by name.</summary>
    public IEnumerable<string> FromResult => _result.Known.Where(label => label.Value.Presence != Presence.Impossible).Select(label => label.Key)
        .Where(label => !Fixed.ContainsKey(label) && !Templated.Contains(label));

    /// <summary>Whether the alert can bear the label.</summary>
    public bool MayCarry(string label) => Fixed.ContainsKey(label) || Templated.Contains(label) || ResultPresence(label) != Presence.Impossible;

    /// <summary>Whether some alert of this rule can meet all matchers.</summary>
    public bool MayMatch(IEnumerable<LabelMatcher> matchers) => matchers.All(MayMatch);

    /// <summary>Whether every alert of this rule meets all matchers.</summary>
    public bool MustMatch(IEnumerable<LabelMatcher> matchers) => matchers.All(MustMatch);

    /// <summary>Whether an alert of this rule and one of another can agree in a label; two that both lack it agree.</summary>
    public bool MayAgree(AlertShape other, string label) =>
        Fixed.TryGetValue(label, out var own) && other.Fixed.TryGetValue(label, out var others) ? own == others
        : (MayCarry(label) && other.MayCarry(label)) || (MayLack(label) && other.MayLack(label));

    private bool MayMatch(LabelMatcher matcher) => Fixed.TryGetValue(matcher.Name, out var value) ? matcher.MatchesValue(value)
        : !MayCarry(matcher.Name) ? matcher.MatchesValue(string.Empty)
        : MayLack(matcher.Name) || !MatchesOnlyMissing(matcher);

    private bool MustMatch(LabelMatcher matcher) => Fixed.TryGetValue(matcher.Name, out var value) ? matcher.MatchesValue(value)
        : !MayCarry(matcher.Name) ? matcher.MatchesValue(string.Empty)
        : !MayLack(matcher.Name) && matcher is { Operator: MatchOperator.NotEqual, Value: "" } or { Operator: MatchOperator.Matches, Value: ".+" or ".*" };

    private bool MayLack(string label) => !Fixed.ContainsKey(label) && !Templated.Contains(label) && ResultPresence(label) != Presence.Guaranteed;

    private static bool MatchesOnlyMissing(LabelMatcher matcher) => matcher is { Operator: MatchOperator.Equal, Value: "" } or { Operator: MatchOperator.DoesNotMatch, Value: ".+" };

    /// <summary>What nothing is known of is not there, unless a scrape configuration is known to add it.</summary>
    private Presence ResultPresence(string label) =>
        _result.Known.Any(known => known.Key == label) ? _result[label].Presence
        : _result.Others.Presence != Presence.Impossible && _added.Contains(label) ? Presence.Possible
        : Presence.Impossible;
}
