using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Analytics.Intake.Contract;

/// <summary>Reads JSON texts without exceptions and without strings: what the ways of .NET throw for is an answer here.</summary>
internal static class JsonText
{
    /// <summary>
    /// Whether texts without escapes are good as they stand: valid UTF-8 and no DEL (JSON itself forbids the other control characters). Asked once for a whole
    /// body, since asking for each text costs ten times as much.
    /// </summary>
    public static bool IsPlain(ReadOnlySpan<byte> json) => Utf8.IsValid(json) && !json.Contains((byte)0x7F);

    /// <summary>A body without the byte order mark that some senders put in front.</summary>
    public static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> body) => body.StartsWith("\uFEFF"u8) ? body[3..] : body;

    /// <summary>Copies the current token's text, unescaped, to the end of the buffer. False when it is no valid Unicode: broken UTF-8 or half a surrogate pair.</summary>
    public static bool TryRead(ref JsonCursor reader, ByteBuffer into, out TextRef text, bool isPlain = false)
    {
        var raw = reader.ValueSpan;
        var start = into.Length;
        if (!reader.ValueIsEscaped && (isPlain || Utf8.IsValid(raw)))
        {
            into.Write(raw);
            text = new TextRef(start, raw.Length);
            return true;
        }

        if (reader.ValueIsEscaped && Utf8.IsValid(raw) && TryUnescape(raw, into))
        {
            text = new TextRef(start, into.Length - start);
            return true;
        }

        into.Truncate(start);
        text = default;
        return false;
    }

    /// <summary>The current property's name without escapes; empty when it is no valid Unicode. The buffer is scratch space for the rare escaped name.</summary>
    public static ReadOnlySpan<byte> Name(ref JsonCursor reader, ByteBuffer scratch)
    {
        if (!reader.ValueIsEscaped)
        {
            return reader.ValueSpan;
        }

        return TryRead(ref reader, scratch, out var name) ? scratch.Written.Slice(name.Offset, name.Length) : default;
    }

    /// <summary>Whether the text that was read last is too long, or has a character that no identifier or name has: U+0000 to U+001F or U+007F.</summary>
    public static bool IsUnfit(ref JsonCursor reader, EventDraft draft, TextRef text, int units)
    {
        var utf8 = draft.TextOf(text);
        return IsLongerThan(utf8, units) || ((reader.ValueIsEscaped || !draft.IsPlain) && HasControlCharacters(utf8));
    }

    /// <summary>Whether a text has nothing but blanks, Unicode's included.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> utf8)
    {
        // What nearly every id begins with, without a question to Unicode.
        if (!utf8.IsEmpty && utf8[0] is > (byte)' ' and < 0x7F)
        {
            return false;
        }

        while (!utf8.IsEmpty && Rune.DecodeFromUtf8(utf8, out var rune, out var length) == OperationStatus.Done && IsBlank(rune))
        {
            utf8 = utf8[length..];
        }

        return utf8.IsEmpty;
    }

    /// <summary>White space, and what shows nothing either: zero-width space, joiners, the byte order mark.</summary>
    private static bool IsBlank(Rune rune) => Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format;

    private static bool HasControlCharacters(ReadOnlySpan<byte> utf8) => utf8.ContainsAnyInRange((byte)0, (byte)0x1F) || utf8.Contains((byte)0x7F);

    /// <summary>Length in UTF-16 units, as the catalog's limits count.</summary>
    private static bool IsLongerThan(ReadOnlySpan<byte> utf8, int units) => utf8.Length > units && Encoding.UTF8.GetCharCount(utf8) > units;

    /// <summary>The reader has checked the grammar of the escapes; what is left to check are the surrogates.</summary>
    private static bool TryUnescape(ReadOnlySpan<byte> raw, ByteBuffer into)
    {
        while (true)
        {
            var escape = raw.IndexOf((byte)'\\');
            if (escape < 0)
            {
                into.Write(raw);
                return true;
            }

            into.Write(raw[..escape]);
            raw = raw[escape..];
            if (raw[1] != 'u')
            {
                into.WriteByte(Simple(raw[1]));
                raw = raw[2..];
                continue;
            }

            var unit = Unit(raw);
            raw = raw[6..];
            if (!char.IsSurrogate(unit))
            {
                Append(new Rune(unit), into);
            }
            else if (raw.Length >= 6 && raw[0] == '\\' && raw[1] == 'u' && Rune.TryCreate(unit, Unit(raw), out var rune))
            {
                Append(rune, into);
                raw = raw[6..];
            }
            else
            {
                return false;
            }
        }
    }

    private static void Append(Rune rune, ByteBuffer into)
    {
        var free = into.Reserve(4);
        into.Advance(rune.EncodeToUtf8(free));
    }

    private static char Unit(ReadOnlySpan<byte> escape)
    {
        var value = 0;
        for (var i = 2; i < 6; i++)
        {
            value = (value << 4) | Digit(escape[i]);
        }

        return (char)value;
    }

    private static int Digit(byte hexadecimal) => hexadecimal <= '9' ? hexadecimal - '0' : (hexadecimal | 0x20) - 'a' + 10;

    private static byte Simple(byte escaped) => escaped switch
    {
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        _ => escaped,
    };
}
