using Analytics.PromQL.Syntax;

namespace Analytics.PromQL.Parsing;

/// <content>Ranges, subqueries, <c>offset</c>, <c>@</c> and the arithmetic of durations.</content>
public sealed partial class Parser
{
    /// <summary>What 63 bits of nanoseconds hold, in seconds.</summary>
    private const double LongestSeconds = (1UL << 63) / 1e9;

    private Expr? ParseBrackets(Expr operand)
    {
        var open = _token.Span;
        Advance();
        if (ParsePositiveDuration("number or duration") is not { } range)
        {
            return null;
        }

        if (_token.Kind == TokenKind.Colon)
        {
            return ParseSubquery(operand, range);
        }

        if (!Expect(TokenKind.RightBracket, "subquery or range", "\":\" or \"]\""))
        {
            return null;
        }

        var problem = operand is not VectorSelector { Shift: var shift } ? "ranges only allowed for vector selectors"
            : shift.Offset is DurationLiteral ? "no offset modifiers allowed before range"
            : shift.At is { Kind: AtKind.Timestamp } ? "no @ modifiers allowed before range"
            : null;
        return problem is not null
            ? Fail(open.To(_previous.Span), problem)
            : Grow(_height, operand) ? new MatrixSelector((VectorSelector)operand, range) { Span = operand.Span.To(_previous.Span) } : null;
    }

    private Subquery? ParseSubquery(Expr operand, DurationExpr range)
    {
        Advance();
        DurationExpr? step = null;
        if (_token.Kind != TokenKind.RightBracket && (step = ParsePositiveDuration("number or duration or \"]\"")) is null)
        {
            return null;
        }

        return Expect(TokenKind.RightBracket, "subquery selector", "\"]\"") && Grow(_height, operand)
            ? new Subquery(operand, range, step) { Span = operand.Span.To(_previous.Span) }
            : null;
    }

    private Expr? ParseOffset(Expr operand)
    {
        Advance();
        var isNumber = _token.Kind is TokenKind.Number or TokenKind.Duration;
        if (ParseOffsetDuration() is not { } duration)
        {
            return null;
        }

        Expr? Fault(string message) => isNumber ? Fail(operand.Span, message) : FailBehind<Expr>(operand.Span, message);

        // Zero is no offset, and may be followed by another one.
        var shift = ShiftOf(operand);
        return shift is null ? Fault("offset modifier must be preceded by an instant vector selector or range vector selector or a subquery")
            : shift.Offset is not null ? Fault("offset may not be set multiple times")
            : WithShift(operand, shift with { Offset = duration is DurationLiteral { Value.Nanoseconds: 0 } ? null : duration });
    }

    private Expr? ParseAt(Expr operand)
    {
        Advance();
        AtModifier at;
        if (_token.Kind is TokenKind.Start or TokenKind.EndWord)
        {
            at = new AtModifier(_token.Kind == TokenKind.Start ? AtKind.Start : AtKind.End);
            Advance();
            if (!Expect(TokenKind.LeftParen, "@", "\"(\"") || !Expect(TokenKind.RightParen, "@", "\")\""))
            {
                return null;
            }
        }
        else
        {
            var minus = _token.Kind == TokenKind.Subtract;
            if (_token.IsSign)
            {
                Advance();
            }

            if (_token.Kind is not (TokenKind.Number or TokenKind.Duration))
            {
                return Unexpected("@", "timestamp");
            }

            if (ParseNumber() is not { } number)
            {
                return null;
            }

            var seconds = minus ? -number.Value : number.Value;
            if (!(double.Abs(seconds) < 9223372036854775807.0))
            {
                return Fail(operand.Span, "timestamp out of bounds for @ modifier");
            }

            // Where milliseconds do not fit the server's conversion gives the smallest number.
            var milliseconds = Math.Round(seconds * 1000, MidpointRounding.AwayFromZero);
            at = new AtModifier(AtKind.Timestamp, double.Abs(milliseconds) < 9223372036854775807.0 ? (long)milliseconds : long.MinValue);
        }

        var shift = ShiftOf(operand);
        return shift is null ? Fail(operand.Span, "@ modifier must be preceded by an instant vector selector or range vector selector or a subquery")
            : shift.At is not null ? Fail(operand.Span, "@ <timestamp> may not be set multiple times")
            : WithShift(operand, shift with { At = at });
    }

    private static TimeShift? ShiftOf(Expr expr) => expr switch
    {
        VectorSelector vector => vector.Shift,
        MatrixSelector matrix => matrix.Selector.Shift,
        Subquery subquery => subquery.Shift,
        _ => null,
    };

    private Expr WithShift(Expr expr, TimeShift shift)
    {
        var span = expr.Span.To(_previous.Span);
        return expr switch
        {
            VectorSelector vector => vector with { Shift = shift, Span = span },
            MatrixSelector matrix => matrix with { Selector = matrix.Selector with { Shift = shift }, Span = span },
            _ => (Subquery)expr with { Shift = shift, Span = span },
        };
    }

    /// <summary>A plain offset ends with its number, so that <c>x offset 5m + 1</c> adds to x. One that starts otherwise takes all arithmetic
    /// that follows, as the server's grammar has it; it is put into parentheses, without which it could not be written down again.</summary>
    private DurationExpr? ParseOffsetDuration()
    {
        Token? sign = null;
        if (_token.IsSign)
        {
            sign = _token;
            Advance();
        }

        if (_token.Kind is TokenKind.Number or TokenKind.Duration)
        {
            return ParseDurationNumber(sign) is { } number ? Whole(sign is { } before ? Signed(before, number) : number) : null;
        }

        if (_token.Kind != TokenKind.LeftParen && !_token.IsSign)
        {
            Unexpected("offset", "number or duration");
            return null;
        }

        var operand = ParseDuration(sign is null ? 1 : UnaryOperand);
        if (operand is not null && sign is { } outer)
        {
            operand = ParseDurationTail(Signed(outer, operand), 1);
        }

        if (operand is null)
        {
            return null;
        }

        operand = Whole(operand);
        return operand is DurationBinary or DurationNegation && StartsWithNumber(operand) ? new DurationParen(operand) { Span = operand.Span } : operand;
    }

