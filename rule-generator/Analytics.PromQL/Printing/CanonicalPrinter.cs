using System.Globalization;
using System.Text;
using Analytics.PromQL.Syntax;

namespace Analytics.PromQL.Printing;

/// <summary>Writes an expression on one line, as Prometheus does. Where Prometheus' own text could not be read back to the same tree
/// (listed in the README), the text that can.</summary>
public static class CanonicalPrinter
{
    public static string Print(Expr expr) => Write(new StringBuilder(), expr).ToString();

    internal static StringBuilder Write(StringBuilder to, Expr expr) => expr switch
    {
        NumberLiteral number => WriteNumber(to, number),
        StringLiteral text => GoQuote.Write(to, text.Value),
        VectorSelector selector => WriteShift(WriteSelector(to, selector), selector.Shift),
        MatrixSelector matrix => WriteShift(WriteRange(WriteSelector(to, matrix.Selector).Append('['), matrix.Range).Append(']'), matrix.Selector.Shift),
        Subquery subquery => WriteSubquerySuffix(WriteOperand(to, subquery.Operand, Grouped.NeedsParensInSubquery(subquery.Operand)), subquery),
        Unary unary => WriteOperand(to.Append(Sign(unary)), unary.Operand, Grouped.NeedsParensAfterSign(unary.Operand)),
        Binary binary => WriteBinary(to, binary),
        Call call => WriteArguments(to.Append(call.Function.Name), call.Arguments),
        Aggregation aggregation => WriteAggregation(to, aggregation),
        _ => Write(to.Append('('), ((Paren)expr).Inner).Append(')'),
    };

    internal static char Sign(Unary unary) => unary.Operator == UnaryOperator.Minus ? '-' : '+';

    internal static StringBuilder Write(StringBuilder to, LabelMatcher matcher)
    {
        _ = Names.IsPlainLabel(matcher.Name) ? to.Append(matcher.Name) : GoQuote.Write(to, matcher.Name);
        to.Append(matcher.Operator switch { MatchOperator.Equal => "=", MatchOperator.NotEqual => "!=", MatchOperator.Matches => "=~", _ => "!~" });
        return GoQuote.Write(to, matcher.Value);
    }

    /// <summary>Operator, <c>bool</c> and matching, without spaces around.</summary>
    internal static StringBuilder WriteOperator(StringBuilder to, Binary binary)
    {
        to.Append(binary.Operator.Symbol());
        if (binary.ReturnBool)
        {
            to.Append(" bool");
        }

        if (binary.Matching is not { } matching)
        {
            return to;
        }

        WriteLabels(to.Append(matching.On ? " on (" : " ignoring ("), matching.Labels);
        return matching.Group == GroupSide.None
            ? to
            : WriteLabels(to.Append(matching.Group == GroupSide.Left ? " group_left (" : " group_right ("), matching.Include);
    }

    /// <summary>Name and grouping, up to the parenthesis.</summary>
    internal static StringBuilder WriteAggregator(StringBuilder to, Aggregation aggregation)
    {
        to.Append(aggregation.Operator.Name());
        return aggregation.Grouping is { } grouping
            ? WriteLabels(to.Append(grouping.Without ? " without (" : " by ("), grouping.Labels).Append(' ')
            : to;
    }

    /// <summary><c>[1h:5m] @ end() offset 1d</c></summary>
    internal static StringBuilder WriteSubquerySuffix(StringBuilder to, Subquery subquery)
    {
        WriteRange(to.Append('['), subquery.Range).Append(':');
        if (subquery.Step is { } step)
        {
            WriteRange(to, step);
        }

        return WriteShift(to.Append(']'), subquery.Shift);
    }

    private static StringBuilder WriteNumber(StringBuilder to, NumberLiteral number)
    {
        if (!number.IsDuration || double.Abs(number.Value) > long.MaxValue / 1e9)
        {
            return NumberFormat.Write(to, number.Value);
        }

        return to.Append(number.Value == 0 && double.IsNegative(number.Value) ? "-" : "").Append(Duration.FromSeconds(number.Value));
    }

