using System.Text.Json;
using Analytics.Catalog;

namespace Analytics.Intake.Contract;

/// <summary>
/// Reads the times of the envelope: ISO 8601 with an offset, in each form that RFC 3339 (5.6) gives it, leap seconds included, and without seconds. Numbers are
/// refused: nobody knows their unit.
/// </summary>
internal static class EventTime
{
    public const string Expected = "expected a time in ISO 8601 with an offset, such as 2026-11-21T09:30:00.000Z";

    /// <summary>Longer ones have decimals that no clock has.</summary>
    private const int LongestText = 64;

    /// <summary>Microseconds since 1970, or null with a fault in the draft.</summary>
    public static long? Read(ref JsonCursor reader, EventDraft draft, string path)
    {
        if (TryRead(ref reader) is { } time)
        {
            return time;
        }

        if (reader.TokenType == JsonTokenType.Null)
        {
            draft.Refuse(Refusal.MissingField, path, Expected);
        }
        else
        {
            draft.Refuse(Refusal.InvalidTimestamp, path, Expected);
            reader.Skip();
        }

        return null;
    }

    /// <summary>Microseconds since 1970, or null when the current token is no such time.</summary>
    public static long? TryRead(ref JsonCursor reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return null;
        }

        if (!reader.ValueIsEscaped)
        {
            return TryUsual(reader.ValueSpan) ?? TryAny(reader.ValueSpan);
        }

        // Some writers of JSON escape the plus sign of an offset.
        using var scratch = new ByteBuffer(LongestText);
        return reader.ValueSpan.Length <= 6 * LongestText && JsonText.TryRead(ref reader, scratch, out _) ? TryAny(scratch.Written) : null;
    }

    /// <summary>A time as computers write it, <c>2026-11-21T09:30:00.000Z</c>, with up to six decimals; null for any other form, and for what is no time.</summary>
    private static long? TryUsual(ReadOnlySpan<byte> text)
    {
        if (text.Length is < 20 or 21 or > 27 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[^1] != 'Z' || (text.Length > 20 && text[19] != '.'))
        {
            return null;
        }

        var (century, year, month, day) = (Two(text), Two(text[2..]), Two(text[5..]), Two(text[8..]));
        var (hour, minute, second) = (Two(text[11..]), Two(text[14..]), Two(text[17..]));
        year += 100 * century;
        if ((century | month | day | hour | minute | second) < 0 || year < 1970 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
        {
            return null;
        }

        var micros = 0;
        var decimals = text.Length > 20 ? text[20..^1] : default;
        foreach (var digit in decimals)
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return null;
            }

            micros = (micros * 10) + (digit - '0');
        }

        for (var i = decimals.Length; i < 6; i++)
        {
            micros *= 10;
        }

        return ((new DateTime(year, month, day).Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond) + ((((((hour * 60) + minute) * 60) + second) * 1_000_000L) + micros);
    }

    /// <summary>A time in any form that is taken; null for what is no time.</summary>
    private static long? TryAny(ReadOnlySpan<byte> text)
    {
        if (text.Length is < 17 or > LongestText || text[4] != '-' || text[7] != '-' || (text[10] | 0x20) != 't' || text[13] != ':')
        {
            return null;
        }

        var (century, year, month, day, hour, minute) = (Two(text), Two(text[2..]), Two(text[5..]), Two(text[8..]), Two(text[11..]), Two(text[14..]));
        year += 100 * century;
        text = text[16..];
        if (!TrySeconds(ref text, out var second, out var micros) || !TryOffset(text, out var offset)
            || (century | month | day | hour | minute) < 0 || year < 1 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 60)
        {
            return null;
        }

        var start = new DateTime(year, month, day).Ticks + ((((hour - (offset / 60)) * 60L) + minute - (offset % 60)) * TimeSpan.TicksPerMinute);
        if (start < 0 || start > DateTime.MaxValue.Ticks - TimeSpan.TicksPerMinute)
        {
            return null;
        }

        // A leap second is the last of a month, in UTC. It counts as the end of the second before it: the next one is another day, and another month.
        if (second == 60)
        {
            (second, micros) = (59, 999_999);
            if (new DateTime(start).AddMinutes(1) is not { Day: 1, Hour: 0, Minute: 0 })
            {
                return null;
            }
        }

        return ((start - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond) + (second * 1_000_000L) + micros;
    }

    /// <summary>Takes <c>:30</c> or <c>:30.123456789</c> off the text, or nothing. What is behind the sixth decimal does not count.</summary>
    private static bool TrySeconds(ref ReadOnlySpan<byte> text, out int second, out int micros)
    {
        (second, micros) = (0, 0);
        if (text[0] != ':')
        {
            return true;
        }

        if (text.Length < 4 || (second = Two(text[1..])) < 0)
        {
            return false;
        }

        text = text[3..];
        if (text[0] != '.')
        {
            return true;
        }

        var decimals = text[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        for (var i = 0; i < 6; i++)
        {
            micros = (micros * 10) + (i < decimals ? text[1 + i] - '0' : 0);
        }

        text = text[(1 + Math.Max(decimals, 0))..];
        return decimals > 0;
    }

    /// <summary>The whole text as an offset from UTC, in minutes: <c>Z</c>, or hours and minutes with a sign.</summary>
    private static bool TryOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.Length == 1)
        {
            return (text[0] | 0x20) == 'z';
        }

        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':')
        {
            return false;
        }

        var (hour, minute) = (Two(text[1..]), Two(text[4..]));
        minutes = ((hour * 60) + minute) * (text[0] == '-' ? -1 : 1);
        return (hour | minute) >= 0 && hour <= 23 && minute <= 59;
    }

    /// <summary>Two digits, or something below -50,000,000.</summary>
    private static int Two(ReadOnlySpan<byte> text)
    {
        var (tens, ones) = (text[0] - '0', text[1] - '0');
        return (uint)tens <= 9 && (uint)ones <= 9 ? (tens * 10) + ones : int.MinValue / 40;
    }
}
