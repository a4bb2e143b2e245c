using System.Text;
using Analytics.PromQL.Printing;

namespace Analytics.PromQL.Syntax;

/// <summary>A range, a step or an offset: nearly always a <see cref="DurationLiteral"/>; arithmetic needs the server's
/// <c>promql-duration-expr</c>. Equality ignores <see cref="Span"/>.</summary>
public abstract record DurationExpr
{
    private protected DurationExpr()
    {
    }

    public Span Span { get; init; }

    public virtual bool Equals(DurationExpr? other) => other is not null && EqualityContract == other.EqualityContract;

    public override int GetHashCode() => EqualityContract.GetHashCode();

    /// <summary>The canonical text.</summary>
    public sealed override string ToString() => CanonicalPrinter.WriteDuration(new StringBuilder(), this).ToString();

    public static implicit operator DurationExpr(Duration value) => new DurationLiteral(value);
}

/// <summary><c>5m</c>; as a whole range, step or offset also what was written <c>300</c>.</summary>
public sealed record DurationLiteral(Duration Value) : DurationExpr;

/// <summary>A bare number inside arithmetic, as <c>2</c> in <c>5m * 2</c>: seconds or a factor.</summary>
public sealed record DurationNumber(double Value) : DurationExpr;

/// <summary><c>-(5m + 1m)</c></summary>
public sealed record DurationNegation(DurationExpr Operand) : DurationExpr;

/// <summary><c>5m * 2</c>; only <c>+ - * / % ^</c>.</summary>
public sealed record DurationBinary(DurationExpr Left, BinaryOperator Operator, DurationExpr Right) : DurationExpr;

/// <summary><c>(5m + 1m)</c></summary>
public sealed record DurationParen(DurationExpr Inner) : DurationExpr;

/// <summary>A variable that the asking program fills in before the server sees it, as Grafana does with <c>$__rate_interval</c>. No server takes it as it is.</summary>
/// <param name="Name">With its dollar sign.</param>
public sealed record DurationVariable(string Name) : DurationExpr;
