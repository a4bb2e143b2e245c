using System.Text;
using Analytics.PromQL.Printing;

namespace Analytics.PromQL.Parsing;

/// <summary>Quoted texts: where they end, whether they are well formed, and what they say. Double and single quotes take Go's escapes,
/// backquotes none.</summary>
internal static class StringText
{
    /// <summary>Moves behind the closing quote; a message when there is something wrong.</summary>
    public static string? Scan(string source, ref int at)
    {
        var quote = source[at++];
        while (at < source.Length)
        {
            var c = source[at++];
            if (c == quote)
            {
                return null;
            }

            if (c == '\n' && quote != '`')
            {
                return "unterminated quoted string";
            }

            if (c == '\ufffd' || (char.IsSurrogate(c) && !IsPair(source, ref at)))
            {
                return "invalid UTF-8 rune";
            }

            if (c == '\\' && quote != '`' && ScanEscape(source, ref at, quote) is { } problem)
            {
                return problem;
            }
        }

        return quote == '`' ? "unterminated raw string" : "unterminated quoted string";
    }

    /// <summary>What a well-formed quoted text says. Bytes that are no UTF-8 become U+DC80 to U+DCFF.</summary>
    public static string Unquote(ReadOnlySpan<char> quoted)
    {
        var text = quoted[1..^1];
        if (quoted[0] == '`' || !text.Contains('\\'))
        {
            return text.ToString();
        }

        var bytes = new List<byte>(text.Length);
        Span<byte> utf8 = stackalloc byte[4];
        while (!text.IsEmpty)
        {
            int taken;
            if (text[0] != '\\')
            {
                Rune.DecodeFromUtf16(text, out var rune, out taken);
                bytes.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
            }
            else if (text[1] is 'u' or 'U')
            {
                taken = text[1] == 'u' ? 6 : 10;
                bytes.AddRange(utf8[..new Rune(Value(text[2..taken], 16)).EncodeToUtf8(utf8)]);
            }
            else
            {
                taken = text[1] == 'x' || char.IsAsciiDigit(text[1]) ? 4 : 2;
                bytes.Add(text[1] == 'x' ? (byte)Value(text[2..4], 16) : taken == 4 ? (byte)Value(text[1..4], 8) : SimpleEscape(text[1]));
            }

            text = text[taken..];
        }

        return Decode(bytes.ToArray());
    }

    private static string? ScanEscape(string source, ref int at, char quote)
    {
        if (at == source.Length)
        {
            return "escape sequence not terminated";
        }

        var c = source[at++];
        if (c == quote || @"abfnrtv\".Contains(c))
        {
            return null;
        }

        var (digits, radix) = c switch { 'x' => (2, 16), 'u' => (4, 16), 'U' => (8, 16), >= '0' and <= '7' => (3, 8), _ => (0, 0) };
        if (digits == 0)
        {
            return $"unknown escape sequence \\{c}";
        }

        var from = radix == 8 ? at - 1 : at;
        for (at = from; at < from + digits; at++)
        {
            if (at == source.Length)
            {
                return "escape sequence not terminated";
            }

            if (Digit(source[at]) >= radix)
            {
                return $"illegal character '{source[at]}' in escape sequence";
            }
        }

        var value = Value(source.AsSpan(from, digits), radix);
        return value > (digits < 4 ? 255 : 0x10ffff) || value is >= 0xd800 and < 0xe000 ? "escape sequence is an invalid Unicode code point" : null;
    }

    private static bool IsPair(string source, ref int at)
    {
        if (char.IsHighSurrogate(source[at - 1]) && at < source.Length && char.IsLowSurrogate(source[at]))
        {
            at++;
            return true;
        }

        return false;
    }

    private static byte SimpleEscape(char c) => (byte)(c switch
    {
        'a' => '\a', 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', 'v' => '\v', _ => c,
    });

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var taken) == System.Buffers.OperationStatus.Done)
            {
                text.Append(rune.ToString());
            }
            else
            {
                // One byte at a time, as Go sees them.
                taken = 1;
                text.Append((char)(GoQuote.InvalidByteBase + bytes[0]));
            }

            bytes = bytes[taken..];
        }

        return text.ToString();
    }

    private static int Value(ReadOnlySpan<char> digits, int radix)
    {
        var value = 0L;
        foreach (var c in digits)
        {
            value = Math.Min(value * radix + Digit(c), int.MaxValue);
        }

        return (int)value;
    }

    private static int Digit(char c) => char.IsAsciiHexDigit(c) ? (c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10) : 16;
}
