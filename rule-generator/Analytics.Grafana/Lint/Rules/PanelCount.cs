using Analytics.Rules;

namespace Analytics.Grafana.Lint;

/// <summary>A board that answers everything answers nothing, and each panel is a query more on every refresh.</summary>
public sealed class PanelCount : BoardRule
{
    /// <summary>The most panels of data on one board.</summary>
    public const int Most = 30;

    public override string Id => "board/panel-count";

    public override string Asks => "At most 30 panels of data; drill down to another board instead.";

    public override IEnumerable<Finding> Check(BoardDocument board, Surroundings surroundings) =>
        board.DataPanels.Count is var count && count > Most ? [board.Error(Id, $"has {count} panels of data, more than {Most}: cut it where its questions part")] : [];
}
