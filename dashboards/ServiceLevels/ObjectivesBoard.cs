using Analytics.Dashboards.Operations;
using Analytics.Rules.Slo;

namespace Analytics.Dashboards.ServiceLevels;

/// <summary>All promises on one screen; each leads to its own board.</summary>
public static class ObjectivesBoard
{
    private const string Header = "Promise";

    private static readonly Thresholds BudgetSteps = Thresholds.Falling(good: 0.25, critical: 0);

    public static Dashboard Board { get; } = new(
        "objectives",
        Audience.ServiceLevels,
        "All promises",
        "Every promise of the house: which are kept, which are in danger, which are broken. A click on a name leads to the board of the promise.",
        new Row("Which promises are in danger?", Broken, Threatened, Kept, List),
        new Row("When did it happen?", BudgetOverTime, BurnOverTime))
    {
        Period = TimeSpan.FromDays(7),
        Links = [BoardLink.To(() => SlaBoard.Board), BoardLink.To(() => OperationsBoard.Board)],
        Annotations = Annotation.Usual,
        ReaderTest =
        [
            new("Is any promise broken?", Broken, "a red number that is not 0"),
            new("Which one shall I look at first?", List, "the first line: the least budget"),
            new("When did we spend it?", BudgetOverTime, "the steep fall"),
        ],
    };

    private static Stat Broken => Counted("Broken", "Promises whose budget is spent in at least one part.", Worst < 0, Thresholds.Below(1));

    private static Stat Threatened => Counted("In danger", "Promises with less than a quarter of their budget.", (Worst >= 0) < 0.25, Thresholds.Rising(1, 100));

    private static Stat Kept => Counted("Safe", "Promises with at least a quarter of their budget.", Worst >= 0.25, Thresholds.None);

    private static Table List => new(
        "Promise by promise",
        "The worst part of each promise: what is left of the budget, how much was bad, how fast it burns, how long it lasts.",
        [(PlatformLabels.Slo, Header)],
        new Column("Promised", By(SloSeries.Target)) { Unit = "percentunit", Decimals = 2 },
        new Column("Budget left", Worst) { Unit = "percentunit", Decimals = 1, Cell = Cell.ColouredGround, Thresholds = BudgetSteps },
        new Column("Bad", SloSeries.WindowErrorRatio.Max().By(PlatformLabels.Slo.Name)) { Unit = "percentunit", Decimals = 3 },
        new Column("Burn, 1 hour", SloSeries.BurnRate(1.Hours()).Max().By(PlatformLabels.Slo.Name)) { Unit = "short", Decimals = 1, Cell = Cell.ColouredText, Thresholds = Thresholds.Rising(1, 14.4) },
        new Column("Lasts for", By(SloSeries.ExhaustionAtHourlyBurn)) { Unit = "s" })
    {
        SortedBy = "Burn, 1 hour",
        Height = 14,
        Overrides = [Override.Of(Header) with { Links = [BoardLink.ToEach("The board of this promise", ServiceObjective.BoardUid, Header)] }],
    };

    private static TimeSeries BudgetOverTime => new("Budget left, over time", "The worst part of each promise. What is spent twice over lies on the lowest line.", Worst.ClampMin(-1).As("{{slo}}"))
    {
        Unit = "percentunit",
        Max = 1,
        Thresholds = BudgetSteps,
        ShowThresholds = true,
        Height = 10,
    };

    private static TimeSeries BurnOverTime => new("Burn of the last hour", "The worst part of each promise; at 14.4 a month's budget is gone in two days.", SloSeries.BurnRate(1.Hours()).Max().By(PlatformLabels.Slo.Name).As("{{slo}}"))
    {
        Unit = "short",
        Min = 0,
        Thresholds = Thresholds.Rising(1, 14.4),
        ShowThresholds = true,
        Height = 10,
    };

    private static InstantVector Worst => By(SloSeries.BudgetRemaining);

    private static InstantVector By(InstantVector all) => all.Min().By(PlatformLabels.Slo.Name);

    private static Stat Counted(string title, string description, InstantVector which, Thresholds thresholds) => new(title, description, which.Count().Or(Promql.Vector(0)))
    {
        Unit = "short",
        Course = false,
        Decimals = 0,
        Width = 8,
        Thresholds = thresholds,
    };
}
