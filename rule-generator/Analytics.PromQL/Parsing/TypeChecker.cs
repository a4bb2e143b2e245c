using System.Globalization;
using Analytics.PromQL.Syntax;

namespace Analytics.PromQL.Parsing;

/// <summary>Checks that operands and arguments are of the kinds that operators and functions ask for, in the order in which Prometheus does,
/// so that the first mistake found is the same one.</summary>
internal sealed class TypeChecker
{
    private readonly string _source;
    private ParseError? _error;

    private TypeChecker(string source) => _source = source;

    /// <summary>The first mistake, or null.</summary>
    public static ParseError? Check(string source, Expr expr)
    {
        var checker = new TypeChecker(source);
        checker.Visit(expr);
        return checker._error;
    }

    private void Visit(Expr expr)
    {
        if (_error is not null)
        {
            return;
        }

        switch (expr)
        {
            case Aggregation aggregation:
                Expect(aggregation.Operand, ValueKind.InstantVector, "aggregation expression");
                if (aggregation.Parameter is { } parameter)
                {
                    Expect(parameter, aggregation.Operator == Aggregator.CountValues ? ValueKind.String : ValueKind.Scalar, "aggregation parameter");
                }

                break;
            case Binary binary:
                VisitBinary(binary);
                break;
            case Call call:
                VisitCall(call);
                break;
            case Paren paren:
                Visit(paren.Inner);
                break;
            case Unary unary:
                Visit(unary.Operand);
                if (!IsNumeric(unary.Operand.Type))
                {
                    Fail(unary.Span, $"unary expression only allowed on expressions of type scalar or instant vector, got \"{unary.Operand.Type.DocumentedName()}\"");
                }

                break;
            case Subquery subquery:
                Visit(subquery.Operand);
                if (subquery.Operand.Type != ValueKind.InstantVector)
                {
                    Fail(subquery.Span, $"subquery is only allowed on instant vector, got {subquery.Operand.Type.ApiName()} instead");
                }

                break;
            case MatrixSelector matrix:
                VisitSelector(matrix.Selector);
                break;
            case VectorSelector selector:
                VisitSelector(selector);
                break;
        }
    }

    private void VisitBinary(Binary binary)
    {
        Visit(binary.Left);
        Visit(binary.Right);
        if (_error is not null)
        {
            return;
        }

        var (left, right, op) = (binary.Left.Type, binary.Right.Type, binary.Operator);
        if (binary.ReturnBool && !op.IsComparison())
        {
            Fail(OperatorSpan(binary), "bool modifier can only be used on comparison operators");
        }

        if (op.IsComparison() && !binary.ReturnBool && left == ValueKind.Scalar && right == ValueKind.Scalar)
        {
            Fail(OperatorSpan(binary), "comparisons between scalars must use BOOL modifier");
        }

        foreach (var label in binary.Matching is { On: true } on ? on.Labels : [])
        {
            if (binary.Matching!.Include.Contains(label))
            {
                Fail(OperatorSpan(binary), $"label \"{label}\" must not occur in ON and GROUP clause at once");
            }
        }

        foreach (var operand in (ReadOnlySpan<Expr>)[binary.Left, binary.Right])
        {
            if (!IsNumeric(operand.Type))
            {
                Fail(operand.Span, "binary expression must contain only scalar and instant vector types");
            }
        }

        var ofVectors = left == ValueKind.InstantVector && right == ValueKind.InstantVector;
        if (!ofVectors && binary.Matching is { Labels.Count: > 0 })
        {
            Fail(binary.Span, "vector matching only allowed between instant vectors");
        }
        else if (ofVectors && op.IsSet() && binary.Matching is { Group: not GroupSide.None })
        {
            Fail(binary.Span, $"no grouping allowed for \"{op.Symbol()}\" operation");
        }

        if ((left == ValueKind.Scalar || right == ValueKind.Scalar) && op.IsSet())
        {
            Fail(binary.Span, $"set operator \"{op.Symbol()}\" not allowed in binary scalar expression");
        }
    }

    private void VisitCall(Call call)
    {
        var (function, count) = (call.Function, call.Arguments.Count);
        if (count < function.MinimumArguments || count > function.MaximumArguments)
        {
            var (limit, word) = function.Variadic == 0 ? (function.MinimumArguments, "")
                : count < function.MinimumArguments ? (function.MinimumArguments, "at least ") : (function.MaximumArguments!.Value, "at most ");
            Fail(call.Span, string.Create(CultureInfo.InvariantCulture, $"expected {word}{limit} argument(s) in call to \"{function.Name}\", got {count}"));
            return;
        }

        if (function.Name == "info" && count > 1)
        {
            if (call.Arguments[1] is not VectorSelector { Name: null })
            {
                Fail(call.Arguments[1].Span, "expected label selectors only, got something else");
            }
        }

        for (var i = 0; i < count; i++)
        {
            if (function.Name == "info" && i == 1)
            {
                // Labels only: here a selector may be empty.
                continue;
            }

            Expect(call.Arguments[i], function.Parameters[Math.Min(i, function.Parameters.Count - 1)], $"call to function \"{function.Name}\"");
        }
    }

    private void VisitSelector(VectorSelector selector)
    {
        if (selector.Name is { } name)
        {
            foreach (var matcher in selector.Matchers)
            {
                if (matcher.Name == LabelMatcher.MetricName)
                {
                    Fail(selector.Span, $"metric name must not be set twice: \"{name}\" or \"{matcher.Value}\"");
                }
            }

            return;
        }

        foreach (var matcher in selector.Matchers)
        {
            if (!MatchesEmpty(matcher))
            {
                return;
            }
        }

        Fail(selector.Span, "vector selector must contain at least one non-empty matcher");
    }

    private static bool MatchesEmpty(LabelMatcher matcher) => matcher.Operator switch
    {
        MatchOperator.Equal => matcher.Value.Length == 0,
        MatchOperator.NotEqual => matcher.Value.Length != 0,
        MatchOperator.Matches => Re2Syntax.Check(matcher.Value).MatchesEmpty,
        _ => !Re2Syntax.Check(matcher.Value).MatchesEmpty,
    };

    private void Expect(Expr expr, ValueKind kind, string context)
    {
        Visit(expr);
        if (expr.Type != kind)
        {
            Fail(expr.Span, $"expected type {kind.DocumentedName()} in {context}, got {expr.Type.DocumentedName()}");
        }
    }

    private static bool IsNumeric(ValueKind kind) => kind is ValueKind.Scalar or ValueKind.InstantVector;

    /// <summary>What stands between the operands, without the space around.</summary>
    private Span OperatorSpan(Binary binary)
    {
        var (start, end) = (binary.Left.Span.End, binary.Right.Span.Start);
        while (start < end && char.IsWhiteSpace(_source[start]))
        {
            start++;
        }

        while (end > start && char.IsWhiteSpace(_source[end - 1]))
        {
            end--;
        }

        return new Span(start, end);
    }

    private void Fail(Span span, string message) => _error ??= ParseError.At(_source, span, message);
}
