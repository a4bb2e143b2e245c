using System.Globalization;

namespace Analytics.PromQL;

/// <summary>A length of time, as PromQL has it: a year is 365 days, a week 7. Exact to the nanosecond, up to 292 years.</summary>
/// <param name="Nanoseconds">Negative only as an offset into the future.</param>
public readonly record struct Duration(long Nanoseconds) : IComparable<Duration>
{
    private const long NanosecondsPerMillisecond = 1_000_000;

    private static readonly (string Unit, long Milliseconds, bool OnlyWhenExact)[] Units =
    [
        ("y", 365L * 24 * 3_600_000, true), ("w", 7L * 24 * 3_600_000, true), ("d", 24L * 3_600_000, false), ("h", 3_600_000, false),
        ("m", 60_000, false), ("s", 1_000, false), ("ms", 1, false),
    ];

    public static Duration Zero => default;

    /// <summary>The length in seconds.</summary>
    public double Seconds => Nanoseconds / 1e9;

    /// <summary>The length in whole milliseconds, cut off.</summary>
    public long Milliseconds => Nanoseconds / NanosecondsPerMillisecond;

    public static Duration FromMilliseconds(long milliseconds) => new(checked(milliseconds * NanosecondsPerMillisecond));

    /// <summary>Rounded to the nanosecond, ties away from zero.</summary>
    public static Duration FromSeconds(double seconds) => new((long)Math.Round(seconds * 1e9, MidpointRounding.AwayFromZero));

    public static Duration From(TimeSpan time) => new(checked(time.Ticks * 100));

    public TimeSpan ToTimeSpan() => new(Nanoseconds / 100);

    /// <summary>Reads <c>1h30m</c>: units in falling order (y w d h m s ms), each at most once. Null when the text is none, or too long.</summary>
    public static Duration? Parse(ReadOnlySpan<char> text)
    {
        if (text is "0")
        {
            return Zero;
        }

        var (total, next, at) = (0L, 0, 0);
        while (at < text.Length)
        {
            var digits = at;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
            {
                at++;
            }

            var unit = at;
            while (at < text.Length && char.IsAsciiLetter(text[at]))
            {
                at++;
            }

            var name = text[unit..at];
            while (next < Units.Length && !name.SequenceEqual(Units[next].Unit))
            {
                next++;
            }

            if (next == Units.Length
                || !long.TryParse(text[digits..unit], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                || (Int128)count * Units[next].Milliseconds * NanosecondsPerMillisecond + total > long.MaxValue)
            {
                return null;
            }

            total += count * Units[next++].Milliseconds * NanosecondsPerMillisecond;
        }

        return text.IsEmpty ? null : new Duration(total);
    }

    public static Duration operator +(Duration left, Duration right) => new(checked(left.Nanoseconds + right.Nanoseconds));

    public static Duration operator -(Duration left, Duration right) => new(checked(left.Nanoseconds - right.Nanoseconds));

    public static Duration operator -(Duration value) => new(checked(-value.Nanoseconds));

    public static Duration operator *(Duration value, long factor) => new(checked(value.Nanoseconds * factor));

    public static Duration operator /(Duration value, long divisor) => new(value.Nanoseconds / divisor);

    public static bool operator <(Duration left, Duration right) => left.Nanoseconds < right.Nanoseconds;

    public static bool operator >(Duration left, Duration right) => left.Nanoseconds > right.Nanoseconds;

    public static bool operator <=(Duration left, Duration right) => left.Nanoseconds <= right.Nanoseconds;

    public static bool operator >=(Duration left, Duration right) => left.Nanoseconds >= right.Nanoseconds;

    public int CompareTo(Duration other) => Nanoseconds.CompareTo(other.Nanoseconds);

    /// <summary>As Prometheus writes it: <c>1h30m</c>, <c>9d</c>; years and weeks only when nothing is left over. What is finer than a
    /// millisecond, which no unit can say, comes as a number of seconds.</summary>
    public override string ToString()
    {
        if (Nanoseconds % NanosecondsPerMillisecond != 0)
        {
            return ((decimal)Nanoseconds / 1_000_000_000m).ToString("0.#########", CultureInfo.InvariantCulture);
        }

        if (Nanoseconds == 0)
        {
            return "0s";
        }

        var left = (ulong)Math.Abs(Milliseconds);
        var text = Nanoseconds < 0 ? "-" : "";
        foreach (var (unit, size, onlyWhenExact) in Units)
        {
            if (left >= (ulong)size && !(onlyWhenExact && left % (ulong)size != 0))
            {
                text += string.Create(CultureInfo.InvariantCulture, $"{left / (ulong)size}{unit}");
                left %= (ulong)size;
            }
        }

        return text;
    }
}

/// <summary><c>5.Minutes()</c> and its siblings.</summary>
public static class DurationUnits
{
    public static Duration Milliseconds(this int count) => Duration.FromMilliseconds(count);

    public static Duration Seconds(this int count) => Duration.FromMilliseconds(count * 1_000L);

    public static Duration Minutes(this int count) => Duration.FromMilliseconds(count * 60_000L);

    public static Duration Hours(this int count) => Duration.FromMilliseconds(count * 3_600_000L);

    public static Duration Days(this int count) => Duration.FromMilliseconds(count * 86_400_000L);

    public static Duration Weeks(this int count) => (count * 7).Days();

    /// <summary>Years of 365 days.</summary>
    public static Duration Years(this int count) => (count * 365).Days();
}
