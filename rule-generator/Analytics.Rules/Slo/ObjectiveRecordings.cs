using Analytics.PromQL;

namespace Analytics.Rules.Slo;

/// <summary>
/// What is recorded about a promise. All promises share the names, so that one table shows them all (<see cref="SloSeries"/>); the label <c>slo</c> and the
/// labels of the groups tell them apart, and the objects here select their own.
/// </summary>
public sealed class ObjectiveRecordings
{
    /// <summary>How often what changes by the minute is evaluated.</summary>
    internal static readonly Duration Interval = 1.Minutes();

    private readonly ServiceObjective _slo;

    internal ObjectiveRecordings(ServiceObjective slo)
    {
        _slo = slo;
        BadRate = Record("slo:bad:rate5m", slo.Indicator.Bad(ServiceObjective.Slice), "Bad events per second.");
        EventRate = Record("slo:events:rate5m", slo.Indicator.Total(ServiceObjective.Slice), "Events per second.");

        var windows = BurnWindow.All.Concat(slo.BurnWindows).SelectMany(tier => new[] { tier.Short, tier.Long }).Distinct().Order().Select(Duration.From).ToList();
        ErrorRatios = windows.ToDictionary(window => window, window => Record($"slo:errors:ratio{window}", ErrorRatio(window), $"Share of bad events over {window}."));
        BurnRates = windows.ToDictionary(window => window, window =>
            Record($"slo:burn_rate:ratio{window}", ErrorRatios[window].Series / slo.Budget, $"How many times as fast as allowed the budget burnt over {window}."));

        WindowErrorRatio = Record("slo:errors:ratio_window", Share(Over(BadRate), Over(EventRate)), "Share of bad events over the whole window.");
        BudgetRemaining = Record("slo:budget_remaining:ratio", 1 - WindowErrorRatio.Series / slo.Budget, "Share of the error budget that is left; negative when overspent.");
        ExhaustionAtHourlyBurn = Exhaustion(1.Hours());
        ExhaustionAtSixHourlyBurn = Exhaustion(6.Hours());
        Target = Record("slo:target:ratio", Promql.Vector(slo.Objective / 100), "The share that must be good.");
        Budget = Record("slo:budget:ratio", Promql.Vector(slo.Budget), "The share that may be bad.");
        Info = Record("slo:info:constant", Promql.Vector(1), "1, with what is known of the promise as labels.",
            ("kind", slo.Indicator.Kind.ToString().ToLowerInvariant()), ("objective", SloSpec.Number(slo.Objective)), ("owner", slo.Team.Name), ("title", slo.Title), ("window", slo.Window.ToString()));
    }

    /// <summary>Bad events per second, over 5 minutes.</summary>
    public Recording BadRate { get; }

    /// <summary>Events per second, over 5 minutes.</summary>
    public Recording EventRate { get; }

    /// <summary>The share of bad events for each burn window: 5m, 30m, 1h, 2h, 6h, 1d, 3d. No sample without events.</summary>
    public IReadOnlyDictionary<Duration, Recording> ErrorRatios { get; }

    /// <summary>How many times as fast as allowed the budget burns, for each burn window; 1 uses it up exactly at the end.</summary>
    public IReadOnlyDictionary<Duration, Recording> BurnRates { get; }

    /// <summary>The share of bad events over the whole window: bad events over all events, not a mean of ratios.</summary>
    public Recording WindowErrorRatio { get; }

    /// <summary>The share of the error budget that is left: 1 untouched, 0 spent, negative overspent.</summary>
    public Recording BudgetRemaining { get; }

    /// <summary>Seconds until the budget is spent at the burn of the last hour; 0 when it is; no sample when nothing burns.</summary>
    public Recording ExhaustionAtHourlyBurn { get; }

    /// <summary>Seconds until the budget is spent at the burn of the last 6 hours; 0 when it is; no sample when nothing burns.</summary>
    public Recording ExhaustionAtSixHourlyBurn { get; }

    /// <summary>The objective as a ratio: 0.999.</summary>
    public Recording Target { get; }

    /// <summary>The error budget as a ratio: 0.001.</summary>
    public Recording Budget { get; }

