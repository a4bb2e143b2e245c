using System.Globalization;
using Analytics.PromQL.Syntax;

namespace Analytics.PromQL.Parsing;

/// <summary>
/// Reads PromQL as Prometheus 3.5 does: same verdicts, same trees. One limit more: an expression may be nested 1,000 levels deep, its tree
/// 1,000 nodes high and its text <see cref="LongestSource"/> long, so that no input exhausts stack or memory.
/// </summary>
public sealed partial class Parser
{
    /// <summary>UTF-16 units; longer texts are refused unread.</summary>
    public const int LongestSource = 4 * 1024 * 1024;

    private const int DeepestNesting = 1_000;
    private const int HighestTree = 1_000;
    private const int UnaryOperand = 6;

    private readonly string _source;
    private readonly ParseOptions _options;
    private readonly Lexer _lexer;
    private Token _token;
    private Token _previous;
    private int _depth;
    private int _height;
    private ParseError? _error;

    private Parser(string source, ParseOptions options)
    {
        _source = source;
        _options = options;
        _lexer = new Lexer(source);
    }

    /// <summary>Reads and checks an expression. Never throws on any text.</summary>
    public static ParseResult Parse(string source, ParseOptions? options = null)
    {
        if (source.Length > LongestSource)
        {
            return new ParseResult(null, ParseError.At(source, new Span(LongestSource, source.Length),
                string.Create(CultureInfo.InvariantCulture, $"expression longer than {LongestSource} characters")));
        }

        var parser = new Parser(source, options ?? ParseOptions.Default);
        var expr = parser.ParseAll();
        var error = parser._error ?? (expr is null ? null : TypeChecker.Check(source, expr));
        return new ParseResult(error is null ? expr : null, error);
    }

    private Expr? ParseAll()
    {
        Advance();
        if (_token.Kind == TokenKind.End)
        {
            return Fail(new Span(0, 0), "no expression found in input");
        }

        var expr = ParseExpression(1);
        return expr is null || _token.Kind == TokenKind.End ? expr : Unexpected("", "an operator or end of input");
    }

    /// <summary>Operators of at least this precedence. Only <c>^</c> takes its like on the right.</summary>
    private Expr? ParseExpression(int precedence)
    {
        if (++_depth > DeepestNesting)
        {
            return Fail(_token.Span, string.Create(CultureInfo.InvariantCulture, $"expression nested deeper than {DeepestNesting} levels"));
        }

        var left = _token.IsSign ? ParseSigned() : ParsePostfix();
        while (left is not null && _token.IsBinaryOperator && _token.BinaryOperator.Precedence() >= precedence)
        {
            left = ParseBinary(left);
        }

        _depth--;
        return left;
    }

    private Expr? ParseBinary(Expr left)
    {
        var height = _height;
        var op = _token.BinaryOperator;
        Advance();
        if (!ParseModifiers(out var returnBool, out var matching))
        {
            return null;
        }

        var right = ParseExpression(op == BinaryOperator.Power ? op.Precedence() : op.Precedence() + 1);
        if (right is null || !Grow(Math.Max(height, _height), right))
        {
            return null;
        }

        // Without labels, matching scalars is allowed and means nothing.
        if (matching is { Labels.Count: 0 } && (left.Type != ValueKind.InstantVector || right.Type != ValueKind.InstantVector))
        {
            matching = null;
        }

        return new Binary(left, op, right, returnBool, matching) { Span = left.Span.To(right.Span) };
    }

    private Expr? ParseSigned()
    {
        var sign = _token;
        Advance();
        if (ParseExpression(UnaryOperand) is not { } operand || !Grow(_height, operand))
        {
            return null;
        }

        var span = sign.Span.To(operand.Span);
        var minus = sign.Kind == TokenKind.Subtract;
        return operand is NumberLiteral number
            ? number with { Value = minus ? -number.Value : number.Value, Span = span }
            : new Unary(minus ? UnaryOperator.Minus : UnaryOperator.Plus, operand) { Span = span };
    }

