using System.Text.Json;
using Analytics.AlertRules;
using Analytics.Grafana.Lint;
using Analytics.PromQL.Syntax;

namespace Analytics.Dashboards;

/// <summary>What <c>analytics check</c> holds the boards of this room to: Grafana's schema and the house's rules.</summary>
public static class BoardChecks
{
    public static Surroundings Surroundings { get; } = new(
        BoardIndex.All.Select(file => file.Board.Uid).ToHashSet(),
        AlertRuleBook.Default.Recordings.DistinctBy(recording => recording.Name).ToDictionary(recording => recording.Name),
        AlertRuleBook.Default.Alerts.Select(alert => alert.Page).ToHashSet());

    /// <summary>The names of all series that a panel asks for.</summary>
    public static IEnumerable<string> Selected() => BoardIndex.Files.Files
        .SelectMany(file => new BoardDocument(JsonDocument.Parse(file.Content).RootElement, file.Path).DataPanels)
        .SelectMany(panel => panel.Targets)
        .SelectMany(target => target.Parsed.Expression?.Descend() ?? [])
        .OfType<VectorSelector>().Select(selector => selector.Name).OfType<string>().Distinct();

    public static IReadOnlyList<Finding> Findings() => [.. BoardIndex.Files.Files.SelectMany(file => BoardLint.Check(file.Content, file.Path, Surroundings)), .. BoardIndex.All.SelectMany(ReaderTests.Check)];
}
