using Analytics.PromQL.Syntax;

namespace Analytics.PromQL;

/// <summary>Series with one sample each. Operators build PromQL; what a result can be refined by (<c>on</c>, <c>by</c>, <c>bool</c>) is in its type.</summary>
public class InstantVector : TypedExpression
{
    /// <exception cref="ArgumentException">The tree is no instant vector.</exception>
    public InstantVector(Expr syntax)
        : base(Kinds.Require(syntax, ValueKind.InstantVector))
    {
    }

    public static Join operator +(InstantVector left, InstantVector right) => new(left, BinaryOperator.Add, right);

    public static Join operator -(InstantVector left, InstantVector right) => new(left, BinaryOperator.Subtract, right);

    public static Join operator *(InstantVector left, InstantVector right) => new(left, BinaryOperator.Multiply, right);

    public static Join operator /(InstantVector left, InstantVector right) => new(left, BinaryOperator.Divide, right);

    public static Join operator %(InstantVector left, InstantVector right) => new(left, BinaryOperator.Modulo, right);

    public static InstantVector operator +(InstantVector left, Scalar right) => Of(left, BinaryOperator.Add, right);

    public static InstantVector operator -(InstantVector left, Scalar right) => Of(left, BinaryOperator.Subtract, right);

    public static InstantVector operator *(InstantVector left, Scalar right) => Of(left, BinaryOperator.Multiply, right);

    public static InstantVector operator /(InstantVector left, Scalar right) => Of(left, BinaryOperator.Divide, right);

    public static InstantVector operator %(InstantVector left, Scalar right) => Of(left, BinaryOperator.Modulo, right);

    public static InstantVector operator +(Scalar left, InstantVector right) => Of(left, BinaryOperator.Add, right);

    public static InstantVector operator -(Scalar left, InstantVector right) => Of(left, BinaryOperator.Subtract, right);

    public static InstantVector operator *(Scalar left, InstantVector right) => Of(left, BinaryOperator.Multiply, right);

    public static InstantVector operator /(Scalar left, InstantVector right) => Of(left, BinaryOperator.Divide, right);

    public static InstantVector operator %(Scalar left, InstantVector right) => Of(left, BinaryOperator.Modulo, right);

    public static InstantVector operator -(InstantVector value) => new(Grouped.Negative(value.Syntax));

    public static ComparingJoin operator >(InstantVector left, InstantVector right) => new(left, BinaryOperator.Greater, right);

    public static ComparingJoin operator <(InstantVector left, InstantVector right) => new(left, BinaryOperator.Less, right);

    public static ComparingJoin operator >=(InstantVector left, InstantVector right) => new(left, BinaryOperator.GreaterOrEqual, right);

    public static ComparingJoin operator <=(InstantVector left, InstantVector right) => new(left, BinaryOperator.LessOrEqual, right);

    public static Comparison operator >(InstantVector left, Scalar right) => new(left, BinaryOperator.Greater, right);

    public static Comparison operator <(InstantVector left, Scalar right) => new(left, BinaryOperator.Less, right);

    public static Comparison operator >=(InstantVector left, Scalar right) => new(left, BinaryOperator.GreaterOrEqual, right);

    public static Comparison operator <=(InstantVector left, Scalar right) => new(left, BinaryOperator.LessOrEqual, right);

    public static Comparison operator >(Scalar left, InstantVector right) => new(left, BinaryOperator.Greater, right);

    public static Comparison operator <(Scalar left, InstantVector right) => new(left, BinaryOperator.Less, right);

    public static Comparison operator >=(Scalar left, InstantVector right) => new(left, BinaryOperator.GreaterOrEqual, right);

    public static Comparison operator <=(Scalar left, InstantVector right) => new(left, BinaryOperator.LessOrEqual, right);

    /// <summary><c>this == value</c>: keeps the series whose value it is.</summary>
    public Comparison EqualTo(Scalar value) => new(this, BinaryOperator.Equal, value);

    /// <summary><c>this != value</c></summary>
    public Comparison NotEqualTo(Scalar value) => new(this, BinaryOperator.NotEqual, value);

    /// <summary><c>this == other</c></summary>
    public ComparingJoin EqualTo(InstantVector other) => new(this, BinaryOperator.Equal, other);

    /// <summary><c>this != other</c></summary>
    public ComparingJoin NotEqualTo(InstantVector other) => new(this, BinaryOperator.NotEqual, other);

    /// <summary><c>this &gt; value</c>: keeps the series above it.</summary>
    public Comparison GreaterThan(Scalar value) => this > value;

    /// <summary><c>this &lt; value</c>: keeps the series below it.</summary>
    public Comparison LessThan(Scalar value) => this < value;

    /// <summary>The series of this that have a partner in <paramref name="other"/>.</summary>
    public SetJoin And(InstantVector other) => new(this, BinaryOperator.And, other);

    /// <summary>The series of this, and those of <paramref name="other"/> that have no partner here.</summary>
    public SetJoin Or(InstantVector other) => new(this, BinaryOperator.Or, other);

    /// <summary>The series of this that have no partner in <paramref name="other"/>.</summary>
    public SetJoin Unless(InstantVector other) => new(this, BinaryOperator.Unless, other);

    /// <summary><c>this ^ exponent</c>. Not the C# operator, which binds weaker than <c>+</c>.</summary>
    public InstantVector Power(Scalar exponent) => Of(this, BinaryOperator.Power, exponent);

    /// <summary><c>this ^ exponent</c>, series by series.</summary>
    public Join Power(InstantVector exponent) => new(this, BinaryOperator.Power, exponent);

    /// <summary>The angle of the point (x, this), in radians.</summary>
    public Join Atan2(InstantVector x) => new(this, BinaryOperator.Atan2, x);

    /// <summary>This expression evaluated every <paramref name="step"/> (null: the server's interval) over a range: <c>this[1h:5m]</c>.</summary>
    public RangeVector Subquery(Duration range, Duration? step = null) =>
        new(Grouped.SubqueryOf(Syntax, range, step is { } value ? new DurationLiteral(value) : null));

    private static InstantVector Of(TypedExpression left, BinaryOperator op, TypedExpression right) =>
        new(Grouped.Infix(left.Syntax, op, right.Syntax));
}