    private Expr? ParsePostfix()
    {
        var expr = ParsePrimary();
        while (expr is not null)
        {
            switch (_token.Kind)
            {
                case TokenKind.LeftBracket:
                    expr = ParseBrackets(expr);
                    break;
                case TokenKind.Offset:
                    expr = ParseOffset(expr);
                    break;
                case TokenKind.At:
                    expr = ParseAt(expr);
                    break;
                default:
                    return expr;
            }
        }

        return null;
    }

    private Expr? ParsePrimary()
    {
        _height = 1;
        var token = _token;
        switch (token.Kind)
        {
            case TokenKind.Number or TokenKind.Duration:
                return ParseNumber();
            case TokenKind.String:
                Advance();
                return new StringLiteral(StringText.Unquote(TextOf(token))) { Span = token.Span };
            case TokenKind.LeftParen:
                Advance();
                return ParseExpression(1) is { } inner && Grow(_height, inner) && Expect(TokenKind.RightParen, "parentheses", "an operator or \")\"")
                    ? new Paren(inner) { Span = token.Span.To(_previous.Span) }
                    : null;
            case TokenKind.LeftBrace:
                return ParseSelector(null);
        }

        if (!token.CanNameMetric)
        {
            return Unexpected("", "an expression");
        }

        Advance();
        return token switch
        {
            { IsAggregator: true } when _token.Kind is TokenKind.LeftParen or TokenKind.By or TokenKind.Without => ParseAggregation(token),
            { Kind: TokenKind.Identifier } when _token.Kind == TokenKind.LeftParen => ParseCall(token),
            _ => ParseSelector(token),
        };
    }

    private NumberLiteral? ParseNumber()
    {
        var token = _token;
        Advance();
        if (token.Kind == TokenKind.Number)
        {
            return NumberText.Read(TextOf(token)) is { } value
                ? new NumberLiteral(value) { Span = token.Span }
                : FailAt<NumberLiteral>(token.Span, $"error parsing number: \"{TextOf(token)}\" is none, or out of range");
        }

        return Duration.Parse(TextOf(token)) is { } duration
            ? new NumberLiteral(duration.Seconds, IsDuration: true) { Span = token.Span }
            : FailAt<NumberLiteral>(token.Span, $"not a valid duration: \"{TextOf(token)}\", expected units in the order y w d h m s ms");
    }

    private Call? ParseCall(Token name)
    {
        if (ParseArguments() is not { } arguments)
        {
            return null;
        }

        if (Functions.Find(TextOf(name)) is not { } function)
        {
            return FailAt<Call>(name.Span, $"unknown function with name \"{TextOf(name)}\"");
        }

        return function.Experimental && !_options.ExperimentalFunctions
            ? FailAt<Call>(name.Span, $"function \"{function.Name}\" is not enabled: it is experimental")
            : new Call(function, arguments) { Span = name.Span.To(_previous.Span) };
    }

    private Aggregation? ParseAggregation(Token name)
    {
        Grouping? grouping = null;
        if (_token.Kind != TokenKind.LeftParen && !ParseGrouping(out grouping))
        {
            return null;
        }

        if (ParseArguments() is not { } arguments
            || (grouping is null && _token.Kind is TokenKind.By or TokenKind.Without && !ParseGrouping(out grouping)))
        {
            return null;
        }

        var op = name.Aggregator;
        var span = name.Span.To(_previous.Span);
        Aggregation? Fault(Span at, string message) => grouping is null ? FailBehind<Aggregation>(at, message) : FailAt<Aggregation>(at, message);
        if (arguments.Count == 0)
        {
            return Fault(span, "no arguments for aggregate expression provided");
        }

        if (op.IsExperimental() && !_options.ExperimentalFunctions)
        {
            return Fault(span, $"{op.Name()}() is experimental and not enabled");
        }

        var expected = op.HasParameter() ? 2 : 1;
        return arguments.Count == expected
            ? new Aggregation(op, arguments[expected - 1], op.HasParameter() ? arguments[0] : null,
                grouping is { Without: false, Labels.Count: 0 } ? null : grouping) { Span = span }
            : Fault(span, string.Create(CultureInfo.InvariantCulture,
                $"wrong number of arguments for aggregate expression provided, expected {expected}, got {arguments.Count}"));
    }

