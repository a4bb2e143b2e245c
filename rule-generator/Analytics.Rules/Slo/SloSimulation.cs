namespace Analytics.Rules.Slo;

/// <summary>One pair of windows under a constant share of errors.</summary>
/// <param name="Window">The pair.</param>
/// <param name="FiresAfter">How long after the trouble began; null: never.</param>
public sealed record TierVerdict(BurnWindow Window, TimeSpan? FiresAfter);

/// <summary>What happens when, after a time without errors, a constant share of the events is bad.</summary>
/// <param name="Tiers">Each pair of windows.</param>
/// <param name="ExhaustedAfter">When the period's whole budget is gone; null: later than the period.</param>
public sealed record SloSimulation(IReadOnlyList<TierVerdict> Tiers, TimeSpan? ExhaustedAfter)
{
    /// <summary>
    /// After a time t, a window w holds the errors of min(t, w): its ratio is e * min(t, w) / w. Both windows are above the threshold h from t = w * h / e on,
    /// the longer one last; never when e is not above h.
    /// </summary>
    /// <param name="slo">The promise.</param>
    /// <param name="errors">The share of bad events, 0 to 1.</param>
    public static SloSimulation Of(SloSpec slo, decimal errors)
    {
        var tiers = BurnWindow.All.Select(window =>
        {
            var threshold = window.Threshold(slo);
            return new TierVerdict(window, errors > threshold ? window.Long * (double)(threshold / errors) : null);
        });
        var period = TimeSpan.FromDays(slo.PeriodDays);
        return new([.. tiers], errors > slo.Budget ? period * (double)(slo.Budget / errors) : null);
    }
}
