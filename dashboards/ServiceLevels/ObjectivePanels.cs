using Analytics.Rules.Slo;

namespace Analytics.Dashboards.ServiceLevels;

/// <summary>The panels of a promise's board.</summary>
internal sealed class ObjectivePanels(ServiceObjective slo)
{
    private const string Ratio = "percentunit";

    private static readonly Thresholds BudgetSteps = Thresholds.Falling(good: 0.25, critical: 0);

    /// <summary>Without events nothing is kept or broken; a calendar month is counted by whole hours.</summary>
    private readonly string _young = slo.Window.IsCalendar ? "Counted from the first full hour of the month on." : "No event yet.";

    private readonly Thresholds _burnSteps = Thresholds.Rising(warning: 1, critical: Math.Max(2, (double)slo.BurnWindows[0].Factor(slo.Window.Days)));

    /// <summary>How the parts of the promise are called that have a budget of their own.</summary>
    private string Part => slo.Indicator.Groups.Count == 0 ? slo.Title : string.Join(' ', slo.Indicator.Groups.Select(label => "{{" + label.Name + "}}"));

    public Stat Promised => new("Promised", "The share that must be good.", slo.Recordings.Target.As("promised")) { Unit = Ratio, Decimals = 2, Course = false };

    public Stat Kept => new("Good so far, worst part", "The share that was good over the whole time of the promise, where it is worst.", (1 - slo.Recordings.WindowErrorRatio.Series).Min().As("good"))
    {
        Unit = Ratio,
        Decimals = 3,
        Thresholds = Thresholds.AtLeast((double)slo.Objective / 100),
        EmptyWithout = _young,
    };

    public Stat BudgetLeft => new("Budget left, worst part", "Of the errors that the promise allows, the share that may still happen. Below 0 the promise is broken.", slo.Recordings.BudgetRemaining.Series.Min().As("left"))
    {
        Unit = Ratio,
        Decimals = 1,
        Thresholds = BudgetSteps,
        EmptyWithout = _young,
    };

    public Stat LastsFor => new("Budget lasts for", "How long the budget still lasts if it goes on burning as in the last hour. Empty: nothing burns.", slo.Recordings.ExhaustionAtHourlyBurn.Series.Min().As("lasts for"))
    {
        Unit = "s",
        Course = false,
        Thresholds = Thresholds.Falling(good: 7 * 86_400, critical: 3 * 86_400),
        EmptyWithout = "Nothing burns.",
    };

    public BarGauge Parts => new("Budget left, part by part", "The parts of the promise, each with a budget of its own; the twenty worst.", slo.Recordings.BudgetRemaining.Series.BottomK(20).As(Part))
    {
        Unit = Ratio,
        Decimals = 1,
        Min = -1,
        Max = 1,
        Colours = ColourMode.ByThreshold,
        Thresholds = BudgetSteps,
        Width = 24,
        EmptyWithout = _young,
    };

    public Stat BurnNow => new("Burn of the last hour, worst part", "1 spends the budget exactly at the end of the time. At the red limit somebody is woken.", Burning(1.Hours()).Max().As("burn"))
    {
        Unit = "short",
        Decimals = 1,
        Thresholds = _burnSteps,
        Width = 6,
        Height = 8,
        Links = [BoardLink.ToRunbook(slo.Alerts[0])],
        EmptyWithout = "No event in the last hour.",
    };

    public TimeSeries Burn => new("How fast the budget burns", "Over an hour and over six: only when both are high somebody is woken, so that a short dip lets everybody sleep.",
        Burning(1.Hours()).TopK(10).As($"{Part}, 1 hour"), Burning(6.Hours()).TopK(10).As($"{Part}, 6 hours"))
    {
        Unit = "short",
        Min = 0,
        Thresholds = _burnSteps,
        ShowThresholds = true,
        EmptyWithout = "No event in the last hour.",
        Overrides = [Override.OfQuery(1) with { Dashed = true }],
        Width = 18,
        Links = [BoardLink.ToRunbook(slo.Alerts[0])],
    };

    public TimeSeries BudgetOverTime => new("Budget left, over time", "A steep fall is an incident; a steady fall is a fault that nobody fixes. What is spent twice over lies on the lowest line.", slo.Recordings.BudgetRemaining.Series.BottomK(10).ClampMin(-1).As(Part))
    {
        Unit = Ratio,
        Max = 1,
        Thresholds = BudgetSteps,
        ShowThresholds = true,
        EmptyWithout = _young,
    };

    public TimeSeries GoodOverTime => new("Good, hour by hour", "The share that was good in the hour before each moment, beside what is promised (dashed).",
        slo.Recordings.Good(1.Hours()).BottomK(10).As(Part), slo.Recordings.Target.As("promised"))
    {
        Unit = Ratio,
        Max = 1,
        Overrides = [Override.Of("promised") with { Dashed = true, Colour = Colour.Green }],
    };

    public TimeSeries Events => new("Events", "What the promise is about, a second. Few events make a promise jump.", slo.Recordings.EventRate.Series.TopK(10).As(Part)) { Unit = "cps", Min = 0 };

    public TimeSeries BadEvents => new("Bad events", "Those of them that were not good, a second.", slo.Recordings.BadRate.Series.TopK(10).As(Part)) { Unit = "cps", Min = 0 };

    private InstantVector Burning(Duration window) => slo.Recordings.BurnRates[window].Series;
}
