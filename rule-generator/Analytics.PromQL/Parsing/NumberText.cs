using System.Globalization;

namespace Analytics.PromQL.Parsing;

/// <summary>The value of a number's text: as Go's <c>ParseInt(text, 0, 64)</c> reads it, else as <c>ParseFloat</c>.</summary>
internal static class NumberText
{
    /// <summary>Null when the text is no number, or one that no double holds.</summary>
    public static double? Read(ReadOnlySpan<char> text)
    {
        if (!UnderscoresSeparateDigits(text))
        {
            return null;
        }

        Span<char> buffer = text.Length <= 128 ? stackalloc char[text.Length] : new char[text.Length];
        var length = 0;
        foreach (var c in text)
        {
            if (c != '_')
            {
                buffer[length++] = c;
            }
        }

        var digits = buffer[..length];
        return ReadInteger(digits) ?? ReadFloat(digits);
    }

    /// <summary>0x is hexadecimal, another leading 0 octal; null when it does not fit 63 bits or has other characters.</summary>
    private static double? ReadInteger(ReadOnlySpan<char> text)
    {
        var (radix, from) = text switch
        {
            ['0', 'x' or 'X', ..] => (16, 2),
            ['0', _, ..] => (8, 1),
            _ => (10, 0),
        };
        if (from == text.Length)
        {
            return null;
        }

        Int128 value = 0;
        foreach (var c in text[from..])
        {
            var digit = char.IsAsciiHexDigit(c) ? c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10 : int.MaxValue;
            if (digit >= radix || (value = value * radix + digit) > long.MaxValue)
            {
                return null;
            }
        }

        return (long)value;
    }

    private static double? ReadFloat(ReadOnlySpan<char> text)
    {
        if (text.Equals("inf", StringComparison.OrdinalIgnoreCase))
        {
            return double.PositiveInfinity;
        }

        if (text.Equals("nan", StringComparison.OrdinalIgnoreCase))
        {
            return double.NaN;
        }

        return double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value)
            ? value
            : null;
    }

    /// <summary>Go's rule: an underscore stands between digits, or after the prefix of a base.</summary>
    private static bool UnderscoresSeparateDigits(ReadOnlySpan<char> text)
    {
        if (!text.Contains('_'))
        {
            return true;
        }

        var hex = text is ['0', 'x' or 'X', ..];
        var before = hex ? '0' : '^';
        foreach (var c in hex ? text[2..] : text)
        {
            var kind = char.IsAsciiDigit(c) || (hex && char.IsAsciiHexDigit(c)) ? '0' : c == '_' ? '_' : '!';
            if ((kind == '_' && before != '0') || (before == '_' && kind != '0'))
            {
                return false;
            }

            before = kind;
        }

        return before != '_';
    }
}
