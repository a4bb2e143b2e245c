using System.Text.Json;
using Analytics.Rules;

namespace Analytics.Grafana.Lint;

/// <summary>Panels that lie on each other hide each other, or jump when the board opens.</summary>
public sealed class GridOverlap : BoardRule
{
    public override string Id => "board/grid-overlap";

    public override string Asks => "Panels lie within 24 columns and do not overlap.";

    public override IEnumerable<Finding> Check(BoardDocument board, Surroundings surroundings) =>
        Within(board, board.Panels.Where(panel => panel.Pointer.Count(letter => letter == '/') == 2))
            .Concat(board.Panels.Where(panel => panel.Type == "row")
                .SelectMany(row => Within(board, board.Panels.Where(panel => panel.Pointer.StartsWith(row.Pointer + "/panels/", StringComparison.Ordinal)))));

    private IEnumerable<Finding> Within(BoardDocument board, IEnumerable<PanelDocument> panels)
    {
        var placed = new List<(int X, int Y, int Right, int Bottom, PanelDocument Panel)>();
        foreach (var panel in panels)
        {
            var (x, y, width, height) = (Number(panel, "x"), Number(panel, "y"), Number(panel, "w"), Number(panel, "h"));
            if (x < 0 || width < 1 || x + width > 24 || height is < 1 or > 100)
            {
                yield return board.Error(Id, panel, $"lies outside the 24 columns: x {x}, w {width}, h {height}");
                continue;
            }

            if (placed.FirstOrDefault(other => x < other.Right && other.X < x + width && y < other.Bottom && other.Y < y + height).Panel is { } under)
            {
                yield return board.Error(Id, panel, $"overlaps '{under.Title}'");
            }

            placed.Add((x, y, x + width, y + height, panel));
        }
    }

    private static int Number(PanelDocument panel, string key) =>
        panel.Element.Find("gridPos", key) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) ? value : -1;
}
