namespace Analytics.PromQL.Parsing;

/// <summary>Cuts an expression into tokens, one at a time, exactly as Prometheus 3.5 does: what a character means depends on whether it
/// stands in braces, in brackets before their first number, or elsewhere. After <see cref="TokenKind.Error"/> comes nothing more.</summary>
internal sealed class Lexer(string source)
{
    private int _at;
    private int _parens;
    private bool _inBraces;
    private bool _inBrackets;
    private bool _beforeFirstNumber;
    private bool _colonSeen;
    private bool _durationSeen;

    /// <summary>What is wrong, once a token is an error.</summary>
    public string? Problem { get; private set; }

    public Token Next()
    {
        SkipSpaceAndComments();
        if (_at == source.Length)
        {
            return AtEnd();
        }

        return _inBraces ? InBraces() : _beforeFirstNumber ? InDuration() : InExpression();
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\r';

    private static bool IsWordStart(char c) => char.IsAsciiLetter(c) || c == '_';

    private void SkipSpaceAndComments()
    {
        while (_at < source.Length)
        {
            // Between a bracket and its first number the server knows no comments.
            if (source[_at] == '#' && !_beforeFirstNumber)
            {
                var line = source.AsSpan(_at).IndexOfAny('\n', '\r');
                _at = line < 0 ? source.Length : _at + line;
            }
            else if (IsSpace(source[_at]))
            {
                _at++;
            }
            else
            {
                return;
            }
        }
    }

    private Token AtEnd()
    {
        var problem = _inBraces ? "unexpected end of input inside braces"
            : _beforeFirstNumber ? "unexpected end of input in duration expression"
            : _parens != 0 ? "unclosed left parenthesis"
            : _inBrackets ? "unclosed left bracket"
            : null;
        return problem is null ? new Token(TokenKind.End, _at, _at) : Error(_at, problem);
    }

    private Token InExpression()
    {
        var start = _at;
        var c = source[_at];
        if (IsWordStart(c) || c == ':')
        {
            // In brackets the server takes any letter for the colon between range and step.
            return _inBrackets ? Colon(start) : Word(start);
        }

        if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Peek(1))))
        {
            return Number(start);
        }

        switch (c)
        {
            case '"' or '\'' or '`':
                return Text(start);
            case '=':
                return Peek(1) switch
                {
                    '=' => Emit(TokenKind.Equal, 2),
                    '~' => Error(start, "unexpected character after '=': '~'"),
                    _ => Emit(TokenKind.Assign, 1),
                };
            case '!':
                return Peek(1) == '=' ? Emit(TokenKind.NotEqual, 2) : Error(start, $"unexpected character after '!': {Quoted(_at + 1)}");
            case '<':
                return Peek(1) == '=' ? Emit(TokenKind.LessOrEqual, 2) : Emit(TokenKind.Less, 1);
            case '>':
                return Peek(1) == '=' ? Emit(TokenKind.GreaterOrEqual, 2) : Emit(TokenKind.Greater, 1);
            case '{':
                _inBraces = true;
                return Emit(TokenKind.LeftBrace, 1);
            case '[':
                if (_inBrackets)
                {
                    return Error(start, "unexpected left bracket '['");
                }

                (_inBrackets, _beforeFirstNumber, _colonSeen) = (true, true, false);
                return Emit(TokenKind.LeftBracket, 1);
            case ']' when !_inBrackets:
                return Error(start, "unexpected right bracket ']'");
            case ',':
                return Emit(TokenKind.Comma, 1);
            case '@':
                return Emit(TokenKind.At, 1);
            default:
                return Shared(c) ?? Error(start, $"unexpected character: {Quoted(_at)}");
        }
    }

    /// <summary>Between a left bracket and the first number behind it.</summary>
    private Token InDuration()
    {
        var start = _at;
        var c = source[_at];
        if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Peek(1))))
        {
            _durationSeen = true;
            _beforeFirstNumber = false;
            return Number(start);
        }

        if (c == ':')
        {
            return _durationSeen ? Colon(start) : Error(start + 1, "unexpected colon before duration in duration expression");
        }

        return Shared(c) ?? Error(start, $"unexpected character in duration expression: {Quoted(_at)}");
    }

    /// <summary>The characters that mean the same within brackets and outside.</summary>
    private Token? Shared(char c)
    {
        switch (c)
        {
            case '(':
                _parens++;
                return Emit(TokenKind.LeftParen, 1);
            case ')':
                return --_parens < 0 ? Error(_at + 1, "unexpected right parenthesis ')'") : Emit(TokenKind.RightParen, 1);
            case ']':
                (_inBrackets, _beforeFirstNumber) = (false, false);
                return Emit(TokenKind.RightBracket, 1);
            case '+':
                return Emit(TokenKind.Add, 1);
            case '-':
                return Emit(TokenKind.Subtract, 1);
            case '*':
                return Emit(TokenKind.Multiply, 1);
            case '/':
                return Emit(TokenKind.Divide, 1);
            case '%':
                return Emit(TokenKind.Modulo, 1);
            case '^':
                return Emit(TokenKind.Power, 1);
            default:
                return null;
        }
    }

    private Token InBraces()
    {
        var start = _at;
        var c = source[_at];
        if (IsWordStart(c))
        {
            SkipWord(colons: false);
            return new Token(TokenKind.Identifier, start, _at);
        }

        switch (c)
        {
            case '"' or '\'' or '`':
                return Text(start);
            case ',':
                return Emit(TokenKind.Comma, 1);
            case '=':
                return Peek(1) == '~' ? Emit(TokenKind.RegexMatch, 2) : Emit(TokenKind.Assign, 1);
            case '!':
                return Peek(1) switch
                {
                    '~' => Emit(TokenKind.RegexNoMatch, 2),
                    '=' => Emit(TokenKind.NotEqual, 2),
                    _ => Error(start, $"unexpected character after '!' inside braces: {Quoted(_at + 1)}"),
                };
            case '}':
                _inBraces = false;
                return Emit(TokenKind.RightBrace, 1);
            case '{':
                return Error(start, "unexpected left brace '{'");
            default:
                return Error(start, $"unexpected character inside braces: {Quoted(_at)}");
        }
    }

    private Token Colon(int start)
    {
        if (_colonSeen)
        {
            return Error(start, $"unexpected colon {Quoted(start)}");
        }

        _colonSeen = true;
        return Emit(TokenKind.Colon, 1);
    }

    private Token Word(int start)
    {
        SkipWord(colons: true);
        var word = source.AsSpan(start, _at - start);
        return new Token(word.Contains(':') ? TokenKind.MetricIdentifier : Keywords.Of(word), start, _at);
    }

    private void SkipWord(bool colons)
    {
        while (_at < source.Length && (NumberScanner.IsWordPart(source[_at]) || (colons && source[_at] == ':')))
        {
            _at++;
        }
    }

    private Token Number(int start)
    {
        if (NumberScanner.ScanNumber(source, ref _at))
        {
            return new Token(TokenKind.Number, start, _at);
        }

        return NumberScanner.ScanUnits(source, ref _at)
            ? new Token(TokenKind.Duration, start, _at)
            : Error(start, $"bad number or duration syntax: \"{source[start.._at]}\"");
    }

    private Token Text(int start) =>
        StringText.Scan(source, ref _at) is { } problem ? Error(start, problem) : new Token(TokenKind.String, start, _at);

    private char Peek(int ahead) => _at + ahead < source.Length ? source[_at + ahead] : '\0';

    private string Quoted(int at) => at >= source.Length ? "end of input" : char.IsControl(source[at]) ? $"U+{(int)source[at]:X4}" : $"'{source[at]}'";

    private Token Emit(TokenKind kind, int length)
    {
        var start = _at;
        _at += length;
        return new Token(kind, start, _at);
    }

    private Token Error(int at, string problem)
    {
        Problem = problem;
        return new Token(TokenKind.Error, at, source.Length);
    }
}
