using System.Globalization;
using Analytics.Rules.Routing;

namespace Analytics.Tests.Routing;

/// <summary>Time intervals as Alertmanager has them; the cases follow its documentation.</summary>
public sealed class TimeIntervalTests
{
    [Theory]
    [InlineData("2026-03-10T08:00:00Z", true)]
    [InlineData("2026-03-10T17:59:59Z", true)]
    [InlineData("2026-03-10T18:00:00Z", false)] // the end is not included
    [InlineData("2026-03-10T07:59:59Z", false)]
    [InlineData("2026-03-14T10:00:00Z", false)] // a Saturday
    public void Hours_of_weekdays(string at, bool inside) =>
        Assert.Equal(inside, new TimeSpans { Weekdays = [new(DayOfWeek.Monday, DayOfWeek.Friday)], Times = [MinuteRange.Hours(8, 18)] }.Contains(Time(at)));

    [Theory]
    [InlineData("2026-03-29T00:30:00Z", false)] // 01:30, an hour before the clocks go forward
    [InlineData("2026-03-29T06:00:00Z", true)] // 08:00 in summer time
    [InlineData("2026-03-28T06:30:00Z", false)] // 07:30 in winter time
    [InlineData("2026-03-28T07:00:00Z", true)]
    public void A_location_brings_its_summer_time(string at, bool inside) =>
        Assert.Equal(inside, new TimeSpans { Times = [MinuteRange.Hours(8, 18)], Location = "Europe/Berlin" }.Contains(Time(at)));

    [Theory]
    [InlineData(-3, -1, "2026-02-26", true)] // the last three days of a month of 28
    [InlineData(-3, -1, "2026-02-25", false)]
    [InlineData(-3, -1, "2028-02-27", true)] // of 29
    [InlineData(1, 5, "2026-03-05", true)]
    [InlineData(1, 5, "2026-03-06", false)]
    [InlineData(29, 31, "2026-02-28", false)] // begins after the month's end
    [InlineData(28, 31, "2026-02-28", true)] // ends after it
    [InlineData(1, -1, "2026-02-28", true)]
    [InlineData(-31, -30, "2026-02-01", false)]
    public void Days_of_the_month_from_either_end(int first, int last, string day, bool inside) =>
        Assert.Equal(inside, new TimeSpans { DaysOfMonth = [new(first, last)] }.Contains(Time(day + "T12:00:00Z")));

    [Theory]
    [InlineData("2026-12-24T12:00:00Z", true)]
    [InlineData("2027-12-24T12:00:00Z", false)]
    [InlineData("2026-11-24T12:00:00Z", false)]
    public void Months_of_years(string at, bool inside) => Assert.Equal(inside, new TimeSpans { Months = [new(12, 12)], Years = [new(2024, 2026)] }.Contains(Time(at)));

    [Fact]
    public void A_span_without_conditions_is_always() => Assert.True(new TimeSpans().Contains(Time("2026-03-10T08:00:00Z")));

    [Fact]
    public void An_interval_is_any_of_its_spans_and_none_is_never()
    {
        var weekend = new TimeInterval("weekend", new TimeSpans { Weekdays = [WeekdayRange.Only(DayOfWeek.Saturday)] }, new TimeSpans { Weekdays = [WeekdayRange.Only(DayOfWeek.Sunday)] });
        Assert.True(weekend.Contains(Time("2026-03-07T12:00:00Z")));
        Assert.True(weekend.Contains(Time("2026-03-08T12:00:00Z")));
        Assert.False(weekend.Contains(Time("2026-03-09T12:00:00Z")));
        Assert.False(new TimeInterval("never").Contains(Time("2026-03-09T12:00:00Z")));
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
