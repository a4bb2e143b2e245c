namespace Analytics.Dashboards.Operations;

/// <summary>Whether the numbers on all other boards can be believed.</summary>
public static class DataQualityBoard
{
    public static Dashboard Board { get; } = new(
        "data-quality",
        Audience.Operations,
        "Data quality: can the numbers be believed?",
        "How complete, valid and fresh the data are that all other boards show. A number over incomplete data is not wrong on purpose, but it says little.",
        new Row("Are the data complete?", Completeness, SlaCompleteness, Wearables),
        new Row("Are the data valid?", Valid, ValidOverTime, RejectedByReason),
        new Row("Are the data fresh and counted once?", Age, Twice, Jobs),
        new Row("What waits to be mended?", DeadLetters, Mended))
    {
        Links = [BoardLink.To(() => PipelineBoard.Board), BoardLink.To(() => OperationsBoard.Board)],
        Annotations = Annotation.Usual,
        ReaderTest =
        [
            new("May I trust today's active users?", Completeness, "green: every hour so far has events"),
            new("What do clients send wrong?", RejectedByReason, "the longest bar names the mistake"),
            new("Are yesterday's numbers computed yet?", Jobs, "a job whose last success is long ago"),
        ],
    };

    private static Stat Valid => new("Valid events", "Of the events that came in the chosen time, the share that was valid. Promised: at least 99 %.", ValidShare(BoardTime.Whole))
    {
        Course = false,
        Decimals = 2,
        Thresholds = Thresholds.Falling(good: 0.99, critical: 0.95),
        Width = 6,
    };

    private static TimeSeries ValidOverTime => new("Valid events, over time", "The share of the last hour's events that was valid. A step down is a release of a client.", ValidShare(1.Hours()).As("valid"))
    {
        Max = 1,
        Thresholds = Thresholds.Falling(good: 0.99, critical: 0.95),
        ShowThresholds = true,
        Width = 9,
    };

    private static BarGauge RejectedByReason => new("What was wrong", "Refused events of the chosen time, by the rule that they broke.", PipelineMetrics.EventsRejected.Increase(BoardTime.Whole).SumBy(l => l.Reason).SortDescending())
    {
        Decimals = 0,
        Width = 9,
    };

    private static TimeSeries Age => new("Oldest event not counted yet", "How far the numbers are behind.", PipelineMetrics.OldestUnprocessedAge.Series().MaxBy().As("behind"))
    {
        Min = 0,
        Thresholds = Thresholds.Rising(warning: 30, critical: 300),
        ShowThresholds = true,
        Width = 8,
    };

    private static TimeSeries Twice => new("Sent twice, counted once", "Events a second that came again and were recognised.", PipelineMetrics.EventsDuplicate.Rate(BoardTime.Rate).SumBy().As("repeated"))
    {
        Min = 0,
        Width = 8,
    };

    private static Table Jobs => new(
        "When numbers were last computed",
        "Each job of the worker, and how long ago it last succeeded.",
        [(PipelineMetrics.JobLastSuccess.Labels.JobName, "Job")],
        new Column("Last success", (Promql.Time() - PipelineMetrics.JobLastSuccess.Series().MaxBy(l => l.JobName)).TopK(40)) { Cell = Cell.ColouredText, Thresholds = Thresholds.Rising(2 * 86_400, 3 * 86_400) })
    {
        SortedBy = "Last success",
        Width = 8,
    };

    private static TimeSeries Mended => new("Refused events on record, over time", "Falls when somebody mends and replays them.", PipelineMetrics.DeadLetters.Series().MaxBy().As("on record"))
    {
        Min = 0,
        Width = 18,
    };

    private static Stat Completeness => new("Hours of the day with events", "The share of today's hours so far that have events: below 100 % something was silent.", Every.Day(DerivedMetrics.EngagementCompleteness))
    {
        Decimals = 0,
        Thresholds = Thresholds.Falling(good: 0.99, critical: 0.9),
        Width = 6,
    };

    private static BarGauge SlaCompleteness => new(
        "Minutes of the day with requests",
        "The share of the last day's minutes that have data, for each service.",
        DerivedMetrics.SlaCompleteness.Where(l => l.Window.Is(SlaWindow.Day)).MinBy(l => l.Service))
    {
        Max = 1,
        Colours = ColourMode.ByThreshold,
        Thresholds = Thresholds.Falling(good: 0.95, critical: 0.5),
        Width = 6,
    };

    private static BarGauge Wearables => new("Wearable samples received", "Of the samples expected in the chosen time, for each make.", Share.Of(
        FitnessMetrics.WearableSamplesReceived.Increase(BoardTime.Whole).SumBy(l => l.Device),
        FitnessMetrics.WearableSamplesExpected.Increase(BoardTime.Whole).SumBy(l => l.Device)))
    {
        Max = 1,
        Colours = ColourMode.ByThreshold,
        Thresholds = Thresholds.Falling(good: 0.95, critical: 0.8),
        Width = 6,
    };

    private static Stat DeadLetters => new("Refused events on record", "Kept to be looked at, mended and sent again: ./analytics events rejected.", PipelineMetrics.DeadLetters.Series().MaxBy())
    {
        Decimals = 0,
        Width = 6,
    };

    private static InstantVector ValidShare(PromQL.Syntax.DurationExpr time) => Share.Of(
        PipelineMetrics.EventsAccepted.Increase(time).SumBy(),
        PipelineMetrics.EventsAccepted.Increase(time).SumBy() + PipelineMetrics.EventsRejected.Increase(time).SumBy());
}
