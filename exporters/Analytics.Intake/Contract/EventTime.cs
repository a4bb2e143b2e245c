using System.Text.Json;
using Analytics.Catalog;

namespace Analytics.Intake.Contract;

/// <summary>Reads the times of the envelope: ISO 8601 with an offset, as JavaScript's <c>Date</c> prints itself. Numbers are refused: nobody knows their unit.</summary>
internal static class EventTime
{
    public const string Expected = "expected a time in ISO 8601 with an offset, such as 2026-11-21T09:30:00.000Z";

    /// <summary>Microseconds since 1970, or null with a fault in the draft.</summary>
    public static long? Read(ref Utf8JsonReader reader, EventDraft draft, string path)
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
    public static long? TryRead(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped || !HasOffset(reader.ValueSpan))
        {
            return null;
        }

        return TryUsual(reader.ValueSpan) ?? (reader.TryGetDateTimeOffset(out var time) ? UnixTime.ToMicroseconds(time) : null);
    }

    /// <summary>A time as computers write it, <c>2026-11-21T09:30:00.000Z</c>, with up to six decimals; null for any other form, and for what is no time.</summary>
    private static long? TryUsual(ReadOnlySpan<byte> text)
    {
        if (text.Length is < 20 or > 27 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[^1] != 'Z' || (text.Length > 20 && text[19] != '.'))
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

    /// <summary>Two digits, or something below -50,000,000.</summary>
    private static int Two(ReadOnlySpan<byte> text)
    {
        var (tens, ones) = (text[0] - '0', text[1] - '0');
        return (uint)tens <= 9 && (uint)ones <= 9 ? (tens * 10) + ones : int.MinValue / 40;
    }

    private static bool HasOffset(ReadOnlySpan<byte> text) =>
        text.Length >= 16 && (text[^1] == (byte)'Z' || (text[^6] is (byte)'+' or (byte)'-' && text[^3] == (byte)':'));
}
