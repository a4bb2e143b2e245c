using Analytics.Rules.Routing;

namespace Analytics.AlertRules.Routing;

/// <summary>When people work. What can wait is told then, and only then.</summary>
public static class WorkingHours
{
    /// <summary>Where the teams sit. The owner's daily routines are given in UTC; a zone such as Europe/Berlin brings its summer time along.</summary>
    private const string Zone = "UTC";

    /// <summary>Monday to Friday, from the morning routine at 8 to the evening routine at 18.</summary>
    public static readonly TimeInterval Business = new("business-hours", new TimeSpans
    {
        Weekdays = [new(DayOfWeek.Monday, DayOfWeek.Friday)],
        Times = [MinuteRange.Hours(8, 18)],
        Location = Zone,
    });

    /// <summary>When people sleep: P2 has four hours, so what comes at 22 is told at 6 and answered by 10.</summary>
    public static readonly TimeInterval Nights = new("nights", new TimeSpans { Times = [MinuteRange.Hours(0, 6), MinuteRange.Hours(22, 24)], Location = Zone });

    public static readonly TimeInterval Weekends = new("weekends", new TimeSpans
    {
        Weekdays = [WeekdayRange.Only(DayOfWeek.Saturday), WeekdayRange.Only(DayOfWeek.Sunday)],
        Location = Zone,
    });

    public static IReadOnlyList<TimeInterval> All { get; } = [Business, Nights, Weekends];
}
