using Analytics.PromQL.Syntax;

namespace Analytics.Rules.Lint;

/// <summary>All nodes of a tree.</summary>
public static class Descent
{
    public static IEnumerable<Expr> DescendantsAndSelf(this Expr expr) => Parts(expr).SelectMany(DescendantsAndSelf).Prepend(expr);

    private static IEnumerable<Expr> Parts(Expr expr) => expr switch
    {
        MatrixSelector matrix => [matrix.Selector],
        Subquery subquery => [subquery.Operand],
        Unary unary => [unary.Operand],
        Binary binary => [binary.Left, binary.Right],
        Call call => call.Arguments,
        Aggregation { Parameter: { } parameter } aggregation => [parameter, aggregation.Operand],
        Aggregation aggregation => [aggregation.Operand],
        Paren paren => [paren.Inner],
        _ => [],
    };
}
