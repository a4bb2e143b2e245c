using System.Text.Json;
using Analytics.Grafana.Schema;
using Analytics.Rules;

namespace Analytics.Grafana.Lint;

/// <summary>Holds boards to the house's rules. The entry type of the folder.</summary>
public static class BoardLint
{
    /// <summary>All rules.</summary>
    public static IReadOnlyList<BoardRule> Rules { get; } =
    [
        new Colours(), new CounterGrowth(), new DataSourceVariable(), new DeadPanelType(), new GridOverlap(), new LinkTarget(), new NoQuery(), new NotEditable(), new PanelCount(),
        new PanelIds(), new PromqlValid(), new RateInterval(), new RefreshPace(), new SeriesBudget(), new TitleAndDescription(), new UnitOfMetric(), new VariablesUsed(),
    ];

    /// <summary>Everything that the schema and the rules find in a board.</summary>
    /// <param name="json">The board's text.</param>
    /// <param name="file">Its name, for the findings.</param>
    /// <param name="surroundings">What it may speak of besides the catalog.</param>
    public static IReadOnlyList<Finding> Check(string json, string file, Surroundings surroundings)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json);
        }
        catch (JsonException)
        {
            return BoardSchema.Check(json, file);
        }

        using (document)
        {
            var board = new BoardDocument(document.RootElement, file);
            return [.. BoardSchema.Check(document.RootElement, file), .. Rules.SelectMany(rule => rule.Check(board, surroundings))];
        }
    }
}
