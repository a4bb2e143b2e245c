using System.Text.RegularExpressions;
using Analytics.Catalog;
using Analytics.PromQL.Analysis;

namespace Analytics.Rules.Lint;

/// <summary>Follows labels and units through every rule: dead joins, thresholds in another unit, templates that name a label which was aggregated away.</summary>
internal static partial class LabelFlowChecks
{
    public static IEnumerable<Finding> Run(RuleBook book, CatalogIndex catalog)
    {
        var known = new CatalogKnowledge(catalog, book.Recordings);
        return book.Files.SelectMany(file => file.Rules.SelectMany(rule => OfRule(file, rule, known)));
    }

    private static IEnumerable<Finding> OfRule(RuleFile file, Rule rule, CatalogKnowledge known)
    {
        var analysis = ExpressionAnalysis.Of(rule.Expr.Syntax, known.Of);
        foreach (var found in analysis.Findings)
        {
            yield return new Finding(found.Rule, found.IsError ? FindingSeverity.Error : FindingSeverity.Warning, $"{rule.Name}: {found.Message}", file.Path);
        }

        if (rule is Alert alert)
        {
            foreach (var label in LabelUse().Matches(alert.Summary + " " + alert.Description).Select(match => match.Groups[1].Value).Distinct(StringComparer.Ordinal))
            {
                var fact = analysis.Result.Labels![label];
                if (fact.Presence == Presence.Impossible && !alert.Labels.ContainsKey(label))
                {
                    yield return Finding.Error("alert/template-label", $"{alert.Name} says $labels.{label}, which its result does not have: {fact.Why}", file.Path);
                }
            }
        }
    }

    [GeneratedRegex("\\$labels\\.([a-zA-Z_][a-zA-Z0-9_]*)")]
    private static partial Regex LabelUse();
}
