using System.Text.Json;
using Analytics.Grafana.Fields;
using Analytics.Rules;

namespace Analytics.Grafana.Lint;

/// <summary>Colours come from the palette that is readable on light and dark ground; thresholds ascend and each changes the colour.</summary>
public sealed class Colours : BoardRule
{
    private static readonly HashSet<string> Palette = [.. Colour.All.Select(colour => colour.Name)];

    public override string Id => "board/colours";

    public override string Asks => "Thresholds use the palette's colours, ascend, and each changes the colour.";

    public override IEnumerable<Finding> Check(BoardDocument board, Surroundings surroundings)
    {
        foreach (var panel in board.DataPanels)
        {
            var steps = panel.Element.Items("fieldConfig", "defaults", "thresholds", "steps").ToList();
            var colours = steps.Select(step => step.Text("color")).ToList();
            foreach (var unknown in colours.Where(colour => !Palette.Contains(colour)))
            {
                yield return board.Error(Id, panel, $"the colour '{unknown}' is not in the palette ({string.Join(", ", Palette)})");
            }

            if (colours.Zip(colours.Skip(1)).Any(pair => pair.First == pair.Second))
            {
                yield return board.Error(Id, panel, "two neighbouring thresholds have the same colour");
            }

            var values = steps.Select(step => step.Find("value") is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : double.NegativeInfinity).ToList();
            if (values.Zip(values.Skip(1)).Any(pair => pair.First >= pair.Second))
            {
                yield return board.Error(Id, panel, "the thresholds do not ascend");
            }
        }
    }
}
