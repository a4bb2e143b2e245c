namespace Analytics.Rules.Slo;

/// <summary>One pair of windows under a constant share of errors.</summary>
/// <param name="Window">The pair.</param>
/// <param name="FiresAfter">How long after the trouble began; null: never.</param>
public sealed record TierVerdict(BurnWindow Window, TimeSpan? FiresAfter);

/// <summary>What happens when, after a time without errors, a constant share of the events is bad and traffic is even.</summary>
/// <param name="Tiers">Each pair of windows.</param>
/// <param name="ExhaustedAfter">When the period's whole budget is gone; null: later than the period.</param>
public sealed record SloSimulation(IReadOnlyList<TierVerdict> Tiers, TimeSpan? ExhaustedAfter)
{
    /// <summary>A specification of others, whose windows are all read from the raw series.</summary>
    /// <param name="slo">The promise.</param>
    /// <param name="errors">The share of bad events, 0 to 1.</param>
    public static SloSimulation Of(SloSpec slo, decimal errors) => Of(slo.Terms, BurnWindow.All, errors, _ => TimeSpan.Zero);

    /// <summary>A promise of ours, whose windows above an hour are added up from 5-minute recordings.</summary>
    /// <param name="slo">The promise.</param>
    /// <param name="errors">The share of bad events, 0 to 1.</param>
    public static SloSimulation Of(ServiceObjective slo, decimal errors) =>
        Of(slo.Terms, slo.Tiers, errors, window => window > ServiceObjective.LongestRawWindow.ToTimeSpan() ? ServiceObjective.Slice.ToTimeSpan() : TimeSpan.Zero);

    /// <summary>
    /// After a time t, a window w holds the errors of min(t, w): its ratio is e * min(t, w) / w. Both windows are above the threshold h from t = w * h / e on,
    /// the longer one last; never when e is not above h. A window added up from slices of s seconds sees the errors ramp up: t^2 / 2s within the first
    /// slice, t - s/2 after it.
    /// </summary>
    private static SloSimulation Of(BudgetTerms terms, IReadOnlyList<BurnWindow> windows, decimal errors, Func<TimeSpan, TimeSpan> slice)
    {
        var tiers = windows.Select(window =>
        {
            var threshold = window.Threshold(terms);
            return new TierVerdict(window, errors > threshold ? After(window.Long * (double)(threshold / errors), slice(window.Long)) : null);
        });
        var period = TimeSpan.FromDays(terms.Days);
        return new([.. tiers], errors > terms.Budget ? period * (double)(terms.Budget / errors) : null);
    }

    private static TimeSpan After(TimeSpan held, TimeSpan slice) =>
        held >= slice / 2 ? held + slice / 2 : TimeSpan.FromSeconds(Math.Sqrt(2 * slice.TotalSeconds * held.TotalSeconds));
}
