namespace Analytics.Statistics.Lifetime;

/// <summary>What a customer did in the calibration time, in weeks (Fader, Hardie, Lee 2005).</summary>
/// <param name="Repeats">x: days with a purchase after the first.</param>
/// <param name="Recency">t_x: weeks from the first to the last purchase.</param>
/// <param name="Age">T: weeks from the first purchase to the end of the calibration.</param>
/// <param name="MeanValue">zbar: mean value of the repeat days; null without any.</param>
public readonly record struct PurchaseHistory(int Repeats, double Recency, double Age, double? MeanValue)
{
    /// <summary>Summarizes purchases; those of one day are one purchase, those after the end are left out. Null when none is left.</summary>
    /// <param name="purchases">Day number and amount, in any order.</param>
    /// <param name="calibrationEnd">Day number of the last day that counts.</param>
    public static PurchaseHistory? Of(IEnumerable<(int Day, decimal Amount)> purchases, int calibrationEnd)
    {
        var days = new SortedDictionary<int, decimal>();
        foreach (var (day, amount) in purchases)
        {
            if (day <= calibrationEnd)
            {
                days[day] = days.GetValueOrDefault(day) + amount;
            }
        }

        if (days.Count == 0)
        {
            return null;
        }

        var (first, last) = (days.Keys.First(), days.Keys.Last());
        var repeats = days.Count - 1;
        return new PurchaseHistory(
            repeats, (last - first) / 7.0, (calibrationEnd - first) / 7.0, repeats == 0 ? null : (double)(days.Values.Skip(1).Sum() / repeats));
    }
}
