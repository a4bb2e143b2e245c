using Analytics.Catalog;
using Analytics.PromQL.Syntax;
using Analytics.Rules;

namespace Analytics.Grafana.Lint;

/// <summary>A counter is only meaningful by its growth: its value says when the program was started.</summary>
public sealed class CounterGrowth : BoardRule
{
    private static readonly HashSet<string> Growth = ["rate", "increase", "irate", "resets", "absent_over_time"];

    public override string Id => "board/counter-growth";

    public override string Asks => "Counters stand under rate or increase.";

    public override IEnumerable<Finding> Check(BoardDocument board, Surroundings surroundings) =>
        from panel in board.DataPanels
        from target in panel.Targets
        where target.Parsed.Expression is not null
        from name in Raw(target.Parsed.Expression!, covered: false).Distinct()
        select board.Error(Id, panel, $"the counter {name} is shown raw; ask for its rate or increase");

    private static IEnumerable<string> Raw(Expr expr, bool covered) => expr switch
    {
        VectorSelector { Name: { } name } => !covered && IsCounter(name) ? [name] : [],
        MatrixSelector matrix => Raw(matrix.Selector, covered),
        Call call => call.Arguments.SelectMany(argument => Raw(argument, covered || Growth.Contains(call.Function.Name))),
        Subquery subquery => Raw(subquery.Operand, covered),
        Unary unary => Raw(unary.Operand, covered),
        Paren paren => Raw(paren.Inner, covered),
        Aggregation aggregation => Raw(aggregation.Operand, covered || aggregation.Operator == Aggregator.Group),
        Binary binary => Raw(binary.Left, covered).Concat(Raw(binary.Right, covered)),
        _ => [],
    };

    private static bool IsCounter(string name) => CatalogIndex.Default.FindMetric(name) is { } metric
        ? metric.Kind == MetricKind.Counter
        : name.EndsWith("_total", StringComparison.Ordinal) || name.EndsWith("_bucket", StringComparison.Ordinal)
            || (name.EndsWith("_sum", StringComparison.Ordinal) && CatalogIndex.Default.FindMetric(name[..^4]) is not null)
            || (name.EndsWith("_count", StringComparison.Ordinal) && CatalogIndex.Default.FindMetric(name[..^6]) is not null);
}
