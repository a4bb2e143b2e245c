namespace Analytics.Dashboards.Ai;

/// <summary>Which experiments run, whether they run fairly, and which variant wins.</summary>
public static class ExperimentsBoard
{
    private static readonly ExperimentLabels Labels = AiMetrics.ExperimentExposures.Labels;

    private static readonly ExperimentFigureLabels Figures = ExperimentSeries.Lift.Labels;

    private static readonly LabelVariable Experiment = Variable.Of(AiMetrics.ExperimentExposures, Labels.Experiment, "Experiment");

    private static readonly LabelVariable Metric = Variable.Of(ExperimentSeries.Lift, Figures.Metric, "Judged by") with { All = false, Multi = false };

    public static Dashboard Board { get; } = new(
        "experiments",
        Audience.Ai,
        "Experiments",
        "Which experiments run, how many people see each variant, whether the split is what was promised, and by how much each variant is better. What the analysis of POST /api/analytics/ai-experiments advises, in figures.",
        new Row("Which experiments run?", Running, Exposures),
        new Row("Is each split fair?", Verdict, Split, SplitOverTime),
        new Row("Which variant wins?", Results, LiftOverTime))
    {
        Variables = [Experiment, Metric],
        Period = TimeSpan.FromDays(14),
        Refresh = TimeSpan.FromMinutes(5),
        Links = [BoardLink.To(() => AiBoard.Board)],
        Annotations = [Annotation.Deployments],
        ReaderTest =
        [
            new("Does anything run at all?", Running, "a number above 0"),
            new("Is the split fair?", SplitOverTime, "flat lines"),
            new("Which variant is best?", Results, "the highest probability, if the split is fair"),
        ],
    };

    private static Stat Running => Stat.Total(
        "Running experiments",
        "Experiments that somebody saw in the last day.",
        (AiMetrics.ExperimentExposures.Increase(1.Days()).SumBy(l => l.Experiment) > 0).Count());

    private static TimeSeries Exposures => new(
        "People shown a variant",
        "Exposures of each hour, for each experiment. A line that ends is an experiment that was stopped.",
        AiMetrics.ExperimentExposures.Where(_ => Experiment.Chosen).Increase(1.Hours()).SumBy(l => l.Experiment))
    {
        Stacked = true,
        Min = 0,
    };

    private const string NeedsAnExperiment = "Needs an experiment made by POST /api/analytics/ai-experiments, with enough people in each variant.";

    private static Table Verdict => new(
        "Split against the promise",
        "How likely arms as unequal as these are by chance. Below 0.001 the split is broken: repair it and start anew, whatever the results say.",
        [(ExperimentSeries.SampleRatio.Labels.Experiment, "Experiment")],
        new Column("By chance", ExperimentSeries.SampleRatio.Where(_ => Experiment.Chosen).LastOverTime(1.Hours()).MaxBy(l => l.Experiment)) { Decimals = 3, Unit = "none" },
        new Column("Broken", ExperimentSeries.Mismatch.Where(_ => Experiment.Chosen).LastOverTime(1.Hours()).MaxBy(l => l.Experiment)) { Decimals = 0, Unit = "none" })
    {
        Width = 6,
        EmptyWithout = NeedsAnExperiment,
    };

    private static Table Results => new(
        "Result of each variant",
        "Against the control, on what is chosen above: by how much, between which bounds (95 %), and how likely it is the best of all. Empty while the split is broken.",
        [(Figures.Experiment, "Experiment"), (Figures.Variant, "Variant")],
        new Column("Better by", Told(ExperimentSeries.Lift)) { Decimals = 1 },
        new Column("At least", Told(ExperimentSeries.LiftLow)) { Decimals = 1 },
        new Column("At most", Told(ExperimentSeries.LiftHigh)) { Decimals = 1 },
        new Column("Probably best", Told(ExperimentSeries.Best)) { Decimals = 1 })
    {
        Width = 14,
        EmptyWithout = NeedsAnExperiment,
    };

    private static TimeSeries LiftOverTime => new(
        "Difference to the control",
        "The twenty highest. As more people come, the lines settle. Looking early and stopping at a lucky moment is what the probability does not forgive.",
        Told(ExperimentSeries.Lift).TopK(20).As("{{experiment}}: {{variant}}"))
    {
        Width = 10,
        EmptyWithout = NeedsAnExperiment,
    };

    private static InstantVector Told(Gauge<ExperimentFigureLabels> series) =>
        series.Where(_ => Experiment.Chosen, _ => Metric.Chosen).LastOverTime(1.Hours()).MaxBy(l => l.Experiment, l => l.Variant);

    private static Table Split => new(
        "Exposures by variant",
        "What each variant was shown in the chosen time. Unequal shares where equal ones were planned mean that the assignment is broken, and the result worthless.",
        [(Labels.Experiment, "Experiment"), (Labels.Variant, "Variant")],
        new Column("Exposures", AiMetrics.ExperimentExposures.Where(_ => Experiment.Chosen).Increase(BoardTime.Whole).SumBy(l => l.Experiment, l => l.Variant)) { Decimals = 0 })
    {
        Width = 8,
    };

    private static TimeSeries SplitOverTime => new(
        "Share of each variant",
        "Of the exposures of the last day, the share of each variant: flat lines are fair.",
        (AiMetrics.ExperimentExposures.Where(_ => Experiment.Chosen).Increase(1.Days()).SumBy(l => l.Variant)
            / AiMetrics.ExperimentExposures.Where(_ => Experiment.Chosen).Increase(1.Days()).SumBy().ToScalar()).As("{{variant}}"))
    {
        Unit = "percentunit",
        Min = 0,
        Max = 1,
        Width = 10,
    };
}
