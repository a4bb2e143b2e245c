using System.Globalization;

namespace Analytics.Integration.Tests.Insights;

/// <summary>The definitions, computed a second time over plain lists, the slow and obvious way.</summary>
internal static class Reference
{
    public static DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);

    public static long ActiveUsers(IEnumerable<TestEvent> events, DateOnly first, DateOnly last) =>
        events.Where(one => one.UserId is not null && DayOf(one.OccurredAt) >= first && DayOf(one.OccurredAt) <= last).Select(one => one.UserId).Distinct().Count();

    public static Dictionary<string, DateOnly> FirstDays(IEnumerable<TestEvent> events) =>
        events.Where(one => one.UserId is not null).GroupBy(one => one.UserId!).ToDictionary(user => user.Key, user => user.Min(one => DayOf(one.OccurredAt)));

    public static string Week(DateOnly day)
    {
        var date = day.ToDateTime(TimeOnly.MinValue);
        return $"{ISOWeek.GetYear(date)}-W{ISOWeek.GetWeekOfYear(date):00}";
    }

    /// <summary>Eligible and retained people of a cohort for day N, when <paramref name="lastComplete"/> is the last day that is over.</summary>
    public static (long Eligible, long Retained) Retention(IReadOnlyCollection<TestEvent> events, string week, int n, DateOnly lastComplete)
    {
        var days = events.Where(one => one.UserId is not null).Select(one => (one.UserId!, DayOf(one.OccurredAt))).ToHashSet();
        var eligible = FirstDays(events).Where(user => Week(user.Value) == week && user.Value.AddDays(n) <= lastComplete).ToList();
        return (eligible.Count, eligible.Count(user => days.Contains((user.Key, user.Value.AddDays(n)))));
    }

    /// <summary>R's type 7: linear interpolation between order statistics.</summary>
    public static double? Quantile(IEnumerable<double> values, double p)
    {
        var sorted = values.Order().ToArray();
        if (sorted.Length == 0)
        {
            return null;
        }

        var h = (sorted.Length - 1) * p;
        var below = (int)Math.Floor(h);
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((h - below) * (sorted[above] - sorted[below]));
    }
}