    private DurationExpr? ParsePositiveDuration(string expected)
    {
        if (_token.Kind is not (TokenKind.Number or TokenKind.Duration or TokenKind.LeftParen) && !_token.IsSign)
        {
            Unexpected("subquery selector", expected);
            return null;
        }

        var duration = ParseDuration(1);
        return duration is DurationLiteral { Value.Nanoseconds: <= 0 } or DurationNumber { Value: <= 0 }
            ? FailBehind<DurationExpr>(duration.Span, "duration must be greater than 0")
            : duration is null ? null : Whole(duration);
    }

    private DurationExpr? ParseDuration(int precedence)
    {
        if (++_depth > DeepestNesting)
        {
            return FailAt<DurationExpr>(_token.Span, "expression nested too deeply");
        }

        DurationExpr? left;
        var first = _token;
        if (first.IsSign)
        {
            Advance();
            left = ParseDuration(UnaryOperand) is { } operand ? Signed(first, operand) : null;
        }
        else if (first.Kind == TokenKind.LeftParen)
        {
            Advance();
            left = ParseDuration(1) is { } inner && Expect(TokenKind.RightParen, "duration", "\")\"") && Allowed(inner.Span)
                ? inner is DurationLiteral or DurationNumber or DurationParen ? inner : new DurationParen(inner) { Span = first.Span.To(_previous.Span) }
                : null;
        }
        else
        {
            left = ParseDurationNumber();
        }

        left = left is null ? null : ParseDurationTail(left, precedence);
        _depth--;
        return left;
    }

    private DurationExpr? ParseDurationTail(DurationExpr left, int precedence)
    {
        var length = 0;
        while (_token.Kind is >= TokenKind.Add and <= TokenKind.Power && _token.BinaryOperator.Precedence() >= precedence)
        {
            var op = _token;
            Advance();
            var right = ParseDuration(op.Kind == TokenKind.Power ? UnaryOperand : op.BinaryOperator.Precedence() + 1);
            if (right is null || !Allowed(left.Span, behind: true))
            {
                return null;
            }

            if (op.Kind is TokenKind.Divide or TokenKind.Modulo && IsZero(right))
            {
                return FailBehind<DurationExpr>(op.Span, op.Kind == TokenKind.Divide ? "division by zero" : "modulo by zero");
            }

            if (++length > DeepestNesting)
            {
                return FailAt<DurationExpr>(op.Span, "duration expression too long");
            }

            // The parentheses of (-5m) ^ 2 matter; elsewhere a number needs none.
            if (op.Kind == TokenKind.Power && left is DurationLiteral { Value.Nanoseconds: < 0 } or DurationNumber { Value: < 0 })
            {
                left = new DurationParen(left) { Span = left.Span };
            }

            left = new DurationBinary(left, op.BinaryOperator, right) { Span = left.Span.To(right.Span) };
        }

        return left;
    }

    private DurationExpr? ParseDurationNumber(Token? sign = null)
    {
        if (_token.Kind is not (TokenKind.Number or TokenKind.Duration))
        {
            Unexpected("duration", "number or duration");
            return null;
        }

        var token = _token;
        if (ParseNumber() is not { } number)
        {
            return null;
        }

        if (double.Abs(number.Value) > LongestSeconds)
        {
            return FailAt<DurationExpr>((sign ?? token).Span, "duration out of range");
        }

        return number.IsDuration
            ? new DurationLiteral(Duration.Parse(TextOf(token))!.Value) { Span = token.Span }
            : new DurationNumber(number.Value) { Span = token.Span };
    }

    private static bool IsZero(DurationExpr duration) => duration is DurationLiteral { Value.Nanoseconds: 0 } or DurationNumber { Value: 0 };

    private static DurationExpr Signed(Token sign, DurationExpr operand)
    {
        var span = sign.Span.To(operand.Span);
        var minus = sign.Kind == TokenKind.Subtract;
        return operand switch
        {
            DurationLiteral literal => new DurationLiteral(minus ? -literal.Value : literal.Value) { Span = span },
            DurationNumber number => new DurationNumber(minus ? -number.Value : number.Value) { Span = span },
            _ => minus ? new DurationNegation(operand) { Span = span } : operand,
        };
    }

    /// <summary>A range, step or offset that is one bare number is that many seconds; NaN is what the server's conversion makes of it.</summary>
    private static DurationExpr Whole(DurationExpr duration) => duration is DurationNumber number
        ? new DurationLiteral(double.IsNaN(number.Value) ? new Duration(long.MinValue) : Duration.FromSeconds(number.Value)) { Span = number.Span }
        : duration;

    private static bool StartsWithNumber(DurationExpr duration) => duration switch
    {
        DurationBinary binary => StartsWithNumber(binary.Left),
        DurationNegation { Operand: DurationNegation } or DurationParen => false,
        DurationNegation negation => StartsWithNumber(negation.Operand),
        _ => true,
    };

    private bool Allowed(Span span, bool behind = false)
    {
        const string Problem = "experimental duration expression is not enabled";
        if (!_options.DurationExpressions)
        {
            _ = behind ? FailBehind<DurationExpr>(span, Problem) : FailAt<DurationExpr>(span, Problem);
        }

        return _options.DurationExpressions;
    }
}
