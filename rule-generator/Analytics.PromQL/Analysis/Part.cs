using Analytics.PromQL.Syntax;

namespace Analytics.PromQL.Analysis;

/// <summary>Whether one expression counts a part of what another one counts: the same tree, but for selectors that ask for more.</summary>
internal static class Part
{
    /// <summary><c>sum(rate(x{code="500"}[5m]))</c> is a part of <c>sum(rate(x[5m]))</c>.</summary>
    public static bool IsOf(Expr part, Expr whole) => (part.Bare(), whole.Bare()) switch
    {
        (VectorSelector a, VectorSelector b) => a.Name == b.Name && a.Shift == b.Shift && b.Matchers.All(a.Matchers.Contains),
        (MatrixSelector a, MatrixSelector b) => a.Range == b.Range && IsOf(a.Selector, b.Selector),
        (Call { Function.Name: "rate" or "increase" or "irate" } a, Call b) => a.Function == b.Function && IsOf(a.Arguments[0], b.Arguments[0]),
        (Aggregation { Operator: Aggregator.Sum or Aggregator.Count } a, Aggregation b) =>
            a.Operator == b.Operator && a.Grouping == b.Grouping && IsOf(a.Operand, b.Operand),
        _ => false,
    };
}
