using Analytics.AlertRules;
using Analytics.Catalog;
using Analytics.Grafana.Diff;
using Analytics.Rules;
using Analytics.Rules.Backtest;
using Analytics.Rules.Diff;

namespace Analytics.Cli.Authoring.Diff;

/// <summary>Everything that a change does, of which a reviewer would otherwise have to think.</summary>
/// <param name="Alerts">Alerts that are no part of an SLO.</param>
/// <param name="Recordings">Recordings that are no part of an SLO.</param>
/// <param name="Slos">SLOs, their rules taken together.</param>
/// <param name="Indirect">Alerts that did not change and read recordings that did.</param>
/// <param name="Routing">Who hears of what.</param>
/// <param name="Cost">Series and alerts at most.</param>
/// <param name="Boards">What people see.</param>
/// <param name="Findings">What must not be merged so.</param>
internal sealed record ChangeReport(IReadOnlyList<RuleChange> Alerts, IReadOnlyList<RuleChange> Recordings, IReadOnlyList<SloChange> Slos, IReadOnlyList<string> Indirect,
    RoutingChange Routing, CostDiff Cost, IReadOnlyList<BoardChange> Boards, IReadOnlyList<Finding> Findings)
{
    /// <summary>The alerts replayed; null when no server was asked.</summary>
    public IReadOnlyList<ReplayDelta>? Replayed { get; init; }

    public bool IsEmpty => Alerts.Count + Recordings.Count + Slos.Count + Routing.Pages.Count + Routing.Rules.Count + Boards.Count == 0;

    /// <summary>Compares two editions.</summary>
    public static (ChangeReport Report, IReadOnlyList<RuleChange> Changes) Of(Edition before, Edition after)
    {
        var changes = RuleDiff.Of(before, after);
        var touched = RuleDiff.TouchedSeries(changes, after);
        var gone = changes.Where(change => change is { IsAlert: false, Kind: ChangeKind.Removed } && after.Rules.All(rule => rule.Name != change.Name)).Select(change => change.Name).ToHashSet(StringComparer.Ordinal);
        var boards = BoardDiff.Of(before.Boards, after.Boards, touched, gone);
        var routing = RoutingDiff.Of(before, after);
        return (new(
            [.. changes.Where(change => change.IsAlert && change.Rule.Slo is null)],
            [.. changes.Where(change => !change.IsAlert && change.Rule.Slo is null)],
            RuleDiff.Slos(changes, before, after),
            [.. after.Rules.Where(rule => rule.Rule.IsAlert && RuleDiff.Reads(rule, touched) && changes.All(change => change.After != rule)).Select(rule => rule.Name).Distinct(StringComparer.Ordinal)],
            routing,
            CostDiff.Of(before, after, changes, CatalogIndex.Default),
            boards,
            [
                .. before.Findings,
                .. after.Findings,
                .. after.Rules.Where(rule => RuleDiff.Reads(rule, gone)).Select(rule => Finding.Error("diff/reads-removed", $"{rule.Name} reads a recording that this change removes", rule.File)),
                .. boards.SelectMany(board => board.Broken.Select(panel => Finding.Error("diff/shows-removed", $"the panel {panel} asks for a recording that this change removes", board.Path))),
                .. routing.Unheard.Where(name => AlertRuleBook.Default.Routing?.Unrouted.Any(alert => alert.Name == name) != true)
                    .Select(name => Finding.Error("diff/nobody-hears", $"nobody hears of {name} any more: its labels lead to a receiver without a delivery", Rules.Routing.RoutingPlan.Path)),
            ]), changes);
    }
}
