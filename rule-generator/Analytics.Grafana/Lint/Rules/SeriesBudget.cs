using Analytics.Catalog;
using Analytics.Grafana.Queries;
using Analytics.PromQL.Syntax;
using Analytics.Rules;

namespace Analytics.Grafana.Lint;

/// <summary>A panel with hundreds of lines is a carpet that nobody reads and the browser hardly draws. The number of series is bounded by the catalog's label budgets.</summary>
public sealed class SeriesBudget : BoardRule
{
    /// <summary>The most series that a picture may have.</summary>
    public const int Drawn = 100;

    /// <summary>The most rows that a table may have.</summary>
    public const int Listed = 500;

    private static readonly Dictionary<string, int> Sizes = CatalogIndex.Default.Metrics
        .SelectMany(metric => metric.LabelSet.Own)
        .Concat([PlatformLabels.Job, PlatformLabels.Instance])
        .GroupBy(label => label.Name)
        .ToDictionary(same => same.Key, same => same.Max(label => label.Values?.Count ?? label.Budget));

    public override string Id => "board/series-budget";

    public override string Asks => "By the catalog's budgets of labels, a picture has at most 100 series and a table 500 rows.";

    public override IEnumerable<Finding> Check(BoardDocument board, Surroundings surroundings) =>
        from panel in board.DataPanels
        let limit = panel.Type is "table" or "heatmap" ? Listed : Drawn
        from target in panel.Targets
        where target.Parsed.Expression is not null
        let most = Most(target.Parsed.Expression!)
        where most > limit
        select board.Error(Id, panel, $"query {target.Element.Text("refId")} may give {most} series, more than {limit}: group by fewer labels or take topk");

    private static long Most(Expr expression) => TopOf(expression) ?? Legends.Labels(expression).Aggregate(1L, (product, label) => product * Sizes.GetValueOrDefault(label, 10));

    private static long? TopOf(Expr expression) => expression switch
    {
        Aggregation { Operator: Aggregator.TopK or Aggregator.BottomK, Parameter: NumberLiteral k } => (long)k.Value,
        Paren paren => TopOf(paren.Inner),
        Call { Arguments: [var only] } => TopOf(only),
        _ => null,
    };
}
