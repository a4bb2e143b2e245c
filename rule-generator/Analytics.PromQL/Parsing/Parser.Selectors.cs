using Analytics.PromQL.Syntax;

namespace Analytics.PromQL.Parsing;

/// <content>Selectors, their labels, and the modifiers of binary operators and aggregations.</content>
public sealed partial class Parser
{
    private VectorSelector? ParseSelector(Token? name)
    {
        var start = name?.Span ?? _token.Span;
        var matchers = new List<LabelMatcher>();
        if (_token.Kind == TokenKind.LeftBrace && !ParseMatchers(matchers))
        {
            return null;
        }

        return new VectorSelector(name is { } token ? TextOf(token).ToString() : null, matchers.ToValueList()) { Span = start.To(_previous.Span) };
    }

    private bool ParseMatchers(List<LabelMatcher> matchers)
    {
        Advance();
        while (_token.Kind != TokenKind.RightBrace)
        {
            if (ParseMatcher() is not { } matcher)
            {
                return false;
            }

            matchers.Add(matcher);
            if (_token.Kind == TokenKind.RightBrace)
            {
                break;
            }

            if (!Expect(TokenKind.Comma, "label matching", "\",\" or \"}\""))
            {
                return false;
            }
        }

        Advance();
        return true;
    }

    private LabelMatcher? ParseMatcher()
    {
        var name = _token;
        if (name.Kind is not (TokenKind.Identifier or TokenKind.String))
        {
            Unexpected("label matching", "identifier or \"}\"");
            return null;
        }

        Advance();
        var text = name.Kind == TokenKind.String ? StringText.Unquote(TextOf(name)) : TextOf(name).ToString();
        if (name.Kind == TokenKind.String && _token.Kind is TokenKind.Comma or TokenKind.RightBrace)
        {
            return LabelMatcher.Equal(LabelMatcher.MetricName, text) with { Span = name.Span };
        }

        MatchOperator? op = _token.Kind switch
        {
            TokenKind.Assign => MatchOperator.Equal,
            TokenKind.NotEqual => MatchOperator.NotEqual,
            TokenKind.RegexMatch => MatchOperator.Matches,
            TokenKind.RegexNoMatch => MatchOperator.DoesNotMatch,
            _ => null,
        };
        if (op is null)
        {
            Unexpected("label matching", "label matching operator");
            return null;
        }

        Advance();
        var value = _token;
        if (!Expect(TokenKind.String, "label matching", "string"))
        {
            return null;
        }

        var matcher = new LabelMatcher(text, op.Value, StringText.Unquote(TextOf(value))) { Span = name.Span.To(value.Span) };
        return op is MatchOperator.Matches or MatchOperator.DoesNotMatch && Re2Syntax.Check(matcher.Value).Problem is { } problem
            ? FailAt<LabelMatcher>(matcher.Span, $"error parsing regexp: {problem}")
            : matcher;
    }

    private bool ParseModifiers(out bool returnBool, out VectorMatching? matching)
    {
        matching = null;
        returnBool = _token.Kind == TokenKind.Bool;
        if (returnBool)
        {
            Advance();
        }

        if (_token.Kind is not (TokenKind.On or TokenKind.Ignoring))
        {
            return true;
        }

        var on = _token.Kind == TokenKind.On;
        Advance();
        if (ParseLabels() is not { } labels)
        {
            return false;
        }

        var group = _token.Kind switch { TokenKind.GroupLeft => GroupSide.Left, TokenKind.GroupRight => GroupSide.Right, _ => GroupSide.None };
        var include = ValueList<string>.Empty;
        if (group != GroupSide.None)
        {
            Advance();
            if (_token.Kind == TokenKind.LeftParen)
            {
                if (ParseLabels() is not { } included)
                {
                    return false;
                }

                include = included;
            }
        }

        matching = Matching.Of(on, labels, group, include);
        return true;
    }

    private bool ParseGrouping(out Grouping? grouping)
    {
        var without = _token.Kind == TokenKind.Without;
        Advance();
        var labels = ParseLabels();
        grouping = labels is null ? null : new Grouping(without, labels);
        return labels is not null;
    }

    private ValueList<string>? ParseLabels()
    {
        if (!Expect(TokenKind.LeftParen, "grouping opts", "\"(\""))
        {
            return null;
        }

        var labels = new List<string>();
        while (_token.Kind != TokenKind.RightParen)
        {
            if (!_token.CanNameLabel && _token.Kind != TokenKind.String)
            {
                Unexpected("grouping opts", "label");
                return null;
            }

            var label = _token.Kind == TokenKind.String ? StringText.Unquote(TextOf(_token)) : TextOf(_token).ToString();
            if (label.Length == 0 || label.AsSpan().ContainsAnyInRange('\udc80', '\udcff') && !IsUtf8(label))
            {
                return FailAt<ValueList<string>>(_token.Span, $"invalid label name for grouping: \"{label}\"");
            }

            labels.Add(label);
            Advance();
            if (_token.Kind == TokenKind.RightParen)
            {
                break;
            }

            if (!Expect(TokenKind.Comma, "grouping opts", "\",\" or \")\""))
            {
                return null;
            }
        }

        Advance();
        return labels.ToValueList();
    }

    private static bool IsUtf8(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == 0xfffd)
            {
                return false;
            }
        }

        return true;
    }
}
