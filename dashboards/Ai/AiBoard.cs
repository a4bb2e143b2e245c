using Analytics.AlertRules.Ai;

namespace Analytics.Dashboards.Ai;

/// <summary>How good and how safe the models are.</summary>
public static class AiBoard
{
    private static readonly ModelLabels Labels = AiMetrics.RecommendationsServed.Labels;

    private static readonly LabelVariable Model = Variable.Of(AiMetrics.RecommendationsServed, Labels.Model, "Model");

    private static readonly IntervalVariable Window = Variable.Interval("window", "Look back over", 6.Hours(), 1.Hours(), 1.Days(), 7.Days());

    private static readonly Thresholds AccuracySteps = Thresholds.Falling(good: 0.85, critical: 0.75);

    public static Dashboard Board { get; } = new(
        "ai",
        Audience.Ai,
        "AI performance",
        "How often the models are right, whether people take their advice, and whether they stay safe. The goal is 85 % right; below 75 %, or 10 % less than before, the AI team is alerted.",
        new Row("Are the models right?", Accuracy, AccuracyOverTime, AccuracyByVersion),
        new Row("Do people take the advice?", Acceptance, Answers, AcceptanceByVersion),
        new Row("Are they safe?", SafetyEvents, SafetyOverTime, SafetyBySeverity),
        new Row("Do the models behave as before?", Served, Scores, Latency, Releases))
    {
        Variables = [Model, Window],
        Period = TimeSpan.FromDays(7),
        Refresh = TimeSpan.FromMinutes(5),
        Annotations = Annotation.Usual,
        Links = [BoardLink.To(() => DriftBoard.Board), BoardLink.To(() => ExperimentsBoard.Board)],
        ReaderTest =
        [
            new("Was the last release good?", AccuracyOverTime, "no step down after a purple line"),
            new("Which version do people prefer?", AcceptanceByVersion, "the longest bar of a model"),
            new("Did a model do harm?", SafetyOverTime, "any bar at all"),
        ],
    };

    private static Stat Accuracy => new("Right recommendations", "Of the outcomes that became known in the chosen time, the share that was right, for each model.", AiQuality.Accuracy(BoardTime.Whole, Model))
    {
        Links = [BoardLink.ToRunbook(Models.AiAccuracyLow)],
        Course = false,
        Decimals = 1,
        Thresholds = AccuracySteps,
    };

    private static TimeSeries AccuracyOverTime => new("Right recommendations, over time", "The share of the outcomes of the time chosen above, up to each moment. A step down after a purple line is a bad release.", AiQuality.Accuracy(Window.Chosen, Model))
    {
        Max = 1,
        Thresholds = AccuracySteps,
        ShowThresholds = true,
    };

    private static BarGauge AccuracyByVersion => new(
        "Right, by version",
        "The same share for each version of each model: is the new one better?",
        Share.Of(
            AiMetrics.OutcomesLabelled.Where(l => l.Outcome.Is(Outcome.Right), _ => Model.Chosen).Increase(BoardTime.Whole).SumBy(l => l.Model, l => l.Version),
            AiMetrics.OutcomesLabelled.Where(_ => Model.Chosen).Increase(BoardTime.Whole).SumBy(l => l.Model, l => l.Version)))
    {
        Links = [BoardLink.ToRunbook(Models.AiVersionWorse)],
        Max = 1,
        Colours = ColourMode.ByThreshold,
        Thresholds = AccuracySteps,
    };

    private static Stat Acceptance => new("Accepted as they were", "Of the answers in the chosen time, the share that accepts the recommendation unchanged, for each model.", AiQuality.Acceptance(BoardTime.Whole, Model))
    {
        Links = [BoardLink.ToRunbook(Recommendations.AiAcceptanceLow)],
        Course = false,
        Decimals = 1,
    };

