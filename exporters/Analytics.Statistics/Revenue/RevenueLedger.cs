using Analytics.Statistics.Descriptive;

namespace Analytics.Statistics.Revenue;

/// <summary>The money of one calendar month, in the unit of the payments.</summary>
/// <param name="Month">First day of the month.</param>
/// <param name="Gross">Sum of the purchases.</param>
/// <param name="Refunds">Sum of the refunds booked in the month: zero or negative.</param>
/// <param name="Orders">Number of purchases.</param>
/// <param name="Payers">Customers with a purchase.</param>
/// <param name="Active">Customers with any payment or refund, or users active by another file.</param>
public sealed record RevenueMonth(DateOnly Month, decimal Gross, decimal Refunds, long Orders, long Payers, long Active)
{
    public decimal Net => Gross + Refunds;

    /// <summary>Net per active user; null without any.</summary>
    public decimal? PerUser => Active == 0 ? null : Net / Active;

    /// <summary>Net per payer; null without any.</summary>
    public decimal? PerPayer => Payers == 0 ? null : Net / Payers;

    /// <summary>Average order value, gross per order; null without orders.</summary>
    public decimal? PerOrder => Orders == 0 ? null : Gross / Orders;
}

/// <summary>What customers have brought so far: net per customer, over all customers and over those who ever paid.</summary>
public sealed record ObservedLifetimeValue(decimal? Mean, decimal? Median, decimal? PayersMean, decimal? PayersMedian);

/// <summary>Gathers payments in any order. Amounts above 0 are purchases, below 0 refunds; 0 is activity alone. Money stays decimal.</summary>
public sealed class RevenueLedger
{
    private readonly Dictionary<int, Month> _months = [];
    private readonly Dictionary<UInt128, (decimal Net, bool Paid)> _customers = [];

    /// <param name="customer">Identity of the customer.</param>
    /// <param name="day">UTC date of the booking.</param>
    /// <param name="amount">Positive or negative.</param>
    public void Book(UInt128 customer, DateOnly day, decimal amount)
    {
        var month = At(day);
        month.Active.Add(customer);
        if (amount > 0)
        {
            month.Gross += amount;
            month.Orders++;
            month.Payers.Add(customer);
        }
        else
        {
            month.Refunds += amount;
        }

        var (net, paid) = _customers.GetValueOrDefault(customer);
        _customers[customer] = (net + amount, paid || amount > 0);
    }

    /// <summary>Counts a user as active in a month without money.</summary>
    public void Visit(UInt128 user, DateOnly day) => At(day).Active.Add(user);

    /// <summary>Every month from the first to the last with a booking, empty ones between them included.</summary>
    public IEnumerable<RevenueMonth> Months()
    {
        if (_months.Count == 0)
        {
            yield break;
        }

        for (var key = _months.Keys.Min(); key <= _months.Keys.Max(); key++)
        {
            var day = new DateOnly(key / 12, (key % 12) + 1, 1);
            yield return _months.TryGetValue(key, out var month)
                ? new RevenueMonth(day, month.Gross, month.Refunds, month.Orders, month.Payers.Count, month.Active.Count)
                : new RevenueMonth(day, 0, 0, 0, 0, 0);
        }
    }

    public ObservedLifetimeValue LifetimeValue()
    {
        var all = _customers.Values.Select(c => c.Net).ToArray();
        var payers = _customers.Values.Where(c => c.Paid).Select(c => c.Net).ToArray();
        return new ObservedLifetimeValue(Mean(all), Quantiles.Median(all), Mean(payers), Quantiles.Median(payers));
    }

    private static decimal? Mean(decimal[] values) => values.Length == 0 ? null : values.Sum() / values.Length;

    private Month At(DateOnly day)
    {
        var key = (day.Year * 12) + day.Month - 1;
        if (!_months.TryGetValue(key, out var month))
        {
            _months[key] = month = new Month();
        }

        return month;
    }

    private sealed class Month
    {
        public decimal Gross;
        public decimal Refunds;
        public long Orders;
        public readonly HashSet<UInt128> Payers = [];
        public readonly HashSet<UInt128> Active = [];
    }
}
