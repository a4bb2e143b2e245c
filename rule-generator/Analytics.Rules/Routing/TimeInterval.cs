namespace Analytics.Rules.Routing;

/// <summary>A named time of the week, month or year, for muting: the union of its spans.</summary>
/// <param name="Name">Unique, kebab-case.</param>
/// <param name="Spans">Any of them.</param>
public sealed record TimeInterval(string Name, params IReadOnlyList<TimeSpans> Spans)
{
    /// <summary>Whether an instant lies in it.</summary>
    public bool Contains(DateTimeOffset instant) => Spans.Any(span => span.Contains(instant));

    public override string ToString() => Name;
}

/// <summary>
/// Times that meet all the conditions given; a condition not given always holds
/// (https://prometheus.io/docs/alerting/latest/configuration/#time_interval).
/// </summary>
public sealed record TimeSpans
{
    /// <summary>From the first minute to before the last, within one day.</summary>
    public IReadOnlyList<MinuteRange> Times { get; init; } = [];

    public IReadOnlyList<WeekdayRange> Weekdays { get; init; } = [];

    /// <summary>1 is the first day of the month, -1 its last.</summary>
    public IReadOnlyList<NumberRange> DaysOfMonth { get; init; } = [];

    /// <summary>1 to 12.</summary>
    public IReadOnlyList<NumberRange> Months { get; init; } = [];

    public IReadOnlyList<NumberRange> Years { get; init; } = [];

    /// <summary>The time zone that the conditions mean, with its summer time; UTC by default.</summary>
    public string? Location { get; init; }

    /// <summary>Whether an instant meets all conditions.</summary>
    /// <exception cref="TimeZoneNotFoundException">The machine does not know the time zone.</exception>
    public bool Contains(DateTimeOffset instant)
    {
        var local = TimeZoneInfo.ConvertTime(instant, Location is null ? TimeZoneInfo.Utc : TimeZoneInfo.FindSystemTimeZoneById(Location));
        var minute = local.Hour * 60 + local.Minute;
        return (Times.Count == 0 || Times.Any(range => minute >= range.From && minute < range.Before))
            && (DaysOfMonth.Count == 0 || DaysOfMonth.Any(range => ContainsDay(range, local)))
            && (Months.Count == 0 || Months.Any(range => range.Contains(local.Month)))
            && (Weekdays.Count == 0 || Weekdays.Any(range => local.DayOfWeek >= range.First && local.DayOfWeek <= range.Last))
            && (Years.Count == 0 || Years.Any(range => range.Contains(local.Year)));
    }

    /// <summary>As Alertmanager does it: a range that begins after the month's end is none, an end beyond it is the month's last day.</summary>
    private static bool ContainsDay(NumberRange range, DateTimeOffset local)
    {
        var length = DateTime.DaysInMonth(local.Year, local.Month);
        var first = range.First < 0 ? length + range.First + 1 : range.First;
        var last = range.Last < 0 ? length + range.Last + 1 : range.Last;
        return first <= length && local.Day >= Math.Max(first, -length) && local.Day <= Math.Clamp(last, -length, length);
    }
}

/// <summary>Minutes of a day: from <paramref name="From"/> to before <paramref name="Before"/>, 0 to 1440.</summary>
public readonly record struct MinuteRange(int From, int Before)
{
    /// <summary>Whole hours: <c>Hours(8, 18)</c> is 08:00 to before 18:00.</summary>
    public static MinuteRange Hours(int from, int before) => new(from * 60, before * 60);

    internal string FromText => Text(From);

    internal string BeforeText => Text(Before);

    private static string Text(int minute) => $"{minute / 60:00}:{minute % 60:00}";
}

/// <summary>Days of the week, both included; the week begins on Sunday.</summary>
public readonly record struct WeekdayRange(DayOfWeek First, DayOfWeek Last)
{
    public static WeekdayRange Only(DayOfWeek day) => new(day, day);

    public override string ToString() => (First == Last ? $"{First}" : $"{First}:{Last}").ToLowerInvariant();
}

/// <summary>Numbers, both ends included.</summary>
public readonly record struct NumberRange(int First, int Last)
{
    public bool Contains(int number) => number >= First && number <= Last;

    public override string ToString() => First == Last ? $"{First}" : $"{First}:{Last}";
}
