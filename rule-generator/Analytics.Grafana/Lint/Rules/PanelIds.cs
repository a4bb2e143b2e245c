using Analytics.Rules;

namespace Analytics.Grafana.Lint;

/// <summary>Two panels with one id: a link opens the wrong one, and Grafana gives one of them another id on each save.</summary>
public sealed class PanelIds : BoardRule
{
    public override string Id => "board/panel-ids";

    public override string Asks => "Every panel has an id of its own.";

    public override IEnumerable<Finding> Check(BoardDocument board, Surroundings surroundings) =>
        from same in board.Panels.GroupBy(panel => panel.Element.Find("id")?.GetRawText() ?? "none")
        where same.Key == "none" || same.Count() > 1
        select board.Error(Id, same.Last(), same.Key == "none" ? "has no id" : $"has the id {same.Key}, as '{same.First().Title}' has");
}
