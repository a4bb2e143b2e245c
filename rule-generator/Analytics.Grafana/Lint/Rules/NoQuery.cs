using Analytics.Rules;

namespace Analytics.Grafana.Lint;

/// <summary>A panel that asks nothing shows nothing.</summary>
public sealed class NoQuery : BoardRule
{
    public override string Id => "board/no-query";

    public override string Asks => "Every panel of data has a query, and no query is empty.";

    public override IEnumerable<Finding> Check(BoardDocument board, Surroundings surroundings) =>
        from panel in board.DataPanels
        where panel.Targets.Count == 0 || panel.Targets.Any(target => string.IsNullOrWhiteSpace(target.Element.Text("expr")))
        select board.Error(Id, panel, panel.Targets.Count == 0 ? "asks nothing" : "has an empty query");
}
