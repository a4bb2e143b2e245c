using Analytics.Catalog;
using Analytics.PromQL.Analysis;
using Analytics.Rules.Cost;
using Analytics.Rules.Lint;

namespace Analytics.Rules.Diff;

/// <summary>What a change costs: series that recordings write at most, and alerts that can fire at once, by the closed sets and budgets of the catalog of now.</summary>
/// <param name="Recordings">How many recordings, before and after.</param>
/// <param name="Series">The series that they write at most.</param>
/// <param name="Alerts">How many alerts, before and after.</param>
/// <param name="Firing">How many can fire at once at most.</param>
/// <param name="Dearest">The rules whose bound changed, the largest change first: name, before, after.</param>
public sealed record CostDiff((int Before, int After) Recordings, (long Before, long After) Series, (int Before, int After) Alerts, (long Before, long After) Firing,
    IReadOnlyList<(string Name, long Before, long After)> Dearest)
{
    /// <summary>Compares two editions.</summary>
    public static CostDiff Of(Edition before, Edition after, IReadOnlyList<RuleChange> changes, CatalogIndex catalog)
    {
        var (was, now) = (new Bounds(before, catalog), new Bounds(after, catalog));
        return new(
            (was.Count(alerts: false), now.Count(alerts: false)), (was.Total(alerts: false), now.Total(alerts: false)),
            (was.Count(alerts: true), now.Count(alerts: true)), (was.Total(alerts: true), now.Total(alerts: true)),
            [
                .. changes.Select(change => (change.Name, Before: change.Before is { } old ? was.Of(old) : 0, After: change.After is { } rule ? now.Of(rule) : 0))
                    .Where(cost => cost.Before != cost.After).OrderByDescending(cost => Math.Abs(cost.After - cost.Before)).ThenBy(cost => cost.Name, StringComparer.Ordinal),
            ]);
    }

    /// <summary>The bounds of an edition's rules.</summary>
    private sealed class Bounds(Edition edition, CatalogIndex catalog)
    {
        private readonly CatalogKnowledge _known = new(catalog, edition.Rules.Where(rule => !rule.Rule.IsAlert).Select(rule => rule.Rule));
        private readonly SeriesBound _bound = new(catalog);

        public int Count(bool alerts) => edition.Rules.Count(rule => rule.Rule.IsAlert == alerts);

        public long Total(bool alerts) => edition.Rules.Where(rule => rule.Rule.IsAlert == alerts).Sum(Of);

        /// <summary>A rule over ALERTS has at most one series for each alert that can fire; it is not counted twice.</summary>
        public long Of(EditionRule rule) => rule.Rule.Expr.ReadsAlerts() ? 0
            : _bound.Of(rule.Rule.Expr, ExpressionAnalysis.Of(rule.Rule.Expr, _known.Of).Result.Labels);
    }
}
