using Analytics.Statistics.Engagement;

namespace Analytics.Tests.Statistics;

public sealed class EngagementTests
{
    private static readonly int Monday = new DateOnly(2025, 1, 6).DayNumber;

    [Fact]
    public void A_gap_of_exactly_thirty_minutes_stays_in_the_session()
    {
        var durations = new List<long>();
        var tally = new ActivityTally(Monday, Monday + 1, new ActivityOptions(), durations.Add);
        tally.AddPerson([At(0, 23, 50), At(1, 0, 20), At(1, 0, 50) + 1]);
        Assert.Equal((2, 1), (tally.Sessions, tally.Bounces));
        Assert.Equal([30 * TimeSpan.TicksPerMinute, 0], durations);
    }

    [Fact]
    public void Windows_of_seven_and_thirty_days_include_their_last_day()
    {
        var tally = new ActivityTally(Monday, Monday + 40, new ActivityOptions());
        tally.AddPerson([At(0, 5, 0), At(10, 5, 0)]);
        tally.AddPerson([At(0, 5, 0)]);
        var days = tally.Days().ToArray();
        Assert.Equal((2, 2, 2), (days[0].Daily, days[0].Weekly, days[0].Monthly));
        Assert.Equal((0, 2, 2), (days[6].Daily, days[6].Weekly, days[6].Monthly));
        Assert.Equal((0, 0, 2), (days[7].Daily, days[7].Weekly, days[7].Monthly));
        Assert.Equal((1, 1, 2), (days[10].Daily, days[10].Weekly, days[10].Monthly));
        Assert.Equal(2, days[29].Monthly);
        Assert.Equal(1, days[30].Monthly);
        Assert.Equal((0, null), (days[40].Monthly, days[40].Stickiness));
    }

    [Fact]
    public void A_day_after_the_data_is_unknown_and_not_zero()
    {
        var tally = new ActivityTally(Monday, Monday + 7, new ActivityOptions { Days = [1, 7, 8] });
        tally.AddPerson([At(0, 1, 0), At(7, 1, 0)]);
        tally.AddPerson([At(0, 1, 0), At(1, 1, 0)]);
        Assert.Equal([1, 1, null], Assert.Single(tally.DayCohorts()).Retained);
    }

    [Fact]
    public void Unbounded_retention_counts_later_days_too()
    {
        var tally = new ActivityTally(Monday, Monday + 20, new ActivityOptions { Days = [1, 7], Unbounded = true });
        tally.AddPerson([At(0, 1, 0), At(9, 1, 0)]);
        Assert.Equal([1, 1], Assert.Single(tally.DayCohorts()).Retained);
    }

    [Fact]
    public void Incomplete_weeks_are_dropped()
    {
        var tally = new ActivityTally(Monday, Monday + 15, new ActivityOptions());
        tally.AddPerson([At(3, 1, 0), At(8, 1, 0), At(15, 1, 0)]);
        tally.AddPerson([At(15, 1, 0)]);
        var cohort = Assert.Single(tally.WeekCohorts());
        Assert.Equal((Monday, 1), (cohort.Monday, cohort.Size));
        Assert.Equal([1, 1], cohort.Retained);
    }

    [Fact]
    public void Months_split_users_into_new_retained_resurrected_and_churned()
    {
        var first = new DateOnly(2025, 1, 1).DayNumber;
        var tally = new ActivityTally(first, first + 89, new ActivityOptions());
        tally.AddPerson([Day(first), Day(first + 70)]);
        tally.AddPerson([Day(first), Day(first + 40), Day(first + 70)]);
        var march = tally.Months().Last();
        Assert.Equal((2, 0, 1, 1, 0), (march.Active, march.Fresh, march.Retained, march.Resurrected, march.Churned));
        Assert.Equal(0.5, tally.Months().ElementAt(1).ChurnRate);
    }

    [Fact]
    public void Split_tallies_add_up_to_the_whole()
    {
        var random = new Random(3);
        var people = Enumerable.Range(0, 300).Select(_ => Enumerable.Range(0, random.Next(1, 30)).Select(_ => Day(Monday) + random.NextInt64(60 * TimeSpan.TicksPerDay)).Order().ToArray()).ToArray();
        ActivityTally Count(IEnumerable<long[]> some)
        {
            var tally = new ActivityTally(Monday, Monday + 60, new ActivityOptions());
            some.ToList().ForEach(p => tally.AddPerson(p));
            return tally;
        }

        var whole = Count(people);
        var parts = Count(people.Take(100));
        parts.Add(Count(people.Skip(100)));
        Assert.Equal(whole.Days(), parts.Days());
        Assert.Equal(whole.DayCohorts().Select(c => (c.Day, c.Size, string.Join(' ', c.Retained))), parts.DayCohorts().Select(c => (c.Day, c.Size, string.Join(' ', c.Retained))));
        Assert.Equal(whole.WeekCohorts().Select(c => string.Join(' ', c.Retained)), parts.WeekCohorts().Select(c => string.Join(' ', c.Retained)));
        Assert.Equal((whole.People, whole.Sessions, whole.SessionTicks), (parts.People, parts.Sessions, parts.SessionTicks));
        Assert.Equal(whole.Months(), parts.Months());
    }

    [Fact]
    public void Funnel_steps_come_strictly_after_one_another_and_the_windows_end_counts()
    {
        var window = TimeSpan.FromHours(1);
        Assert.Equal([1, 0], Funnel(FunnelAnchor.First, window, (0, 0), (0, 1)));
        Assert.Equal([1, 1], Funnel(FunnelAnchor.First, window, (0, 0), (window.Ticks, 1)));
        Assert.Equal([1, 0], Funnel(FunnelAnchor.First, window, (0, 0), (window.Ticks + 1, 1)));
        Assert.Equal([1, 1], Funnel(FunnelAnchor.Any, window, (0, 0), (window.Ticks, 0), (window.Ticks + 1, 1)));
        Assert.Equal([0, 0], Funnel(FunnelAnchor.Any, window, (5, 1)));
    }

    private static IReadOnlyList<long> Funnel(FunnelAnchor anchor, TimeSpan window, params (long At, int Name)[] events)
    {
        var tally = new FunnelTally([0, 1], window, anchor);
        tally.AddPerson([.. events.Select(e => new FunnelEvent(e.At, e.Name))]);
        return tally.Reached;
    }

    private static long At(int day, int hour, int minute) => Day(Monday + day) + new TimeSpan(hour, minute, 0).Ticks;

    private static long Day(int day) => day * TimeSpan.TicksPerDay;
}
