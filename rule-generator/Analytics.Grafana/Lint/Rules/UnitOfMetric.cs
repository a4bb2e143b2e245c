using Analytics.Grafana.Queries;
using Analytics.PromQL.Syntax;
using Analytics.Rules;

namespace Analytics.Grafana.Lint;

/// <summary>Seconds shown as milliseconds are a false alarm: the unit of a panel is that of its metrics, as the catalog has it.</summary>
public sealed class UnitOfMetric : BoardRule
{
    public override string Id => "board/unit";

    public override string Asks => "Every panel has a unit, and it is the one that follows from the catalog.";

    public override IEnumerable<Finding> Check(BoardDocument board, Surroundings surroundings)
    {
        foreach (var panel in board.DataPanels)
        {
            var unit = panel.Element.Text("fieldConfig", "defaults", "unit");
            var found = panel.Targets.Select(target => target.Parsed.Expression).OfType<Expr>().Select(Unit(surroundings)).Distinct().ToList();
            if (panel.Type == "table" && panel.Targets.Count > 1)
            {
                var columns = panel.Element.Items("fieldConfig", "overrides").SelectMany(one => one.Items("properties")).Where(property => property.Text("id") == "unit").ToList();
                if (columns.Count < panel.Targets.Count)
                {
                    yield return board.Error(Id, panel, $"{panel.Targets.Count} columns of numbers, but {columns.Count} with a unit");
                }
            }
            else if (unit.Length == 0)
            {
                yield return board.Error(Id, panel, "has no unit");
            }
            else if (found is [{ } one] && one != unit)
            {
                yield return board.Error(Id, panel, $"has the unit '{unit}', but what it shows is in '{one}'");
            }
        }
    }

    private static Func<Expr, string?> Unit(Surroundings surroundings) => expression =>
        Units.Of(expression is VectorSelector { Name: { } name } && surroundings.Recordings.TryGetValue(name, out var recording) ? recording.Expr.Syntax : expression)?.GrafanaUnit;
}