    private static StringBuilder WriteSelector(StringBuilder to, VectorSelector selector)
    {
        to.Append(selector.Name);
        if (selector.Matchers.Count == 0)
        {
            return selector.Name is null ? to.Append("{}") : to;
        }

        to.Append('{');
        foreach (var matcher in selector.Matchers)
        {
            if (to[^1] != '{')
            {
                to.Append(',');
            }

            Write(to, matcher);
        }

        return to.Append('}');
    }

    private static StringBuilder WriteShift(StringBuilder to, TimeShift shift)
    {
        if (shift is { WritesOffsetFirst: true, Offset: { } first })
        {
            return WriteShift(WriteDuration(to.Append(" offset "), first), shift with { Offset = null });
        }

        if (shift.At is { } at)
        {
            _ = at.Kind switch
            {
                AtKind.Start => to.Append(" @ start()"),
                AtKind.End => to.Append(" @ end()"),
                _ => to.Append(" @ ").Append((at.Milliseconds / 1000.0).ToString("F3", CultureInfo.InvariantCulture)),
            };
        }

        return shift.Offset is { } offset ? WriteDuration(to.Append(" offset "), offset) : to;
    }

    internal static StringBuilder WriteDuration(StringBuilder to, DurationExpr duration) => duration switch
    {
        DurationLiteral literal => to.Append(literal.Value),
        DurationVariable variable => to.Append(variable.Name),
        DurationNumber number => NumberFormat.Write(to, number.Value),
        DurationNegation negation => WriteDuration(to.Append('-'), negation.Operand),
        DurationBinary binary => WriteDuration(WriteDuration(to, binary.Left).Append(' ').Append(binary.Operator.Symbol()).Append(' '), binary.Right),
        _ => WriteDuration(to.Append('('), ((DurationParen)duration).Inner).Append(')'),
    };

    /// <summary>Infinity is written with a sign, and in <c>+Inf ^ x</c> the sign would be that of the power.</summary>
    internal static bool StartsWithBareInfinity(Binary binary) =>
        binary is { Operator: BinaryOperator.Power, Left: NumberLiteral { Value: double.PositiveInfinity } };

    /// <summary>What is shorter than a nanosecond is no time, but may not be written as none.</summary>
    private static StringBuilder WriteRange(StringBuilder to, DurationExpr range) =>
        range is DurationLiteral { Value.Nanoseconds: 0 } ? to.Append("1e-10") : WriteDuration(to, range);

    private static StringBuilder WriteBinary(StringBuilder to, Binary binary)
    {
        _ = StartsWithBareInfinity(binary)
            ? to.Append("Inf ")
            : WriteOperand(to, Grouped.LeftAsWritten(binary), Grouped.NeedsParensOnLeft(binary.Left, binary.Operator)).Append(' ');
        return WriteOperand(WriteOperator(to, binary).Append(' '), binary.Right, Grouped.NeedsParensOnRight(binary.Right, binary.Operator));
    }

    private static StringBuilder WriteOperand(StringBuilder to, Expr operand, bool parens) =>
        parens ? Write(to.Append('('), operand).Append(')') : Write(to, operand);

    private static StringBuilder WriteAggregation(StringBuilder to, Aggregation aggregation)
    {
        WriteAggregator(to, aggregation).Append('(');
        if (aggregation.Parameter is { } parameter)
        {
            Write(to, parameter).Append(", ");
        }

        return Write(to, aggregation.Operand).Append(')');
    }

    private static StringBuilder WriteArguments(StringBuilder to, ValueList<Expr> arguments)
    {
        to.Append('(');
        for (var i = 0; i < arguments.Count; i++)
        {
            Write(i == 0 ? to : to.Append(", "), arguments[i]);
        }

        return to.Append(')');
    }

    private static StringBuilder WriteLabels(StringBuilder to, ValueList<string> labels)
    {
        for (var i = 0; i < labels.Count; i++)
        {
            Names.WriteGroupingLabel(i == 0 ? to : to.Append(", "), labels[i]);
        }

        return to.Append(')');
    }
}
