using Analytics.PromQL.Printing;

namespace Analytics.PromQL.Syntax;

/// <summary>A PromQL expression: a closed family of immutable nodes. Two are equal when they mean the same tree; spans do not count.</summary>
public abstract record Expr
{
    private protected Expr()
    {
    }

    /// <summary>Where the expression stands in the source.</summary>
    public Span Span { get; init; }

    /// <summary>What it evaluates to.</summary>
    public abstract ValueKind Type { get; }

    public virtual bool Equals(Expr? other) => other is not null && EqualityContract == other.EqualityContract;

    public override int GetHashCode() => EqualityContract.GetHashCode();

    /// <summary>The canonical text, on one line.</summary>
    public sealed override string ToString() => CanonicalPrinter.Print(this);
}

/// <summary>A number: <c>0.95</c>, <c>+Inf</c>; or a number written as a duration, <c>5m</c>, which is 300.</summary>
public sealed record NumberLiteral(double Value, bool IsDuration = false) : Expr
{
    public override ValueKind Type => ValueKind.Scalar;
}

/// <summary>A text. Bytes that are no UTF-8 (written <c>"\xff"</c>) are kept as the lone surrogates U+DC80 to U+DCFF.</summary>
public sealed record StringLiteral(string Value) : Expr
{
    public override ValueKind Type => ValueKind.String;
}

/// <summary><c>metric{job="api"} @ start() offset 5m</c></summary>
public sealed record VectorSelector : Expr
{
    /// <param name="name">The metric's name where it stands before the braces, else null.</param>
    /// <param name="matchers">The conditions; kept in canonical order, for order has no meaning.</param>
    /// <param name="shift">When to look; null for now.</param>
    public VectorSelector(string? name, ValueList<LabelMatcher> matchers, TimeShift? shift = null)
    {
        Name = name;
        Matchers = CanonicalOrder.Sort(matchers);
        Shift = shift ?? TimeShift.None;
    }

    public string? Name { get; }

    public ValueList<LabelMatcher> Matchers { get; }

    public TimeShift Shift { get; init; }

    public override ValueKind Type => ValueKind.InstantVector;
}

/// <summary><c>metric[5m]</c>; <c>@</c> and <c>offset</c> are those of the selector.</summary>
public sealed record MatrixSelector(VectorSelector Selector, DurationExpr Range) : Expr
{
    public override ValueKind Type => ValueKind.RangeVector;
}

/// <summary><c>expression[1h:5m] offset 1d</c>; without a step the server's evaluation interval counts.</summary>
public sealed record Subquery(Expr Operand, DurationExpr Range, DurationExpr? Step = null) : Expr
{
    public TimeShift Shift { get; init; } = TimeShift.None;

    public override ValueKind Type => ValueKind.RangeVector;
}

/// <summary>The two signs.</summary>
public enum UnaryOperator
{
    Plus,
    Minus,
}

/// <summary><c>-expression</c>. The sign of a number is part of the <see cref="NumberLiteral"/>.</summary>
public sealed record Unary(UnaryOperator Operator, Expr Operand) : Expr
{
    public override ValueKind Type => Operand.Type;
}

/// <summary><c>left op right</c>, with <c>bool</c> and the matching of vectors.</summary>
public sealed record Binary(Expr Left, BinaryOperator Operator, Expr Right, bool ReturnBool = false, VectorMatching? Matching = null) : Expr
{
    public override ValueKind Type =>
        Left.Type == ValueKind.Scalar && Right.Type == ValueKind.Scalar ? ValueKind.Scalar : ValueKind.InstantVector;
}

/// <summary><c>function(arguments)</c></summary>
public sealed record Call(Function Function, ValueList<Expr> Arguments) : Expr
{
    public override ValueKind Type => Function.Returns;
}

/// <summary><c>sum by (job) (vector)</c>, <c>topk(5, vector)</c></summary>
public sealed record Aggregation(Aggregator Operator, Expr Operand, Expr? Parameter = null, Grouping? Grouping = null) : Expr
{
    public override ValueKind Type => ValueKind.InstantVector;
}

/// <summary><c>(expression)</c></summary>
public sealed record Paren(Expr Inner) : Expr
{
    public override ValueKind Type => Inner.Type;
}
