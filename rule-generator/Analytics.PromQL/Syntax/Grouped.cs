namespace Analytics.PromQL.Syntax;

/// <summary>Where an operand needs parentheses so that the text means the tree. Parsed trees have them already, as <see cref="Paren"/>.</summary>
public static class Grouped
{
    private const int UnaryPrecedence = 5;

    /// <summary>A binary expression, its operands put in parentheses where the precedence asks for them.</summary>
    public static Binary Infix(Expr left, BinaryOperator op, Expr right, bool returnBool = false, VectorMatching? matching = null) =>
        new(NeedsParensOnLeft(left, op) ? new Paren(left) : left, op, NeedsParensOnRight(right, op) ? new Paren(right) : right, returnBool, matching);

    /// <summary>A sign before an operand; the sign of a number is folded into it.</summary>
    public static Expr Negative(Expr operand) => operand is NumberLiteral number
        ? number with { Value = -number.Value }
        : new Unary(UnaryOperator.Minus, NeedsParensAfterSign(operand) ? new Paren(operand) : operand);

    /// <summary>A subquery; what is no selector, call or aggregation goes into parentheses.</summary>
    public static Subquery SubqueryOf(Expr operand, DurationExpr range, DurationExpr? step = null) =>
        new(NeedsParensInSubquery(operand) ? new Paren(operand) : operand, range, step);

    internal static bool NeedsParensOnLeft(Expr left, BinaryOperator op) => left switch
    {
        Binary binary => Binds(binary) < op.Precedence() || (Binds(binary) == op.Precedence() && op == BinaryOperator.Power) || Swallows(binary, op),
        Unary unary => op.Precedence() > UnaryPrecedence || Swallows(unary, op),
        NumberLiteral number => op.Precedence() > UnaryPrecedence && double.IsNegative(number.Value) && !double.IsNaN(number.Value),
        _ => Swallows(left, op),
    };

    internal static bool NeedsParensOnRight(Expr right, BinaryOperator op) => right is Binary binary
        && (Binds(binary) < op.Precedence() || (Binds(binary) == op.Precedence() && op != BinaryOperator.Power));

    internal static bool NeedsParensAfterSign(Expr operand) => operand switch
    {
        NumberLiteral => true,
        Binary binary => Binds(binary) <= UnaryPrecedence,
        _ => false,
    };

    internal static bool NeedsParensInSubquery(Expr operand) => operand is Binary or Unary or NumberLiteral;

    private static int Binds(Binary binary) => binary.Operator.Precedence();

    /// <summary>True when the text of the operand ends with an offset written as arithmetic, which would take a following <c>+</c> for its own.</summary>
    private static bool Swallows(Expr expr, BinaryOperator op) => op.IsArithmetic() && op != BinaryOperator.Atan2 && expr switch
    {
        Binary binary => Swallows(binary.Right, op),
        Unary unary => Swallows(unary.Operand, op),
        VectorSelector selector => selector.Shift.Offset is not (null or DurationLiteral),
        MatrixSelector matrix => matrix.Selector.Shift.Offset is not (null or DurationLiteral),
        Subquery subquery => subquery.Shift.Offset is not (null or DurationLiteral),
        _ => false,
    };
}