    private ValueList<Expr>? ParseArguments()
    {
        if (!Expect(TokenKind.LeftParen, "call", "\"(\""))
        {
            return null;
        }

        var arguments = new List<Expr>();
        var height = 1;
        while (_token.Kind != TokenKind.RightParen || arguments.Count > 0)
        {
            if (ParseExpression(1) is not { } argument || !Grow(Math.Max(height, _height), argument))
            {
                return null;
            }

            height = _height - 1;
            arguments.Add(argument);
            if (_token.Kind == TokenKind.RightParen)
            {
                break;
            }

            if (!Expect(TokenKind.Comma, "arguments", "an operator, \",\" or \")\""))
            {
                return null;
            }

            if (!_token.CanStartExpression && _token.Kind != TokenKind.Error)
            {
                var behind = _token.Kind == TokenKind.RightParen ? "" : $": expected an expression behind it, not \"{TextOf(_token)}\"";
                Fail(_previous.Span, "trailing commas not allowed in function call args" + behind);
                return null;
            }
        }

        _height = height + 1;
        Advance();
        return arguments.ToValueList();
    }

    private ReadOnlySpan<char> TextOf(Token token) => _source.AsSpan(token.Start, token.End - token.Start);

    private void Advance()
    {
        _previous = _token;
        _token = _lexer.Next();
    }

    private bool Expect(TokenKind kind, string context, string expected)
    {
        if (_token.Kind != kind)
        {
            Unexpected(context, expected);
            return false;
        }

        Advance();
        return true;
    }

    /// <summary>The node about to be made stands on children of this height.</summary>
    private bool Grow(int childHeight, Expr at)
    {
        _height = childHeight + 1;
        if (_height > HighestTree)
        {
            Fail(at.Span, string.Create(CultureInfo.InvariantCulture, $"expression tree higher than {HighestTree} nodes"));
        }

        return _height <= HighestTree;
    }

    private Expr? Unexpected(string context, string expected)
    {
        if (_token.Kind == TokenKind.Error)
        {
            return Fail(_token.Span, _lexer.Problem!);
        }

        var what = _token.Kind switch
        {
            TokenKind.End => "end of input",
            TokenKind.Identifier => $"identifier \"{Shortened(_token)}\"",
            TokenKind.MetricIdentifier => $"metric identifier \"{Shortened(_token)}\"",
            TokenKind.Number => $"number \"{Shortened(_token)}\"",
            TokenKind.Duration => $"duration \"{Shortened(_token)}\"",
            TokenKind.String => $"string {Shortened(_token)}",
            _ => $"\"{TextOf(_token)}\"",
        };
        return Fail(_token.Span, $"unexpected {what}{(context.Length > 0 ? " in " + context : "")}, expected {expected}");
    }

    private string Shortened(Token token) => token.End - token.Start > 40 ? string.Concat(TextOf(token)[..40], "…") : TextOf(token).ToString();

    private Expr? Fail(Span span, string message) => FailAt<Expr>(span, message);

    /// <summary>A mistake that the server sees only after the token behind it: when that is none, it says so first.</summary>
    private T? FailBehind<T>(Span span, string message)
        where T : class => _token.Kind == TokenKind.Error ? FailAt<T>(_token.Span, _lexer.Problem!) : FailAt<T>(span, message);

    private T? FailAt<T>(Span span, string message)
        where T : class
    {
        _error ??= ParseError.At(_source, span, message);
        return null;
    }
}
