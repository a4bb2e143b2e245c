using Analytics.PromQL.Syntax;

namespace Analytics.PromQL;

/// <summary>What all typed expressions share: the tree they stand for.</summary>
public abstract class TypedExpression
{
    private protected TypedExpression(Expr syntax) => Syntax = syntax;

    /// <summary>The tree, ready to print, check or analyse.</summary>
    public Expr Syntax { get; }

    /// <summary>The canonical text.</summary>
    public sealed override string ToString() => Syntax.ToString();
}

/// <summary>A number. C# numbers and <see cref="Duration"/>s convert to it. Comparing two scalars gives 0 or 1, for PromQL asks for <c>bool</c> there.</summary>
public sealed class Scalar : TypedExpression
{
    /// <exception cref="ArgumentException">The tree is no scalar.</exception>
    public Scalar(Expr syntax)
        : base(Kinds.Require(syntax, ValueKind.Scalar))
    {
    }

    public static implicit operator Scalar(double value) => new(new NumberLiteral(value));

    public static implicit operator Scalar(int value) => new(new NumberLiteral(value));

    public static implicit operator Scalar(long value) => new(new NumberLiteral(value));

    /// <summary>For factors that were computed exactly, as burn rates are.</summary>
    public static implicit operator Scalar(decimal value) => new(new NumberLiteral((double)value));

    /// <summary>The number of seconds, printed as a duration.</summary>
    public static implicit operator Scalar(Duration value) => new(new NumberLiteral(value.Seconds, IsDuration: true));

    public static Scalar operator +(Scalar left, Scalar right) => Of(left, BinaryOperator.Add, right);

    public static Scalar operator -(Scalar left, Scalar right) => Of(left, BinaryOperator.Subtract, right);

    public static Scalar operator *(Scalar left, Scalar right) => Of(left, BinaryOperator.Multiply, right);

    public static Scalar operator /(Scalar left, Scalar right) => Of(left, BinaryOperator.Divide, right);

    public static Scalar operator %(Scalar left, Scalar right) => Of(left, BinaryOperator.Modulo, right);

    public static Scalar operator -(Scalar value) => new(Grouped.Negative(value.Syntax));

    public static Scalar operator >(Scalar left, Scalar right) => Of(left, BinaryOperator.Greater, right);

    public static Scalar operator <(Scalar left, Scalar right) => Of(left, BinaryOperator.Less, right);

    public static Scalar operator >=(Scalar left, Scalar right) => Of(left, BinaryOperator.GreaterOrEqual, right);

    public static Scalar operator <=(Scalar left, Scalar right) => Of(left, BinaryOperator.LessOrEqual, right);

    /// <summary><c>left == bool right</c></summary>
    public Scalar EqualTo(Scalar other) => Of(this, BinaryOperator.Equal, other);

    /// <summary><c>left != bool right</c></summary>
    public Scalar NotEqualTo(Scalar other) => Of(this, BinaryOperator.NotEqual, other);

    /// <summary><c>left ^ right</c>. Not the C# operator, which binds weaker than <c>+</c>.</summary>
    public Scalar Power(Scalar exponent) => Of(this, BinaryOperator.Power, exponent);

    /// <summary>The angle of the point (x, this), in radians.</summary>
    public Scalar Atan2(Scalar x) => Of(this, BinaryOperator.Atan2, x);

    private static Scalar Of(Scalar left, BinaryOperator op, Scalar right) =>
        new(Grouped.Infix(left.Syntax, op, right.Syntax, returnBool: op.IsComparison()));
}

/// <summary>Guards of the door from trees to typed expressions.</summary>
internal static class Kinds
{
    public static Expr Require(Expr syntax, ValueKind kind) => syntax.Type == kind
        ? syntax
        : throw new ArgumentException($"expected {kind.DocumentedName()}, but '{syntax}' is {syntax.Type.DocumentedName()}", nameof(syntax));
}