    private static TimeSeries Answers => new(
        "What people answer",
        "Answers of the time chosen above, up to each moment: accepted, changed first, or rejected. Many changes mean: nearly right.",
        AiMetrics.RecommendationsAnswered.Where(_ => Model.Chosen).Increase(Window.Chosen).SumBy(l => l.Answer))
    {
        Stacked = true,
        Min = 0,
        SeriesColours = [("accepted", Colour.Green), ("modified", Colour.Yellow), ("rejected", Colour.Red)],
    };

    private static BarGauge AcceptanceByVersion => new(
        "Accepted, by version",
        "The share that accepts, for each version of each model.",
        Share.Of(
            AiMetrics.RecommendationsAnswered.Where(l => l.Answer.Is(Answer.Accepted), _ => Model.Chosen).Increase(BoardTime.Whole).SumBy(l => l.Model, l => l.Version),
            AiMetrics.RecommendationsAnswered.Where(_ => Model.Chosen).Increase(BoardTime.Whole).SumBy(l => l.Model, l => l.Version)))
    {
        Max = 1,
    };

    private static Stat SafetyEvents => Stat.Total(
        "Safety events",
        "Unsafe recommendations, medical contradictions and triggered rails in the chosen time. The goal is none.",
        AiMetrics.SafetyEvents.Where(_ => Model.Chosen).Increase(BoardTime.Whole).SumBy(l => l.Issue)) with
    {
        Thresholds = Thresholds.Below(0.5),
    };

    private static TimeSeries SafetyOverTime => new(
        "Safety events, hour by hour",
        "Events of each hour, by what happened.",
        AiMetrics.SafetyEvents.Where(_ => Model.Chosen).Increase(1.Hours()).SumBy(l => l.Model, l => l.Issue))
    {
        Links = [BoardLink.ToRunbook(Models.AiSafetyViolation)],
        Drawing = Drawing.Bars,
        Stacked = true,
        Min = 0,
    };

    private static PieChart SafetyBySeverity => new(
        "How bad they were",
        "Safety events of the chosen time, by severity.",
        AiMetrics.SafetyEvents.Where(_ => Model.Chosen).Increase(BoardTime.Whole).SumBy(l => l.Severity))
    {
        Decimals = 0,
    };

    private static TimeSeries Served => new(
        "Recommendations",
        "Recommendations served a second, for each model and version: how fast a release takes over.",
        AiMetrics.RecommendationsServed.Where(_ => Model.Chosen).Rate(BoardTime.Rate).SumBy(l => l.Model, l => l.Version))
    {
        Stacked = true,
        Min = 0,
    };

    private static Heatmap Scores => new(
        "How sure the models are",
        "The models' own confidence, 0 to 1. A band that wanders is drift: the model meets what it was not trained on.",
        AiMetrics.RecommendationScore.Where(_ => Model.Chosen).BucketIncrease(BoardTime.Rate))
    {
        Links = [BoardLink.ToRunbook(Recommendations.AiScoreDrift)],
    };

    private static TimeSeries Latency => new(
        "Time to a recommendation, p95",
        "19 of 20 recommendations come within this time.",
        AiMetrics.RecommendationLatency.Where(_ => Model.Chosen).Quantile(0.95, BoardTime.Rate, l => l.Model))
    {
        Links = [BoardLink.ToRunbook(Recommendations.AiSlow)],
        Min = 0,
    };

    private static Table Releases => new(
        "Versions in use",
        "What each version served and answered in the chosen time.",
        [(Labels.Model, "Model"), (Labels.Version, "Version")],
        new Column("Releases", AiMetrics.ModelsDeployed.Where(_ => Model.Chosen).Increase(BoardTime.Whole).SumBy(l => l.Model, l => l.Version)) { Decimals = 0 },
        new Column("Recommendations", AiMetrics.RecommendationsServed.Where(_ => Model.Chosen).Increase(BoardTime.Whole).SumBy(l => l.Model, l => l.Version)) { Decimals = 0 },
        new Column("Mean confidence", AiMetrics.RecommendationScore.Where(_ => Model.Chosen).Average(BoardTime.Whole, l => l.Model, l => l.Version)) { Decimals = 1 })
    {
        SortedBy = "Recommendations",
        Width = 12,
    };
}
