namespace Analytics.Rules.Slo;

/// <summary>
/// A pair of windows that must both burn too fast: the long one is significant, the short one ends the alert soon after the trouble ended.
/// Source: Google, "The Site Reliability Workbook", chapter 5, "Multiwindow, Multi-Burn-Rate Alerts", table 5-8.
/// </summary>
/// <param name="Pages">Wakes somebody, else writes a ticket.</param>
/// <param name="BudgetPercent">The share of the period's budget that burning for the long window costs, in percent.</param>
/// <param name="Short">The short window.</param>
/// <param name="Long">The long window.</param>
public sealed record BurnWindow(bool Pages, decimal BudgetPercent, TimeSpan Short, TimeSpan Long)
{
    /// <summary>The four pairs: 2 % in 1 h and 5 % in 6 h page, 10 % in 1 d and 10 % in 3 d write a ticket.</summary>
    public static IReadOnlyList<BurnWindow> All { get; } =
    [
        new(true, 2, TimeSpan.FromMinutes(5), TimeSpan.FromHours(1)),
        new(true, 5, TimeSpan.FromMinutes(30), TimeSpan.FromHours(6)),
        new(false, 10, TimeSpan.FromHours(2), TimeSpan.FromDays(1)),
        new(false, 10, TimeSpan.FromHours(6), TimeSpan.FromDays(3)),
    ];

    /// <summary>How many times faster than allowed the budget burns: budget share x period / long window. 14.4 for 2 % in 1 h of 30 days, exactly.</summary>
    public decimal Factor(int periodDays) => Math.Round(BudgetPercent * periodDays * 24 / 100 / (decimal)Long.TotalHours, 16);

    /// <summary>The error ratio above which both windows must be.</summary>
    public decimal Threshold(BudgetTerms terms) => Factor(terms.Days) * terms.Budget;

    /// <summary>Whether there is a share of errors that fires the pair at all: 14.4 times a budget of 10 % would be 144 %.</summary>
    public bool CanFire(BudgetTerms terms) => Threshold(terms) < 1;
}
