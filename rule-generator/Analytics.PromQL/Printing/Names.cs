using System.Text;

namespace Analytics.PromQL.Printing;

/// <summary>When a name can stand without quotes.</summary>
internal static class Names
{
    /// <summary>A label's name in braces: letters, digits, underscore, not starting with a digit.</summary>
    public static bool IsPlainLabel(string name) => IsPlain(name, colon: false);

    /// <summary>A metric's name before braces: as a label's, and colons; and no word that the grammar reads otherwise there.</summary>
    public static bool IsPlainMetric(string name) => IsPlain(name, colon: true)
        && !Is(name, "on", "ignoring", "group_left", "group_right", "bool", "atan2", "inf", "nan");

    /// <summary>A label's name in <c>by (…)</c> or <c>on (…)</c>. Prometheus writes the words excepted here bare, and cannot read that.</summary>
    public static StringBuilder WriteGroupingLabel(StringBuilder to, string name) =>
        IsPlain(name, colon: true) && !Is(name, "without", "inf", "nan") ? to.Append(name) : GoQuote.Write(to, name);

    private static bool IsPlain(string name, bool colon)
    {
        foreach (var c in name)
        {
            if (!(char.IsAsciiLetterOrDigit(c) || c == '_' || (colon && c == ':')))
            {
                return false;
            }
        }

        return name.Length > 0 && !char.IsAsciiDigit(name[0]);
    }

    private static bool Is(string name, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (name.Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
