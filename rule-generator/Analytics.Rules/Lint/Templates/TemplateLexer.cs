using System.Text.RegularExpressions;
using PromqlParser = Analytics.PromQL.Parsing.Parser;

namespace Analytics.Rules.Lint.Templates;

/// <summary>Cuts a template into the words of its actions, by the rules of Go's text/template (https://pkg.go.dev/text/template); text between actions is passed over.</summary>
internal sealed partial class TemplateLexer(string text)
{
    private int _at;

    /// <summary>What ended the reading before the end of the text.</summary>
    public TemplateProblem? Problem { get; private set; }

    /// <summary>The words of the next action, the last one its end; null when there is none, or a <see cref="Problem"/>.</summary>
    public List<TemplateToken>? NextAction()
    {
        while (text.IndexOf("{{", _at, StringComparison.Ordinal) is var open && open >= 0)
        {
            _at = open + 2;
            if (At("-") && _at + 1 < text.Length && IsSpace(text[_at + 1]))
            {
                _at += 2;
            }

            if (!At("/*"))
            {
                return Action(open);
            }

            if (!Comment(open))
            {
                return null;
            }
        }

        return null;
    }

    private bool Comment(int open)
    {
        var end = text.IndexOf("*/", _at, StringComparison.Ordinal);
        if (end < 0)
        {
            return Fail(open, "unclosed comment");
        }

        _at = end + 2;
        if (Closing() is not { } length)
        {
            return Fail(_at, "the comment ends before the action does");
        }

        _at += length;
        return true;
    }

    private List<TemplateToken>? Action(int open)
    {
        var words = new List<TemplateToken>();
        var parens = 0;
        int? closing;
        while ((closing = Closing()) is null)
        {
            if (_at == text.Length)
            {
                Fail(open, "unclosed action");
                return null;
            }

            if (Word() is not { } word)
            {
                return null;
            }

            words.Add(word);
            _at += word.Text.Length;
            parens += word.Kind switch { TemplateWord.LeftParen => 1, TemplateWord.RightParen => -1, _ => 0 };
            if (parens < 0 || (word.Kind is TemplateWord.Identifier or TemplateWord.Variable or TemplateWord.Field && !EndsWord()))
            {
                Fail(parens < 0 ? word.At : _at, parens < 0 ? "unexpected right paren" : $"bad character '{text[_at]}'");
                return null;
            }
        }

        if (parens > 0)
        {
            Fail(_at, "unclosed left paren");
            return null;
        }

        words.Add(new(TemplateWord.End, "}}", _at));
        _at += closing.Value;
        return words;
    }

    /// <summary>The word that begins here; null after a mistake.</summary>
    private TemplateToken? Word()
    {
        var c = text[_at];
        var next = _at + 1 < text.Length ? text[_at + 1] : '\0';
        var (kind, length) = c switch
        {
            '|' => (TemplateWord.Pipe, 1),
            '(' => (TemplateWord.LeftParen, 1),
            ')' => (TemplateWord.RightParen, 1),
            ',' => (TemplateWord.Comma, 1),
            '=' => (TemplateWord.Assign, 1),
            ':' when next == '=' => (TemplateWord.Declare, 2),
            '"' or '\'' or '`' => (TemplateWord.Text, Quoted(c)),
            '$' => (TemplateWord.Variable, 1 + Letters(_at + 1)),
            '.' when char.IsAsciiDigit(next) => (TemplateWord.Number, Number()),
            '.' => Letters(_at + 1) is > 0 and var letters ? (TemplateWord.Field, 1 + letters) : (TemplateWord.Dot, 1),
            '+' or '-' or >= '0' and <= '9' => (TemplateWord.Number, Number()),
            _ when IsSpace(c) => (TemplateWord.Space, Spaces()),
            _ => Letters(_at) is > 0 and var letters ? (TemplateWord.Identifier, letters) : (TemplateWord.Other, 1),
        };
        return length == 0 ? null : new(kind, text.Substring(_at, length), _at);
    }

    private int Quoted(char quote)
    {
        for (var i = _at + 1; i < text.Length && (quote == '`' || text[i] != '\n'); i++)
        {
            if (text[i] == '\\' && quote != '`')
            {
                i++;
            }
            else if (text[i] == quote)
            {
                var word = text[_at..(i + 1)];
                return (PromqlParser.Parse(word).Error is null && (quote != '\'' || OneCharacter().IsMatch(word))) || Fail(_at, $"invalid quoted text {word}") ? word.Length : 0;
            }
        }

        Fail(_at, "unterminated quoted text");
        return 0;
    }

    private int Number()
    {
        var length = NumberForm().Match(text, _at).Length;
        return (length > 0 && Letters(_at + length) == 0) || Fail(_at, "bad number") ? length : 0;
    }

    private int Spaces()
    {
        var end = _at;
        while (end < text.Length && IsSpace(text[end]))
        {
            end++;
        }

        // The last blank before -}} belongs to the end.
        return string.CompareOrdinal(text, end, "-}}", 0, 3) == 0 && end - 1 > _at ? end - 1 - _at : end - _at;
    }

    private int Letters(int from)
    {
        var end = from;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_'))
        {
            end++;
        }

        return end - from;
    }

    /// <summary>How long the end of the action is, when it ends here.</summary>
    private int? Closing() => At("}}") ? 2 : _at < text.Length && IsSpace(text[_at]) && string.CompareOrdinal(text, _at + 1, "-}}", 0, 3) == 0 ? 4 : null;

    private bool EndsWord() => _at >= text.Length || IsSpace(text[_at]) || text[_at] is '.' or ',' or '|' or ':' or ')' or '(' || At("}}");

    private bool Fail(int at, string message)
    {
        Problem = new(at, message);
        return false;
    }

    private bool At(string what) => string.CompareOrdinal(text, _at, what, 0, what.Length) == 0;

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\r' or '\n';

    [GeneratedRegex(@"\G[+-]?(0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|([0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)([eE][+-]?[0-9_]+)?)i?")]
    private static partial Regex NumberForm();

    [GeneratedRegex(@"^'(\\.[0-9a-fA-F]*|[^\\\uD800-\uDFFF]|[\uD800-\uDBFF][\uDC00-\uDFFF])'$", RegexOptions.Singleline)]
    private static partial Regex OneCharacter();
}
