using Analytics.PromQL.Syntax;

namespace Analytics.PromQL;

/// <summary>A vector compared with a scalar: a filter, unless made 0 and 1 by <see cref="AsBool"/>.</summary>
public sealed class Comparison : InstantVector
{
    internal Comparison(TypedExpression left, BinaryOperator op, TypedExpression right)
        : base(Grouped.Infix(left.Syntax, op, right.Syntax))
    {
    }

    /// <summary>Every series stays, with 1 where the comparison holds and 0 where not.</summary>
    public InstantVector AsBool() => new((Binary)Syntax with { ReturnBool = true });
}

/// <summary>Two vectors joined on all their labels, until <c>On</c> or <c>Ignoring</c> says which.</summary>
public class Join : InstantVector
{
    internal Join(InstantVector left, BinaryOperator op, InstantVector right)
        : this(Grouped.Infix(left.Syntax, op, right.Syntax))
    {
    }

    internal Join(Expr syntax)
        : base(syntax)
    {
    }

    /// <summary>Series are partners when these labels are equal.</summary>
    public MatchedJoin On(params ReadOnlySpan<string> labels) => new(Matched(on: true, labels));

    /// <summary>Series are partners when all labels but these are equal.</summary>
    public MatchedJoin Ignoring(params ReadOnlySpan<string> labels) => new(Matched(on: false, labels));

    private Binary Matched(bool on, ReadOnlySpan<string> labels) =>
        (Binary)Syntax with { Matching = Matching.Of(on, ValueList.Create(labels), GroupSide.None, []) };
}

/// <summary>Two vectors compared series by series.</summary>
public sealed class ComparingJoin : Join
{
    internal ComparingJoin(InstantVector left, BinaryOperator op, InstantVector right)
        : base(left, op, right)
    {
    }

    /// <summary>Every pair stays, with 1 where the comparison holds and 0 where not.</summary>
    public Join AsBool() => new((Binary)Syntax with { ReturnBool = true });
}

/// <summary>A join whose labels are said; <c>GroupLeft</c> or <c>GroupRight</c> let one series have many partners.</summary>
public sealed class MatchedJoin : InstantVector
{
    internal MatchedJoin(Binary syntax)
        : base(syntax)
    {
    }

    /// <summary>Many on the left, one on the right; <paramref name="labels"/> are copied from the right.</summary>
    public InstantVector GroupLeft(params ReadOnlySpan<string> labels) => WithGroup(GroupSide.Left, labels);

    /// <summary>One on the left, many on the right; <paramref name="labels"/> are copied from the left.</summary>
    public InstantVector GroupRight(params ReadOnlySpan<string> labels) => WithGroup(GroupSide.Right, labels);

    private InstantVector WithGroup(GroupSide side, ReadOnlySpan<string> labels)
    {
        var binary = (Binary)Syntax;
        var (on, matched) = binary.Matching is { } matching ? (matching.On, matching.Labels) : (false, []);
        foreach (var label in labels)
        {
            if (on && matched.Contains(label))
            {
                throw new ArgumentException($"label '{label}' is in on (…) and cannot be copied as well", nameof(labels));
            }
        }

        return new InstantVector(binary with { Matching = Matching.Of(on, matched, side, ValueList.Create(labels)) });
    }
}

/// <summary><c>and</c>, <c>or</c>, <c>unless</c>: always many to many, so there is no group to name.</summary>
public sealed class SetJoin : InstantVector
{
    internal SetJoin(InstantVector left, BinaryOperator op, InstantVector right)
        : base(Grouped.Infix(left.Syntax, op, right.Syntax))
    {
    }

    /// <summary>Series are partners when these labels are equal; none at all: everything is a partner of everything.</summary>
    public InstantVector On(params ReadOnlySpan<string> labels) => Matched(on: true, labels);

    /// <summary>Series are partners when all labels but these are equal.</summary>
    public InstantVector Ignoring(params ReadOnlySpan<string> labels) => Matched(on: false, labels);

    private InstantVector Matched(bool on, ReadOnlySpan<string> labels) =>
        new((Binary)Syntax with { Matching = Matching.Of(on, ValueList.Create(labels), GroupSide.None, []) });
}

/// <summary>The one way to say a matching.</summary>
internal static class Matching
{
    /// <summary>Null for what says nothing, <c>ignoring ()</c>.</summary>
    public static VectorMatching? Of(bool on, ValueList<string> labels, GroupSide group, ValueList<string> include) =>
        !on && labels.Count == 0 && group == GroupSide.None ? null : new VectorMatching(on, labels, group, include);
}
