using Analytics.Catalog;
using Analytics.PromQL.Analysis;
using Analytics.PromQL.Syntax;
using Analytics.Rules.Lint;

namespace Analytics.Rules.Cost;

/// <summary>What a rule costs at most: the series that a recording writes, or the alerts that can fire at once.</summary>
/// <param name="File">The rule file.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Series">The bound.</param>
/// <param name="Labels">What tells its series apart, in alphabetical order.</param>
public sealed record RuleCost(RuleFile File, Rule Rule, long Series, IReadOnlyList<string> Labels)
{
    /// <summary>The cost of every rule of a book, in its order. A rule over <c>ALERTS</c> has at most one series for each alert that can fire.</summary>
    public static IReadOnlyList<RuleCost> Of(RuleBook book, CatalogIndex catalog)
    {
        var known = new CatalogKnowledge(catalog, book.Recordings);
        var bound = new SeriesBound(catalog);
        var costs = (from file in book.Files
                     from rule in file.Rules
                     let labels = ExpressionAnalysis.Of(rule.Expr.Syntax, known.Of).Result.Labels
                     select new RuleCost(file, rule, bound.Of(rule.Expr.Syntax, labels), labels is null ? [] : [.. labels.Guaranteed.Concat(labels.Possible).Order(StringComparer.Ordinal)])).ToList();
        var alerts = costs.Where(cost => cost.Rule is Alert && !cost.Rule.Expr.Syntax.ReadsAlerts()).Sum(cost => cost.Series);
        return [.. costs.Select(cost => cost.Rule.Expr.Syntax.ReadsAlerts() ? cost with { Series = alerts } : cost)];
    }

    /// <summary>The metrics of the catalog that no rule of a book selects.</summary>
    public static IEnumerable<Metric> Unused(RuleBook book, CatalogIndex catalog, IEnumerable<string> usedElsewhere)
    {
        var used = book.Files.SelectMany(file => file.Rules).SelectMany(rule => rule.Expr.Syntax.Descend()).OfType<VectorSelector>().Select(selector => selector.Name)
            .Concat(usedElsewhere).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return catalog.Metrics.Where(metric => !used.Contains(metric.PrometheusName)
            && !(metric.Kind == Catalog.MetricKind.Histogram && new[] { "_bucket", "_sum", "_count" }.Any(suffix => used.Contains(metric.PrometheusName + suffix))));
    }
}
