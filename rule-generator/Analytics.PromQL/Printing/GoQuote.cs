using System.Globalization;
using System.Text;

namespace Analytics.PromQL.Printing;

/// <summary>Texts as Go's <c>strconv.Quote</c> writes them, in double quotes.</summary>
internal static class GoQuote
{
    /// <summary>U+DC00 plus a byte stands for a byte that is no UTF-8; see <see cref="Syntax.StringLiteral"/>.</summary>
    public const char InvalidByteBase = '\udc00';

    public static StringBuilder Write(StringBuilder to, string text)
    {
        to.Append('"');
        var plain = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is >= ' ' and < '\x7f' && c != '"' && c != '\\')
            {
                continue;
            }

            to.Append(text, plain, i - plain);
            i += WriteSpecial(to, text, i) - 1;
            plain = i + 1;
        }

        return to.Append(text, plain, text.Length - plain).Append('"');
    }

    /// <summary>Writes the character at a place that may need an escape; returns the number of UTF-16 units it took.</summary>
    private static int WriteSpecial(StringBuilder to, string text, int at)
    {
        var c = text[at];
        var escape = c switch
        {
            '"' => "\\\"", '\\' => @"\\", '\a' => @"\a", '\b' => @"\b", '\f' => @"\f", '\n' => @"\n", '\r' => @"\r", '\t' => @"\t", '\v' => @"\v",
            _ => null,
        };
        if (escape is not null)
        {
            to.Append(escape);
            return 1;
        }

        if (!Rune.TryGetRuneAt(text, at, out var rune))
        {
            _ = IsInvalidByte(c) ? Hex(to, 'x', c - InvalidByteBase, 2) : to.Append('\ufffd');
            return 1;
        }

        if (IsPrintable(rune))
        {
            to.Append(text, at, rune.Utf16SequenceLength);
        }
        else if (rune.Value < 0x80)
        {
            Hex(to, 'x', rune.Value, 2);
        }
        else
        {
            _ = rune.IsBmp ? Hex(to, 'u', rune.Value, 4) : Hex(to, 'U', rune.Value, 8);
        }

        return rune.Utf16SequenceLength;
    }

    public static bool IsInvalidByte(char c) => c is >= '\udc80' and <= '\udcff';

    private static StringBuilder Hex(StringBuilder to, char kind, int value, int digits) =>
        to.Append('\\').Append(kind).Append(value.ToString("x" + digits, CultureInfo.InvariantCulture));

    /// <summary>Go's IsPrint: letters, marks, numbers, punctuation, symbols and the ASCII space.</summary>
    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator => rune.Value == ' ',
        _ => true,
    };
}
