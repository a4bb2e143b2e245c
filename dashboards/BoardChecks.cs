using Analytics.AlertRules;
using Analytics.Grafana.Lint;
using Analytics.Rules;

namespace Analytics.Dashboards;

/// <summary>What <c>analytics check</c> holds the boards of this room to: Grafana's schema and the house's rules.</summary>
public static class BoardChecks
{
    public static Surroundings Surroundings { get; } = new(
        BoardIndex.All.Select(file => file.Board.Uid).ToHashSet(),
        AlertRuleBook.Default.Recordings.DistinctBy(recording => recording.Name).ToDictionary(recording => recording.Name),
        AlertRuleBook.Default.Alerts.Select(alert => alert.Page).ToHashSet());

    public static IReadOnlyList<Finding> Findings() => [.. BoardIndex.Files.Files.SelectMany(file => BoardLint.Check(file.Content, file.Path, Surroundings)), .. BoardIndex.All.SelectMany(ReaderTests.Check)];
}
