using System.Globalization;
using System.Text;
using Analytics.PromQL;

namespace Analytics.Rules.Import;

/// <summary>Pieces of C# source.</summary>
internal static class CSharpText
{
    private static readonly (string Unit, long Milliseconds)[] Units =
        [("Days", 86_400_000), ("Hours", 3_600_000), ("Minutes", 60_000), ("Seconds", 1_000), ("Milliseconds", 1)];

    /// <summary>A text in quotes, on one line.</summary>
    public static string Literal(string text)
    {
        var code = new StringBuilder("\"");
        foreach (var letter in text)
        {
            _ = letter switch
            {
                '"' => code.Append("\\\""),
                '\\' => code.Append("\\\\"),
                '\n' => code.Append("\\n"),
                '\t' => code.Append("\\t"),
                '\r' => code.Append("\\r"),
                _ when char.IsControl(letter) || char.IsSurrogate(letter) || letter is '\u0085' or '\u2028' or '\u2029' => code.Append("\\u").Append(((int)letter).ToString("x4", CultureInfo.InvariantCulture)),
                _ => code.Append(letter),
            };
        }

        return code.Append('"').ToString();
    }

    /// <summary><c>5.Minutes()</c>, <c>new Duration(1500000000)</c>.</summary>
    public static string Time(Duration time)
    {
        var milliseconds = time.Milliseconds;
        foreach (var (unit, size) in Units)
        {
            if (time.Nanoseconds % (size * 1_000_000) == 0 && milliseconds / size is > 0 and <= int.MaxValue)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{milliseconds / size}.{unit}()");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"new Duration({time.Nanoseconds})");
    }

    /// <summary>A name of C# from any text: <c>http-errors (5xx)</c> becomes <c>HttpErrors5xx</c>.</summary>
    public static string Name(string text)
    {
        var name = new StringBuilder();
        var upper = true;
        foreach (var letter in text)
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                name.Append(upper ? char.ToUpperInvariant(letter) : letter);
            }

            upper = !char.IsAsciiLetterOrDigit(letter);
        }

        return name.Length == 0 || char.IsAsciiDigit(name[0]) ? "Rule" + name : name.ToString();
    }

    /// <summary>Name after name, each different: a second <c>Errors</c> becomes <c>Errors2</c>.</summary>
    public static string Unique(string name, ISet<string> taken)
    {
        var unique = name;
        for (var i = 2; !taken.Add(unique); i++)
        {
            unique = string.Create(CultureInfo.InvariantCulture, $"{name}{i}");
        }

        return unique;
    }

    /// <summary>A dictionary of labels; empty text for none.</summary>
    public static string Labels(IReadOnlyDictionary<string, string> labels) => labels.Count == 0 ? string.Empty
        : "Labels = new(StringComparer.Ordinal) { " + string.Join(", ", labels.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"[{Literal(pair.Key)}] = {Literal(pair.Value)}")) + " }";
}
