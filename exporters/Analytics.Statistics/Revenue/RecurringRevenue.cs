namespace Analytics.Statistics.Revenue;

/// <summary>One change of a customer's monthly recurring revenue.</summary>
/// <param name="Id">Orders changes of one instant: the larger one wins.</param>
/// <param name="Instant">Effective time, ticks of UTC.</param>
/// <param name="Amount">The new MRR, zero or more.</param>
public readonly record struct RecurringChange(long Id, long Instant, decimal Amount);

/// <summary>
/// How MRR moved over one month, by snapshots at month ends. start + new + reactivation + expansion - contraction - churn = end, always.
/// </summary>
public sealed record RecurringMonth(
    DateOnly Month, decimal Start, decimal Fresh, decimal Reactivation, decimal Expansion, decimal Contraction, decimal Churn, decimal End,
    long Customers, long CustomersAtStart, long CustomersChurned)
{
    /// <summary>Net revenue retention; null with nothing at the start.</summary>
    public decimal? NetRetention => Start == 0 ? null : (Start + Expansion - Contraction - Churn) / Start;

    /// <summary>Gross revenue retention; null with nothing at the start.</summary>
    public decimal? GrossRetention => Start == 0 ? null : (Start - Contraction - Churn) / Start;

    /// <summary>Customers churned over customers at the start; null without any.</summary>
    public decimal? LogoChurn => CustomersAtStart == 0 ? null : (decimal)CustomersChurned / CustomersAtStart;

    /// <summary>(new + reactivation + expansion) / (contraction + churn); null without losses.</summary>
    public decimal? QuickRatio => Contraction + Churn == 0 ? null : (Fresh + Reactivation + Expansion) / (Contraction + Churn);

    /// <summary>MRR per customer; null without any.</summary>
    public decimal? PerCustomer => Customers == 0 ? null : End / Customers;

    /// <summary>Annual run rate.</summary>
    public decimal Annual => 12 * End;
}

/// <summary>Gathers MRR movements between two months (both included), one customer at a time.</summary>
public sealed class RecurringRevenue
{
    private readonly DateOnly _first;
    private readonly Sums[] _months;

    /// <param name="firstMonth">Any day of the first month.</param>
    /// <param name="lastMonth">Any day of the last month, before the year 9999; before the first month there are none.</param>
    public RecurringRevenue(DateOnly firstMonth, DateOnly lastMonth)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lastMonth.Year, 9998);
        _first = new DateOnly(firstMonth.Year, firstMonth.Month, 1);
        _months = new Sums[Math.Max(0, ((lastMonth.Year - firstMonth.Year) * 12) + lastMonth.Month - firstMonth.Month + 1)];
    }

    /// <summary>Takes all changes of one customer, in any order; those before the first month count for where it starts.</summary>
    public void AddCustomer(IEnumerable<RecurringChange> changes)
    {
        var ordered = changes.OrderBy(c => c.Instant).ThenBy(c => c.Id).ToArray();
        var everPositive = false;
        var at = 0;
        var previous = 0m;
        if (ordered.Length == 0)
        {
            return;
        }

        // Snapshots of all month ends from the first change on, so that "never positive at an earlier month end" is exact.
        var start = DateOnly.FromDateTime(new DateTime(ordered[0].Instant));
        var month = new DateOnly(start.Year, start.Month, 1);
        var last = _first.AddMonths(_months.Length - 1);
        for (; month <= last; month = month.AddMonths(1))
        {
            var end = month.AddMonths(1).ToDateTime(default).Ticks;
            var current = previous;
            while (at < ordered.Length && ordered[at].Instant < end)
            {
                current = ordered[at++].Amount;
            }

            if (month >= _first)
            {
                var index = ((month.Year - _first.Year) * 12) + month.Month - _first.Month;
                _months[index].Add(previous, current, everPositive);
            }

            everPositive |= current > 0;
            previous = current;
        }
    }

    public IEnumerable<RecurringMonth> Months() => _months.Select((m, i) => new RecurringMonth(
        _first.AddMonths(i), m.Start, m.Fresh, m.Reactivation, m.Expansion, m.Contraction, m.Churn, m.End, m.Customers, m.Before, m.Lost));

    private struct Sums
    {
        public decimal Start;
        public decimal Fresh;
        public decimal Reactivation;
        public decimal Expansion;
        public decimal Contraction;
        public decimal Churn;
        public decimal End;
        public long Customers;
        public long Before;
        public long Lost;

        public void Add(decimal previous, decimal current, bool everPositive)
        {
            Start += previous;
            End += current;
            Before += previous > 0 ? 1 : 0;
            Customers += current > 0 ? 1 : 0;
            if (previous == 0 && current > 0)
            {
                Fresh += everPositive ? 0 : current;
                Reactivation += everPositive ? current : 0;
            }
            else if (current == 0)
            {
                Churn += previous;
                Lost += previous > 0 ? 1 : 0;
            }
            else
            {
                Expansion += Math.Max(0, current - previous);
                Contraction += Math.Max(0, previous - current);
            }
        }
    }
}
