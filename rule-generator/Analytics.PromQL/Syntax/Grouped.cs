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

    /// <summary>The left operand as its text must be: one that ends with an offset of arithmetic and is pinned by <c>@</c> has the offset first, and needs no parentheses.</summary>
    internal static Expr LeftAsWritten(Binary binary) =>
        LastShift(binary.Left) is { At: not null } shift && Takes(shift, binary.Operator) ? OffsetFirst(binary.Left) : binary.Left;

    private static Expr OffsetFirst(Expr expr) => expr switch
    {
        Binary binary => binary with { Right = OffsetFirst(binary.Right) },
        Unary unary => unary with { Operand = OffsetFirst(unary.Operand) },
        VectorSelector selector => selector with { Shift = selector.Shift with { WritesOffsetFirst = true } },
        MatrixSelector matrix => matrix with { Selector = (VectorSelector)OffsetFirst(matrix.Selector) },
        Subquery subquery => subquery with { Shift = subquery.Shift with { WritesOffsetFirst = true } },
        _ => expr,
    };

    /// <summary>True when the text of the operand ends with an offset written as arithmetic, which would take a following <c>+</c> for its own.</summary>
    private static bool Swallows(Expr expr, BinaryOperator op) => LastShift(expr) is { At: null } shift && Takes(shift, op);

    private static bool Takes(TimeShift shift, BinaryOperator op) => op.IsArithmetic() && op != BinaryOperator.Atan2 && shift.Offset is not (null or DurationLiteral);

    /// <summary>What stands at the end of the text: the shift of the last selector or subquery, if nothing closes behind it.</summary>
    private static TimeShift? LastShift(Expr expr) => expr switch
    {
        Binary binary => LastShift(binary.Right),
        Unary unary => LastShift(unary.Operand),
        VectorSelector selector => selector.Shift,
        MatrixSelector matrix => matrix.Selector.Shift,
        Subquery subquery => subquery.Shift,
        _ => null,
    };
}
