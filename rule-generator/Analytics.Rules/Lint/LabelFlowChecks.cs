using System.Text.RegularExpressions;
using Analytics.Catalog;
using Analytics.PromQL.Analysis;
using Analytics.PromQL.Syntax;
using Analytics.Rules.Lint.Templates;
using LabelSet = Analytics.PromQL.Analysis.LabelSet;

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

        if (rule is not Alert alert)
        {
            yield break;
        }

        string[] templates = [alert.Summary, alert.Description, .. alert.Labels.Values];
        foreach (var problem in templates.Select(TemplateSyntax.Check).OfType<TemplateProblem>())
        {
            yield return Finding.Error("alert/template", $"{alert.Name} has a template that Prometheus cannot read: {problem}", file.Path);
        }

        foreach (var (label, why) in Missing(string.Join(' ', templates), analysis.Result.Labels!))
        {
            yield return Finding.Error("alert/template-label", $"{alert.Name} says $labels.{label}, which its result does not have: {why}", file.Path);
        }
    }

    /// <summary>The labels that a template names and the result cannot have, with the reason. What the rule itself adds, its name too, comes after templates.</summary>
    internal static IEnumerable<(string Label, string Why)> Missing(string template, LabelSet labels) =>
        from label in LabelUse().Matches(template).Select(match => match.Groups[1].Value).Distinct(StringComparer.Ordinal)
        where labels[label].Presence == Presence.Impossible && label != LabelMatcher.MetricName
        select (label, labels[label].Why);

    [GeneratedRegex("(?:\\$labels|\\.Labels)(?:\\.| \")([a-zA-Z_][a-zA-Z0-9_]*)")]
    private static partial Regex LabelUse();
}
