namespace Analytics.Dashboards.Ai;

/// <summary>Which experiments run, and whether they run fairly.</summary>
public static class ExperimentsBoard
{
    private static readonly ExperimentLabels Labels = AiMetrics.ExperimentExposures.Labels;

    private static readonly LabelVariable Experiment = Variable.Of(AiMetrics.ExperimentExposures, Labels.Experiment, "Experiment");

    public static Dashboard Board { get; } = new(
        "experiments",
        Audience.Ai,
        "Experiments",
        "Which experiments run and how many people see each variant. Whether a variant wins is computed by ./analytics stats experiment; this board shows whether the experiment is sound.",
        new Row("Which experiments run?", Running, Exposures),
        new Row("Is each split fair?", Split, SplitOverTime))
    {
        Variables = [Experiment],
        Period = TimeSpan.FromDays(14),
        Refresh = TimeSpan.FromMinutes(5),
        Links = [BoardLink.To(() => AiBoard.Board)],
        Annotations = [Annotation.Deployments],
        ReaderTest =
        [
            new("Does anything run at all?", Running, "a number above 0"),
            new("How many people saw each variant?", Split, "the column of exposures"),
            new("Is the split fair?", SplitOverTime, "flat lines"),
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

    private static Table Split => new(
        "Exposures by variant",
        "What each variant was shown in the chosen time. Unequal shares where equal ones were planned mean that the assignment is broken, and the result worthless.",
        [(Labels.Experiment, "Experiment"), (Labels.Variant, "Variant")],
        new Column("Exposures", AiMetrics.ExperimentExposures.Where(_ => Experiment.Chosen).Increase(BoardTime.Whole).SumBy(l => l.Experiment, l => l.Variant)) { Decimals = 0 })
    {
        Width = 12,
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
    };
}
