using System.Globalization;
using Analytics.PromQL;
using Analytics.PromQL.Syntax;

namespace Analytics.Rules.Import;

/// <summary>
/// Prints an expression as the C# that makes it: <c>Promql.Metric("up").Range(5.Minutes()).AvgOverTime()</c>. What the typed layer has no word for is kept
/// as text in <c>Promql.Parse("…")</c>, as small a part as possible.
/// </summary>
/// <param name="window">The duration that stands for the C# variable <c>window</c>; null when there is none.</param>
internal sealed class CSharpQuery(Duration? window = null)
{
    private static readonly Dictionary<string, string> Renamed = new(StringComparer.Ordinal)
    {
        ["irate"] = "InstantRate", ["idelta"] = "InstantDelta", ["deriv"] = "Derivative", ["sort_desc"] = "SortDescending",
        ["deg"] = "Degrees", ["rad"] = "Radians", ["scalar"] = "ToScalar",
    };

    private static readonly HashSet<string> Known = typeof(Promql).GetMethods().Select(method => method.Name).ToHashSet(StringComparer.Ordinal);

    /// <summary>C# of type InstantVector.</summary>
    public string Vector(Expr expr) => Typed(expr) ?? Text(expr);

    private string Text(Expr expr)
    {
        var text = expr.ToString();
        return window is { } value && text.Contains(value.ToString(), StringComparison.Ordinal)
            ? "Promql.Parse($" + CSharpText.Literal(text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal)).Replace(value.ToString(), "{window}", StringComparison.Ordinal) + ")"
            : $"Promql.Parse({CSharpText.Literal(text)})";
    }

    /// <summary>C# of the kind that the expression has; null when the typed layer has no word for it.</summary>
    private string? Typed(Expr expr) => expr switch
    {
        Paren paren => Typed(paren.Inner),
        NumberLiteral { IsDuration: true } number => CSharpText.Time(Duration.FromSeconds(number.Value)),
        NumberLiteral number => Number(number.Value),
        VectorSelector selector => Selector(selector),
        MatrixSelector matrix => Selector(matrix.Selector) is { } selector && Time(matrix.Range) is { } range ? $"{selector}.Range({range})" : null,
        Subquery subquery => OfSubquery(subquery),
        Unary { Operator: UnaryOperator.Minus } unary => Operand(unary.Operand) is { } operand ? $"(-{operand})" : null,
        Unary unary => Typed(unary.Operand),
        Aggregation aggregation => OfAggregation(aggregation),
        Binary binary => OfBinary(binary),
        Call call => OfCall(call),
        _ => null,
    };

    /// <summary>A part: text where it is a vector that cannot be said.</summary>
    private string? Operand(Expr expr) => Typed(expr) ?? (expr.Type == ValueKind.InstantVector ? Text(expr) : null);

    private string? Selector(VectorSelector selector)
    {
        if (selector.Name is null)
        {
            return null;
        }

        var matchers = selector.Matchers.Select(matcher => $", LabelMatcher.{matcher.Operator}({CSharpText.Literal(matcher.Name)}, {CSharpText.Literal(matcher.Value)})");
        return Shifted($"Promql.Metric({CSharpText.Literal(selector.Name)}{string.Concat(matchers)})", selector.Shift);
    }

    private string? Shifted(string code, TimeShift shift)
    {
        var at = shift.At switch
        {
            null => string.Empty,
            { Kind: AtKind.Start } => ".AtStart()",
            { Kind: AtKind.End } => ".AtEnd()",
            { Milliseconds: var time } => string.Create(CultureInfo.InvariantCulture, $".At({time}L)"),
        };
        return shift.Offset is null ? code + at : Time(shift.Offset) is { } offset ? $"{code}.Offset({offset}){at}" : null;
    }

    private string? OfSubquery(Subquery subquery)
    {
        if (subquery.Shift.At is not null || Operand(subquery.Operand) is not { } operand || Time(subquery.Range) is not { } range
            || subquery.Step is not null && Time(subquery.Step) is null)
        {
            return null;
        }

        return Shifted($"{operand}.Subquery({range}{(subquery.Step is null ? string.Empty : ", " + Time(subquery.Step))})", subquery.Shift);
    }

    private string? OfAggregation(Aggregation aggregation)
    {
        var parameter = aggregation.Parameter switch
        {
            null => string.Empty,
            StringLiteral text => CSharpText.Literal(text.Value),
            var scalar => Typed(scalar),
        };
        var grouping = aggregation.Grouping is { } given ? $".{(given.Without ? "Without" : "By")}({string.Join(", ", given.Labels.Select(CSharpText.Literal))})" : string.Empty;
        return parameter is null || Operand(aggregation.Operand) is not { } operand ? null : $"{operand}.{aggregation.Operator}({parameter}){grouping}";
    }

    private string? OfBinary(Binary binary)
    {
        if (binary.Type == ValueKind.Scalar && binary.Operator.IsComparison() || Operand(binary.Left) is not { } left || Operand(binary.Right) is not { } right)
        {
            return null;
        }

        // Two C# numbers would be computed by C# instead of standing in the expression.
        left = binary.Type == ValueKind.Scalar && binary.Left.Bare() is NumberLiteral ? $"(Scalar){left}" : left;
        var onLeft = binary.Left.Type == ValueKind.InstantVector;
        var joined = binary.Operator switch
        {
            BinaryOperator.And or BinaryOperator.Or or BinaryOperator.Unless or BinaryOperator.Power or BinaryOperator.Atan2 when onLeft => $"{left}.{binary.Operator}({right})",
            BinaryOperator.Equal when onLeft => $"{left}.EqualTo({right})",
            BinaryOperator.NotEqual when onLeft => $"{left}.NotEqualTo({right})",
            BinaryOperator.Power or BinaryOperator.Atan2 or BinaryOperator.Equal or BinaryOperator.NotEqual => null,
            _ => $"({left} {binary.Operator.Symbol()} {right})",
        };
        return joined is null ? null : joined + (binary.ReturnBool ? ".AsBool()" : string.Empty) + Matched(binary.Matching);
    }

    private static string Matched(VectorMatching? matching) => matching is null ? string.Empty
        : $".{(matching.On ? "On" : "Ignoring")}({string.Join(", ", matching.Labels.Select(CSharpText.Literal))})" + matching.Group switch
        {
            GroupSide.Left => $".GroupLeft({string.Join(", ", matching.Include.Select(CSharpText.Literal))})",
            GroupSide.Right => $".GroupRight({string.Join(", ", matching.Include.Select(CSharpText.Literal))})",
            _ => string.Empty,
        };

    private string? OfCall(Call call)
    {
        var name = Renamed.GetValueOrDefault(call.Function.Name) ?? string.Concat(call.Function.Name.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        var arguments = call.Arguments.Select(argument => argument is StringLiteral text ? CSharpText.Literal(text.Value) : Operand(argument)).ToList();
        if (!Known.Contains(name) || arguments.Contains(null))
        {
            return null;
        }

        var isStatic = call.Arguments.Count == 0 || call.Arguments[0].Type == ValueKind.Scalar
            || call.Function.Name is "minute" or "hour" or "day_of_week" or "day_of_month" or "day_of_year" or "days_in_month" or "month" or "year";
        return isStatic ? $"Promql.{name}({string.Join(", ", arguments)})" : $"{arguments[0]}.{name}({string.Join(", ", arguments.Skip(1))})";
    }

    private string? Time(DurationExpr duration) => duration switch
    {
        DurationLiteral { Value: var value } => value == window ? "window" : CSharpText.Time(value),
        DurationNumber { Value: var seconds } => CSharpText.Time(Duration.FromSeconds(seconds)),
        _ => null,
    };

    private static string Number(double value) => value switch
    {
        double.NaN => "double.NaN",
        double.PositiveInfinity => "double.PositiveInfinity",
        double.NegativeInfinity => "double.NegativeInfinity",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
