using Analytics.Grafana.Queries;
using Analytics.Rules;
using Analytics.Rules.Cost;

namespace Analytics.Grafana.Lint;

/// <summary>A panel with hundreds of lines is a carpet that nobody reads and the browser hardly draws. The number of series is bounded by the catalog's label budgets.</summary>
public sealed class SeriesBudget : BoardRule
{
    /// <summary>The most series that a picture may have.</summary>
    public const int Drawn = 100;

    /// <summary>The most rows that a table may have.</summary>
    public const int Listed = 500;

    public override string Id => "board/series-budget";

    public override string Asks => "By the catalog's budgets of labels, a picture has at most 100 series and a table 500 rows.";

    public override IEnumerable<Finding> Check(BoardDocument board, Surroundings surroundings) =>
        from panel in board.DataPanels
        let limit = panel.Type is "table" or "heatmap" ? Listed : Drawn
        from target in panel.Targets
        where target.Parsed.Expression is not null
        let most = SeriesBound.Default.Of(target.Parsed.Expression!, Legends.Labels(target.Parsed.Expression!))
        where most > limit
        select board.Error(Id, panel, $"query {target.Element.Text("refId")} may give {most} series, more than {limit}: group by fewer labels or take topk");
}
