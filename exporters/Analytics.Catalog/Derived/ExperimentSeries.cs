namespace Analytics.Catalog;

/// <summary>What an experiment on a model can be judged by. Each is a figure per person, so that persons, who are assigned, are also what is compared.</summary>
public enum ExperimentMetric
{
    /// <summary>Share of a person's labelled recommendations that were right. More is better.</summary>
    Accuracy,

    /// <summary>Share of a person's answered recommendations that were accepted as they were. More is better.</summary>
    Acceptance,

    /// <summary>Mean of a person's ratings, 1 to 5. More is better.</summary>
    Satisfaction,

    /// <summary>Safety issues per recommendation served to a person. Less is better. Always watched.</summary>
    Safety,

    /// <summary>Mean seconds from a person's request to the recommendation. Less is better.</summary>
    Latency,
}

public sealed class ExperimentOnlyLabels : LabelSet
{
    public Label<string> Experiment => AiFields.Experiment.Label;
}

public sealed class ExperimentFigureLabels : LabelSet
{
    public Label<string> Experiment => AiFields.Experiment.Label;

    public Label<string> Variant => AiFields.Variant.Label;

    public Label<ExperimentMetric> Metric { get; } = new("metric", "By what variants are compared.", WireName.All<ExperimentMetric>());
}

/// <summary>What the job <c>experiments</c> tells of experiments on models: the very numbers of <c>GET /api/analytics/ai-experiments/{name}/analysis</c>.</summary>
public static class ExperimentSeries
{
    private const int Figures = 1_700;

    public static readonly Gauge<ExperimentLabels> People = Declare("experiment:people:count", Unit.Of("user"), "People of the variant who count: of the audience, and of one variant only.").WithSeriesBudget(340).Gauge<ExperimentLabels>();

    public static readonly Gauge<ExperimentFigureLabels> Value = Figure("experiment:value:mean", Unit.Of("value"), "Mean over the variant's people, each with a figure of their own: shares right and accepted, rating, safety issues per recommendation, seconds.");

    public static readonly Gauge<ExperimentFigureLabels> Lift = Figure("experiment:lift:ratio", Unit.One, "Difference to the control over the control's mean.");

    public static readonly Gauge<ExperimentFigureLabels> LiftLow = Figure("experiment:lift:low95", Unit.One, "Lower end of the 95 % interval of the difference to the control, over the control's mean.");

    public static readonly Gauge<ExperimentFigureLabels> LiftHigh = Figure("experiment:lift:high95", Unit.One, "Upper end of the 95 % interval of the difference to the control, over the control's mean.");

    public static readonly Gauge<ExperimentFigureLabels> Best = Figure("experiment:best:probability", Unit.One, "Probability that the variant is the best of all, the control among them, given the data and a flat prior.");

    public static readonly Gauge<ExperimentOnlyLabels> SampleRatio = Declare("experiment:sample_ratio:p", Unit.One, "How likely arms as unequal to the promised split are by chance (chi-square).").Gauge<ExperimentOnlyLabels>();

    public static readonly Gauge<ExperimentOnlyLabels> Mismatch = Declare("experiment:sample_ratio:mismatch", Unit.One, "1 when the arms do not have the sizes that the split promised (p below 0.001), and no number of the experiment can be trusted; else 0.").Gauge<ExperimentOnlyLabels>();

    private static Gauge<ExperimentFigureLabels> Figure(string name, Unit unit, string help) => Declare(name, unit, help).WithSeriesBudget(Figures).Gauge<ExperimentFigureLabels>();

    private static MetricDeclaration Declare(string name, Unit unit, string help) => new(Domain.Ai, MetricOrigin.Worker, name, unit, help, "experiments");
}
