namespace Analytics.Statistics.Lifetime;

/// <summary>Discounted value of a customer's purchases to come.</summary>
public static class LifetimeValue
{
    /// <summary>A month in weeks.</summary>
    public const double WeeksPerMonth = 4.345;

    /// <summary>
    /// Sum over months k = 1, 2, ... of (expected purchases in month k) x value / (1 + rate)^k; the last month is cut at the horizon.
    /// </summary>
    /// <param name="model">Fitted BG/NBD.</param>
    /// <param name="customer">History.</param>
    /// <param name="averageValue">Expected value of one purchase.</param>
    /// <param name="horizonWeeks">How far to look.</param>
    /// <param name="monthlyRate">Discount rate per month, e.g. 0.01.</param>
    public static double Discounted(BetaGeometricModel model, PurchaseHistory customer, double averageValue, double horizonWeeks, double monthlyRate)
    {
        double total = 0, before = 0, factor = 1;
        for (var month = 1; (month - 1) * WeeksPerMonth < horizonWeeks; month++)
        {
            var until = model.ExpectedPurchases(customer, Math.Min(month * WeeksPerMonth, horizonWeeks));
            factor *= 1 + monthlyRate;
            total += (until - before) * averageValue / factor;
            before = until;
        }

        return total;
    }
}
