using System.Buffers.Text;
using System.Globalization;

namespace Analytics.Cli.Stats.Input;

/// <summary>
/// Instants as 100 ns ticks of UTC since 0001-01-01. Read from ISO 8601: a date, or date and time ('T' or a blank between) with seconds and a
/// fraction optional, 'Z' or an offset; without an offset the time is UTC.
/// </summary>
internal static class Instants
{
    public const long TicksPerDay = TimeSpan.TicksPerDay;

    public static bool TryParse(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        if (text.Length < 10 || text[4] != '-' || text[7] != '-'
            || !Digits(text, 0, 4, out var year) || !Digits(text, 5, 2, out var month) || !Digits(text, 8, 2, out var day)
            || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        ticks = new DateOnly(year, month, day).DayNumber * TicksPerDay;
        return text.Length == 10 || TryParseTime(text[10..], ref ticks);
    }

    /// <summary>The day number (0 = 0001-01-01) of an instant.</summary>
    public static int Day(long ticks) => (int)(ticks / TicksPerDay);

    public static string FormatDay(int day) => DateOnly.FromDayNumber(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string FormatInstant(long ticks) =>
        new DateTime(ticks, DateTimeKind.Utc).ToString(ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    private static bool TryParseTime(ReadOnlySpan<byte> text, ref long ticks)
    {
        if (text.Length < 6 || text[0] is not ((byte)'T' or (byte)'t' or (byte)' ') || text[3] != ':'
            || !Digits(text, 1, 2, out var hour) || !Digits(text, 4, 2, out var minute) || hour > 23 || minute > 59)
        {
            return false;
        }

        ticks += (hour * TimeSpan.TicksPerHour) + (minute * TimeSpan.TicksPerMinute);
        var rest = text[6..];
        if (rest.Length >= 3 && rest[0] == ':')
        {
            if (!Digits(rest, 1, 2, out var second) || second > 59)
            {
                return false;
            }

            ticks += second * TimeSpan.TicksPerSecond;
            rest = rest[3..];
            if (rest.Length > 1 && rest[0] is (byte)'.' or (byte)',')
            {
                rest = rest[1..];
                var unit = TimeSpan.TicksPerSecond;
                var count = 0;
                while (count < rest.Length && rest[count] is >= (byte)'0' and <= (byte)'9')
                {
                    unit /= 10;
                    ticks += unit * (rest[count++] - '0');
                }

                if (count == 0)
                {
                    return false;
                }

                rest = rest[count..];
            }
        }

        return rest switch
        {
            [] or [(byte)'Z'] or [(byte)'z'] => true,
            [(byte)' ', (byte)'U', (byte)'T', (byte)'C'] => true,
            [(byte)'+' or (byte)'-', ..] => TryParseOffset(rest, ref ticks),
            _ => false,
        };
    }

    private static bool TryParseOffset(ReadOnlySpan<byte> text, ref long ticks)
    {
        var minutes = 0;
        var hasMinutes = text.Length switch
        {
            3 => true,
            5 => Digits(text, 3, 2, out minutes),
            6 => text[3] == ':' && Digits(text, 4, 2, out minutes),
            _ => false,
        };
        if (!hasMinutes || !Digits(text, 1, 2, out var hours) || hours > 23 || minutes > 59)
        {
            return false;
        }

        var offset = (hours * TimeSpan.TicksPerHour) + (minutes * TimeSpan.TicksPerMinute);
        ticks += text[0] == '+' ? -offset : offset;
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks;
    }

    private static bool Digits(ReadOnlySpan<byte> text, int start, int count, out int value)
    {
        value = 0;
        for (var i = start; i < start + count; i++)
        {
            var digit = text[i] - '0';
            if ((uint)digit > 9)
            {
                return false;
            }

            value = (value * 10) + digit;
        }

        return true;
    }

    public static bool TryParseNumber(ReadOnlySpan<byte> text, out double value) =>
        Utf8Parser.TryParse(text, out value, out var used) && used == text.Length && double.IsFinite(value);
}
