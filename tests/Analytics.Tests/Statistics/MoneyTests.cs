using Analytics.Statistics.Revenue;
using Analytics.Statistics.ServiceLevels;

namespace Analytics.Tests.Statistics;

public sealed class MoneyTests
{
    [Fact]
    public void Refunds_are_booked_in_their_own_month_and_money_stays_decimal()
    {
        var ledger = new RevenueLedger();
        ledger.Book(1, new DateOnly(2025, 1, 5), 0.1m);
        ledger.Book(1, new DateOnly(2025, 1, 6), 0.2m);
        ledger.Book(2, new DateOnly(2025, 3, 1), -5m);
        var months = ledger.Months().ToArray();
        Assert.Equal((0.3m, 0m, 0.3m, 2L, 1L), (months[0].Gross, months[0].Refunds, months[0].PerUser, months[0].Orders, months[0].Payers));
        Assert.Equal((0m, null), (months[1].Net, months[1].PerUser));
        Assert.Equal((0m, -5m, -5m, null), (months[2].Gross, months[2].Net, months[2].PerUser, months[2].PerPayer));
        var ltv = ledger.LifetimeValue();
        Assert.Equal((-2.35m, -2.35m, 0.3m), (ltv.Mean, ltv.Median, ltv.PayersMean));
    }

    [Fact]
    public void Recurring_revenue_always_adds_up()
    {
        var random = new Random(1);
        var revenue = new RecurringRevenue(new DateOnly(2024, 3, 1), new DateOnly(2025, 8, 1));
        var start = new DateTime(2024, 1, 1).Ticks;
        for (var customer = 0; customer < 200; customer++)
        {
            revenue.AddCustomer(Enumerable.Range(0, random.Next(1, 9)).Select(i => new RecurringChange(
                i, start + random.NextInt64(600 * TimeSpan.TicksPerDay), random.Next(3) == 0 ? 0 : random.Next(1, 500))));
        }

        foreach (var m in revenue.Months())
        {
            Assert.Equal(m.End, m.Start + m.Fresh + m.Reactivation + m.Expansion - m.Contraction - m.Churn);
        }

        Assert.All(revenue.Months().Zip(revenue.Months().Skip(1)), p => Assert.Equal(p.First.End, p.Second.Start));
    }

    [Fact]
    public void Only_month_ends_count_and_the_larger_id_wins_at_one_instant()
    {
        long At(int month, int day) => new DateTime(2025, month, day).Ticks;
        var revenue = new RecurringRevenue(new DateOnly(2025, 1, 1), new DateOnly(2025, 4, 1));
        revenue.AddCustomer([
            new(1, At(1, 3), 100), new(2, At(1, 9), 0),     // came and went within January: never positive at a month end
            new(4, At(2, 5), 70), new(3, At(2, 5), 900),    // equal instants
            new(5, At(3, 1), 0), new(6, At(4, 30), 30)]);
        var months = revenue.Months().ToArray();
        Assert.Equal((0m, 0m), (months[0].Fresh, months[0].End));
        Assert.Equal((70m, 0m), (months[1].Fresh, months[1].Reactivation));
        Assert.Equal((70m, 0m, 0m, 1m), (months[2].Churn, months[2].NetRetention, months[2].GrossRetention, months[2].LogoChurn));
        Assert.Equal((0m, 30m, 1L), (months[3].Fresh, months[3].Reactivation, months[3].Customers));
    }

    [Fact]
    public void Error_budget_follows_the_counts()
    {
        var start = new DateTime(2025, 1, 1).Ticks;
        var counts = MinuteCounts.FromIntervals([.. Enumerable.Range(0, 120).Select(m => (start + (m * TimeSpan.TicksPerMinute), (decimal?)100m, (decimal?)(m >= 115 ? 10 : 0)))]);
        var budget = new ErrorBudget(counts, 0.99m, TimeSpan.FromHours(2));
        var at = start + TimeSpan.FromHours(2).Ticks;
        Assert.Equal(50m / 12000, budget.ErrorRatio(at, budget.Window)!.Value, 20);
        Assert.Equal(10m, budget.Burn(at, TimeSpan.FromMinutes(5)));
        Assert.Equal(1 - (50m / 120), budget.Remaining(at)!.Value, 20);
        Assert.Equal(budget.Remaining(at) * 2 / budget.Burn(at, TimeSpan.FromHours(1)), budget.HoursToExhaustion(at, TimeSpan.FromHours(1)));
        Assert.Equal(1 - (5m / 120), budget.TimeBasedAvailability(at));
        Assert.Null(budget.ErrorRatio(start, TimeSpan.FromHours(1)));
    }

    [Fact]
    public void A_burn_of_exactly_the_factor_does_not_fire()
    {
        var start = new DateTime(2025, 1, 1).Ticks;
        AlertHistory Replay(decimal bad)
        {
            var counts = MinuteCounts.FromIntervals([.. Enumerable.Range(0, 60).Select(m => (start + (m * TimeSpan.TicksPerMinute), (decimal?)10000m, (decimal?)bad))]);
            return new ErrorBudget(counts, 0.999m, TimeSpan.FromDays(30)).Replay(BurnAlert.Standard[0], long.MaxValue);
        }

        Assert.Equal(new AlertHistory(null, 0, 0), Replay(144));
        Assert.Equal(new AlertHistory(start + TimeSpan.TicksPerMinute, 60, 1), Replay(145));
    }

    [Fact]
    public void Counters_reset_and_a_gaps_increase_belongs_to_the_minute_before_the_later_sample()
    {
        var start = new DateTime(2025, 1, 1).Ticks;
        (long, decimal?, decimal?) At(int minute, decimal total, decimal bad) => (start + (minute * TimeSpan.TicksPerMinute), total, bad);
        var counts = MinuteCounts.FromCounters([At(0, 1000, 5), At(1, 1100, 5), At(5, 1500, 9), At(6, 40, 1)]);
        Assert.Equal((100m, 0m), counts[0]);
        Assert.Null(counts[1]);
        Assert.Equal((400m, 4m), counts[4]);
        Assert.Equal((40m, 1m), counts[5]);
        Assert.Equal((540m, 5m, 3), counts.Window(start + (6 * TimeSpan.TicksPerMinute), TimeSpan.FromHours(1)));
    }
}
