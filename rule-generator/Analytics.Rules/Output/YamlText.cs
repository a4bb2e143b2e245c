using System.Text;
using System.Text.RegularExpressions;

namespace Analytics.Rules.Output;

/// <summary>Writes YAML whose bytes depend on nothing but what is written: two spaces, block style, LF. YamlDotNet only reads here.</summary>
internal sealed partial class YamlText
{
    private readonly StringBuilder _text = new();
    private int _depth;
    private bool _dash;

    /// <summary>A comment line, as deep as what follows.</summary>
    public YamlText Comment(string text)
    {
        _text.Append(' ', _depth * 2).Append("# ").Append(text).Append('\n');
        return this;
    }

    /// <summary><c>key: value</c>; text of several lines becomes a literal block.</summary>
    public YamlText Entry(string key, string value)
    {
        Start().Append(Scalar(key)).Append(':');
        if (value.Contains('\n', StringComparison.Ordinal) && IsBlock(value))
        {
            // The digit tells the reader the indentation where the text itself starts with spaces.
            _text.Append(value[0] == ' ' ? " |2-\n" : " |-\n");
            foreach (var line in value.Split('\n'))
            {
                _text.Append(' ', line.Length == 0 ? 0 : (_depth + 1) * 2).Append(line).Append('\n');
            }
        }
        else
        {
            _text.Append(' ').Append(Scalar(value)).Append('\n');
        }

        return this;
    }

    /// <summary><c>key: 12</c>, <c>key: true</c>: what is no text.</summary>
    public YamlText Plain(string key, string value)
    {
        Start().Append(Scalar(key)).Append(": ").Append(value).Append('\n');
        return this;
    }

    /// <summary><c>key: [a, b]</c></summary>
    public YamlText Flow(string key, IEnumerable<string> values)
    {
        Start().Append(Scalar(key)).Append(": [").AppendJoin(", ", values.Select(FlowScalar)).Append("]\n");
        return this;
    }

    /// <summary><c>key:</c> with what <paramref name="body"/> writes below it.</summary>
    public YamlText Map(string key, Action body)
    {
        Start().Append(Scalar(key)).Append(":\n");
        return Indented(body);
    }

    /// <summary>An item of a list: <c>- </c> before the first line of the body.</summary>
    public YamlText Item(Action body)
    {
        _dash = true;
        _depth++;
        body();
        _depth--;
        _dash = false;
        return this;
    }

    /// <summary>An item of a list that is a text.</summary>
    public YamlText Item(string value)
    {
        Start().Append("- ").Append(Scalar(value)).Append('\n');
        return this;
    }

    /// <summary>An empty line, between what belongs apart.</summary>
    public YamlText Gap()
    {
        _text.Append('\n');
        return this;
    }

    public override string ToString() => _text.ToString();

    /// <summary>A text as YAML 1.1 and 1.2 both read it: plain when nothing in it means something, else in quotes.</summary>
    internal static string Scalar(string value) =>
        PlainScalar().IsMatch(value) && !Reserved().IsMatch(value) && !value.Contains(": ", StringComparison.Ordinal) && !value.Contains(" #", StringComparison.Ordinal)
            && !value.EndsWith(' ') && !value.EndsWith(':')
            ? value
            : value.Any(char.IsControl) ? DoubleQuoted(value) : "'" + value.Replace("'", "''", StringComparison.Ordinal) + "'";

    private static string FlowScalar(string value) => value.AsSpan().IndexOfAny(",[]{}") < 0 ? Scalar(value) : "'" + value.Replace("'", "''", StringComparison.Ordinal) + "'";

    private static bool IsBlock(string value) => value[0] != '\n' && value[^1] != '\n' && value.All(letter => letter == '\n' || !char.IsControl(letter));

    private static string DoubleQuoted(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var letter in value)
        {
            _ = letter switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\t' => text.Append("\\t"),
                _ when char.IsControl(letter) => text.Append("\\u").Append(((int)letter).ToString("x4", null)),
                _ => text.Append(letter),
            };
        }

        return text.Append('"').ToString();
    }

    private YamlText Indented(Action body)
    {
        _depth++;
        body();
        _depth--;
        return this;
    }

    private StringBuilder Start()
    {
        if (!_dash)
        {
            return _text.Append(' ', _depth * 2);
        }

        _dash = false;
        return _text.Append(' ', (_depth - 1) * 2).Append("- ");
    }

    [GeneratedRegex("^[A-Za-z0-9_/.(][^\\n\\t\\r\"]*\\z")]
    private static partial Regex PlainScalar();

    /// <summary>What a reader would take for a number, a date, a truth or nothing; and the sexagesimals of YAML 1.1.</summary>
    [GeneratedRegex("^(~|null|true|false|yes|no|on|off|y|n|\\.inf|\\.nan|[0-9][0-9_.:eExXa-fA-F+-]*|\\.[0-9][0-9_.eE+-]*)$", RegexOptions.IgnoreCase)]
    private static partial Regex Reserved();
}
