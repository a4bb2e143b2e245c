using Analytics.Rules;

namespace Analytics.Grafana.Lint;

/// <summary>A number without words is a riddle: the title says what it is, the description what to make of it.</summary>
public sealed class TitleAndDescription : BoardRule
{
    public override string Id => "board/title-and-description";

    public override string Asks => "The board and every panel have a title and a description; no two panels of a board are called the same.";

    public override IEnumerable<Finding> Check(BoardDocument board, Surroundings surroundings)
    {
        if (board.Root.Text("title").Length == 0 || board.Root.Text("description").Length == 0)
        {
            yield return board.Error(Id, "the board needs a title and a description");
        }

        foreach (var panel in board.Panels.Where(panel => panel.Title.Length == 0 || (panel.Type != "row" && panel.Element.Text("description").Length < 10)))
        {
            yield return board.Error(Id, panel, panel.Title.Length == 0 ? "has no title" : "has no description of at least 10 characters");
        }

        foreach (var same in board.Panels.Where(panel => panel.Title.Length > 0).GroupBy(panel => panel.Title).Where(same => same.Count() > 1))
        {
            yield return board.Error(Id, same.Last(), "another panel has the same title");
        }
    }
}
