using Analytics.Catalog;
using Analytics.Insights.ServiceLevels;

namespace Analytics.Tests.Worker;

public sealed class ComplianceTests
{
    private static readonly DateTimeOffset MonthEnd = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_first_midnight_of_a_month_closes_the_month_before()
    {
        Assert.Equal(new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.Zero), Compliance.MonthOf(MonthEnd));
        Assert.Equal(MonthEnd, Compliance.MonthOf(MonthEnd.AddMinutes(1)));
        Assert.Equal(new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.Zero), Compliance.From(MonthEnd));
    }

    [Fact]
    public void Calendar_and_rolling_periods_look_at_different_minutes()
    {
        // October has 31 days: its first day is not within the 30 days before November.
        var judged = Judge([Minute(MonthEnd.AddDays(-30.5), 1_000, 100), Minute(MonthEnd.AddDays(-1), 9_000, 0)]);
        Assert.Equal(0.99m, State(judged, Promise.Availability, PromisePeriod.Month).Attained);
        Assert.Equal(1m, State(judged, Promise.Availability, PromisePeriod.Rolling).Attained);
        Assert.Equal((false, true), (judged.IsMet(PromisePeriod.Month), judged.IsMet(PromisePeriod.Rolling)));
        Assert.Equal(0.009m, State(judged, Promise.Availability, PromisePeriod.Month).Deficit);
        Assert.Equal(0m, State(judged, Promise.Availability, PromisePeriod.Rolling).Deficit);
        Assert.Equal(1 - (0.01m / 0.001m), State(judged, Promise.Availability, PromisePeriod.Month).BudgetRemaining);
        Assert.True(State(judged, Promise.Errors, PromisePeriod.Month).IsMet);
    }

    [Fact]
    public void Latency_is_kept_when_19_of_20_are_fast_and_unknown_where_nobody_measured_it()
    {
        Assert.True(State(Judge([Minute(MonthEnd.AddDays(-1), 100, 0, slow: 5)]), Promise.Latency, PromisePeriod.Month).IsMet);
        Assert.False(State(Judge([Minute(MonthEnd.AddDays(-1), 100, 0, slow: 6)]), Promise.Latency, PromisePeriod.Month).IsMet);
        Assert.Null(State(Judge([Minute(MonthEnd.AddDays(-1), 100, 0) with { Slow = null }]), Promise.Latency, PromisePeriod.Month).IsMet);
    }

    [Fact]
    public void What_is_left_lasts_as_long_as_the_burn_of_the_last_hour_allows()
    {
        // 1 of 1,000 may fail; 100 of 400,000 failed: a quarter is spent. The last hour burns 10 times as fast as allowed.
        var judged = Judge([Minute(MonthEnd.AddDays(-10), 399_000, 90), Minute(MonthEnd.AddMinutes(-30), 1_000, 10)]);
        var hour = judged.Burns.Single(burn => burn is { Promise: Promise.Availability, Window: SlaWindow.Hour });
        Assert.Equal(10m, hour.Burn);
        Assert.Equal(0.75m * 720 / 10, hour.HoursLeft);
        Assert.Equal(0m, Judge([Minute(MonthEnd.AddMinutes(-30), 1_000, 10)]).Burns.Single(burn => burn is { Promise: Promise.Availability, Window: SlaWindow.Hour }).HoursLeft);
        Assert.Null(Judge([Minute(MonthEnd.AddMinutes(-30), 1_000, 0)]).Burns.Single(burn => burn is { Promise: Promise.Availability, Window: SlaWindow.Hour }).HoursLeft);
    }

    [Fact]
    public void Gaps_and_resets_are_marked_and_are_neither_good_nor_bad()
    {
        var minutes = Enumerable.Range(1, 60).Where(back => back is not (>= 20 and < 26) and not 40).Select(back => Minute(MonthEnd.AddMinutes(-back), 10, 0)).Reverse().ToList();
        var judged = Compliance.Of(new ServiceCounts("api", PromiseSource.Prometheus, minutes, [MonthEnd.AddMinutes(-5), MonthEnd.AddDays(-40)]), 0.999m, MonthEnd);
        var data = judged.Data.Single(one => one.Period == PromisePeriod.Rolling);
        Assert.Equal((1, 1), (data.Gaps, data.Resets));
        Assert.Equal(53 / (30 * 1440.0), data.Known, 1e-12);
        Assert.Equal(1m, State(judged, Promise.Availability, PromisePeriod.Rolling).Attained);
        Assert.Null(Judge([]).IsMet(PromisePeriod.Month));
    }

    private static RequestMinute Minute(DateTimeOffset at, decimal requests, decimal errors, decimal slow = 0) => new(at, requests, errors, slow);

    private static Compliance Judge(List<RequestMinute> minutes) => Compliance.Of(new ServiceCounts("api", PromiseSource.Events, minutes, []), 0.999m, MonthEnd);

    private static PromiseState State(Compliance judged, Promise promise, PromisePeriod period) => judged.Promises.Single(state => state.Promise == promise && state.Period == period);
}