    /// <summary>1, with title, owner, kind, objective and window as labels, for tables.</summary>
    public Recording Info { get; }

    /// <summary>The good share over a burn window, 0 to 1: what a panel draws against <see cref="Target"/>.</summary>
    public InstantVector Good(Duration window) => 1 - ErrorRatios[window].Series;

    internal IReadOnlyList<Rule> ByTheMinute => [BadRate, EventRate, .. ErrorRatios.Values, .. BurnRates.Values];

    internal IReadOnlyList<Rule> OverTheWindow => [WindowErrorRatio, BudgetRemaining, ExhaustionAtHourlyBurn, ExhaustionAtSixHourlyBurn, Target, Budget, Info];

    private static InstantVector Share(InstantVector bad, InstantVector all) => bad / (all > 0);

    private InstantVector ErrorRatio(Duration window) =>
        window == ServiceObjective.Slice ? Share(BadRate.Series, EventRate.Series)
        : window <= ServiceObjective.LongestRawWindow ? Share(_slo.Indicator.Bad(window), _slo.Indicator.Total(window))
        : Share(BadRate.Series.Range(window).SumOverTime(), EventRate.Series.Range(window).SumOverTime());

    /// <summary>What the slices of the budget's window add up to.</summary>
    private InstantVector Over(Recording slices) => _slo.Window.IsCalendar ? SinceTheFirst(slices) : slices.Series.Range(_slo.Window.Days.Days()).SumOverTime();

    /// <summary>
    /// The sum since the first of the month, UTC, up to the last full hour. A range cannot have the length of a month, so 31 days are walked in steps of an
    /// hour, and only the hours count that end in the month of the newest sample: <c>@ end()</c> looks from every step at the time of the evaluation itself.
    /// The second less puts the hour that ends at midnight into the month that it was part of.
    /// </summary>
    private InstantVector SinceTheFirst(Recording slices)
    {
        var thisMonth = Promql.Month(EventRate.Series.AtEnd().Timestamp()).Max();
        var stepsOfThisMonth = Promql.Month(Promql.Vector(Promql.Time() - 1)).EqualTo(thisMonth);
        return slices.Series.Range(1.Hours()).SumOverTime().And(stepsOfThisMonth).On().Subquery(31.Days(), 1.Hours()).SumOverTime();
    }

    /// <summary>Remaining budget x length of the window / burn rate.</summary>
    private Recording Exhaustion(Duration window) => Record($"slo:exhaustion_seconds:burn{window}",
        (BudgetRemaining.Series.ClampMin(0) * (_slo.Window.Days * 86_400L) / (BurnRates[window].Series > 0)).Or((BudgetRemaining.Series <= 0) * 0),
        $"Seconds until the budget is spent at the burn of the last {window}.");

    private Recording Record(string name, InstantVector expr, string help, params ReadOnlySpan<(string, string)> labels) => new(name, expr, help) { Labels = _slo.Labels(labels) };
}

/// <summary>The recordings of all promises at once, for boards over the whole house. Their names are those of <see cref="ObjectiveRecordings"/>.</summary>
public static class SloSeries
{
    /// <summary>Of each promise and group, the share of the budget that is left.</summary>
    public static Selector BudgetRemaining => Promql.Metric("slo:budget_remaining:ratio");

    /// <summary>Of each promise and group, the share of bad events over the whole window.</summary>
    public static Selector WindowErrorRatio => Promql.Metric("slo:errors:ratio_window");

    /// <summary>Of each promise, the share that must be good.</summary>
    public static Selector Target => Promql.Metric("slo:target:ratio");

    /// <summary>Of each promise, 1 with title, owner, kind, objective and window as labels.</summary>
    public static Selector Info => Promql.Metric("slo:info:constant");

    /// <summary>Of each promise and group, seconds until the budget is spent at the burn of the last hour.</summary>
    public static Selector ExhaustionAtHourlyBurn => Promql.Metric("slo:exhaustion_seconds:burn1h");

    /// <summary>Of each promise and group, how fast the budget burns over a burn window (5m to 3d).</summary>
    public static Selector BurnRate(Duration window) => Promql.Metric($"slo:burn_rate:ratio{window}");
}
