using Analytics.AlertRules.Ai;

namespace Analytics.Dashboards.Ai;

/// <summary>Whether the models meet what they were trained on, and whether new versions are better.</summary>
public static class DriftBoard
{
    private static readonly LabelVariable Model = Variable.Of(AiQualitySeries.ScoreDriftPsi, AiQualitySeries.ScoreDriftPsi.Labels.Model, "Model");

    private static readonly Thresholds DriftSteps = Thresholds.Rising(warning: 0.1, critical: 0.25);

    public static Dashboard Board { get; } = new(
        "ai-drift",
        Audience.Ai,
        "AI drift and versions",
        "Whether the models still meet the people they were trained on, and whether each version is better than the one before it. Computed each night from every recommendation on record.",
        new Row("Do the models meet what they know?", ScoreDrift, ScoreOverTime, InputDrift),
        new Row("Is the new version better?", Versions, AccuracyTrend),
        new Row("How does each version do, day by day?", Accuracy, Accepted, Safety))
    {
        Variables = [Model],
        Period = TimeSpan.FromDays(30),
        Refresh = TimeSpan.FromMinutes(5),
        Links = [BoardLink.To(() => AiBoard.Board), BoardLink.To(() => ExperimentsBoard.Board)],
        Annotations = [Annotation.ModelReleases],
        ReaderTest =
        [
            new("Has a model drifted?", ScoreDrift, "red: above 0.25"),
            new("What has changed about the people?", InputDrift, "the longest bar of a model"),
            new("Shall we roll the new version back?", Versions, "red in the columns of change"),
        ],
    };

    private static BarGauge ScoreDrift => new("Drift of the scores", "How far today's scores lie from those of the 28 days before: below 0.1 nothing, above 0.25 the model should be looked at.",
        AiQualitySeries.ScoreDriftPsi.Where(_ => Model.Chosen).LastOverTime(1.Days()).MaxBy(l => l.Model))
    {
        Unit = "short",
        Decimals = 3,
        Max = 0.5,
        Colours = ColourMode.ByThreshold,
        Thresholds = DriftSteps,
        EmptyWithout = "Needs 200 scores, and 28 days before them.",
        Links = [BoardLink.ToRunbook(Recommendations.AiScoreDrift)],
    };

    private static TimeSeries ScoreOverTime => new("Drift of the scores, over time", "A slow rise is a changing world; a jump is a bad release or broken input.",
        AiQualitySeries.ScoreDriftPsi.Where(_ => Model.Chosen).LastOverTime(1.Days()).MaxBy(l => l.Model))
    {
        Unit = "short",
        Drawing = Drawing.Steps,
        Min = 0,
        Thresholds = DriftSteps,
        ShowThresholds = true,
        Width = 8,
        EmptyWithout = "Needs 200 scores, and 28 days before them.",
    };

    private static BarGauge InputDrift => new("Drift of the people", "How far the people of the last 7 days differ from those of the 28 days before, by what the model is told about them.",
        AiQualitySeries.InputDrift.Where(_ => Model.Chosen).LastOverTime(1.Days()).MaxBy(l => l.Model, l => l.Input))
    {
        Unit = "short",
        Decimals = 3,
        Max = 0.5,
        Colours = ColourMode.ByThreshold,
        Thresholds = DriftSteps,
        EmptyWithout = "Needs 35 days of recommendations.",
    };

    private static Table Versions => new("Each version beside the one before it", "Change of the right and of the accepted share over 7 days. Minus is worse.",
        [(AiQualitySeries.AccuracyChange.Labels.Model, "Model"), (AiQualitySeries.AccuracyChange.Labels.Version, "Version")],
        new Column("Right, change", AiQualitySeries.AccuracyChange.Where(_ => Model.Chosen).LastOverTime(1.Days()).MaxBy(l => l.Model, l => l.Version)) { Unit = "percentunit", Decimals = 1, Cell = Cell.ColouredText, Thresholds = Thresholds.AtLeast(0) },
        new Column("Accepted, change", AiQualitySeries.AcceptanceChange.Where(_ => Model.Chosen).LastOverTime(1.Days()).MaxBy(l => l.Model, l => l.Version)) { Unit = "percentunit", Decimals = 1, Cell = Cell.ColouredText, Thresholds = Thresholds.AtLeast(0) })
    {
        SortedBy = "Right, change",
        Width = 12,
        EmptyWithout = "Needs two versions of a model.",
    };

    private static TimeSeries AccuracyTrend => new("Right share, against the week before", "Above 0 the model gets better, below 0 worse.",
        AiQualitySeries.AccuracyTrend.Where(_ => Model.Chosen).LastOverTime(1.Days()).MaxBy(l => l.Model))
    {
        Unit = "percentunit",
        Drawing = Drawing.Steps,
    };

    private static TimeSeries Accuracy => new("Right recommendations, by version", "The share of the day's known outcomes that was right.",
        AiQualitySeries.Accuracy.Where(_ => Model.Chosen, l => l.Window.Is(QualityWindow.Day)).LastOverTime(1.Days()).MaxBy(l => l.Model, l => l.Version)) { Drawing = Drawing.Steps, Max = 1, Width = 8 };

    private static TimeSeries Accepted => new("Accepted as they were, by version", "The share of the day's answers that accept.",
        AiQualitySeries.Answers.Where(_ => Model.Chosen, l => l.Window.Is(QualityWindow.Day), l => l.Answer.Is(Answer.Accepted)).LastOverTime(1.Days()).MaxBy(l => l.Model, l => l.Version)) { Drawing = Drawing.Steps, Min = 0, Max = 1, Width = 8 };

    private static TimeSeries Safety => new("Safety events for each 1,000 recommendations", "Of the last 7 days, by what happened.",
        AiQualitySeries.Safety.Where(_ => Model.Chosen, l => l.Window.Is(QualityWindow.Week)).LastOverTime(1.Days()).MaxBy(l => l.Model, l => l.Issue)) { Drawing = Drawing.Steps, Min = 0, Width = 8, Links = [BoardLink.ToRunbook(Models.AiSafetyViolation)] };
}
