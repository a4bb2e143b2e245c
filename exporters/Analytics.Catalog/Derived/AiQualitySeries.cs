namespace Analytics.Catalog;

/// <summary>Over how long a model's quality is measured.</summary>
public enum QualityWindow
{
    [WireName("1d")]
    Day,
    [WireName("7d")]
    Week,
}

/// <summary>What a model is told about the person it recommends something to.</summary>
public enum ModelInput
{
    Tier,
    Goal,
    AgeBand,
    Country,
    Platform,
}

public sealed class QualityLabels : LabelSet
{
    public Label<AiModel> Model => AiFields.Model.Label;

    public Label<string> Version => AiFields.Version.Label;

    public Label<QualityWindow> Window { get; } = new("window", "How far back it looks.", WireName.All<QualityWindow>());
}

public sealed class AnswerShareLabels : LabelSet
{
    public Label<AiModel> Model => AiFields.Model.Label;

    public Label<string> Version => AiFields.Version.Label;

    public Label<QualityWindow> Window { get; } = new("window", "How far back it looks.", WireName.All<QualityWindow>());

    public Label<Answer> Answer => AiFields.Answer.Label;
}

public sealed class SafetyRateLabels : LabelSet
{
    public Label<AiModel> Model => AiFields.Model.Label;

    public Label<string> Version => AiFields.Version.Label;

    public Label<QualityWindow> Window { get; } = new("window", "How far back it looks.", WireName.All<QualityWindow>());

    public Label<SafetyIssue> Issue => AiFields.Issue.Label;
}

public sealed class ModelVersionLabels : LabelSet
{
    public Label<AiModel> Model => AiFields.Model.Label;

    public Label<string> Version => AiFields.Version.Label;
}

public sealed class ModelOnlyLabels : LabelSet
{
    public Label<AiModel> Model => AiFields.Model.Label;
}

public sealed class ModelInputLabels : LabelSet
{
    public Label<AiModel> Model => AiFields.Model.Label;

    public Label<ModelInput> Input { get; } = new("input", "What the model is told.", WireName.All<ModelInput>());
}

/// <summary>What the jobs <c>ai</c> and <c>drift</c> compute at the end of each day, and of today so far.</summary>
public static class AiQualitySeries
{
    public static readonly Gauge<QualityLabels> Served = Declare("ai:recommendations:count", Unit.Of("recommendation"), "Recommendations served.").Gauge<QualityLabels>();

    public static readonly Gauge<QualityLabels> Accuracy = Declare("ai:accuracy:ratio", Unit.One, "Share of the labelled recommendations that turned out right.").Gauge<QualityLabels>();

    public static readonly Gauge<AnswerShareLabels> Answers = Declare("ai:answers:ratio", Unit.One, "Share of the answers that accept, modify or reject.").Gauge<AnswerShareLabels>();

    public static readonly Gauge<QualityLabels> Satisfaction = Declare("ai:satisfaction:mean", Unit.Of("point"), "Mean satisfaction with recommendations, 1 to 5.").Gauge<QualityLabels>();

    public static readonly Gauge<QualityLabels> LatencyP50 = Declare("ai:latency_seconds:p50", Unit.Seconds, "Median time to a recommendation.").Gauge<QualityLabels>();

    public static readonly Gauge<QualityLabels> LatencyP95 = Declare("ai:latency_seconds:p95", Unit.Seconds, "95th percentile of the time to a recommendation.").Gauge<QualityLabels>();

    public static readonly Gauge<SafetyRateLabels> Safety = Declare("ai:safety_events:per_thousand", Unit.Of("event"), "Safety events per 1,000 recommendations served.").Gauge<SafetyRateLabels>();

    public static readonly Gauge<ModelOnlyLabels> ScoreDriftPsi = Drift("ai:score_drift:psi", Unit.Of("nat"), "Population stability index of the day's scores (of the last days together, 7 at most, until there are 200) against the 28 days before; above 0.25 is major.").Gauge<ModelOnlyLabels>();

    public static readonly Gauge<ModelOnlyLabels> ScoreDriftJensenShannon = Drift("ai:score_drift:jensen_shannon", Unit.Of("nat"), "Jensen-Shannon divergence of the same scores, 0 to 0.69.").Gauge<ModelOnlyLabels>();

    public static readonly Gauge<ModelInputLabels> InputDrift = Drift("ai:input_drift:psi", Unit.Of("nat"), "Population stability index of whom the model recommended to in 7 days, against the 28 days before.").Gauge<ModelInputLabels>();

    public static readonly Gauge<ModelVersionLabels> AccuracyChange = Declare("ai:accuracy:version_change", Unit.Of("point_of_ratio"), "Accuracy of the version over 7 days minus that of the version before it, over its last 7 days.").Gauge<ModelVersionLabels>();

    public static readonly Gauge<ModelVersionLabels> AcceptanceChange = Declare("ai:acceptance:version_change", Unit.Of("point_of_ratio"), "Share of accepted answers of the version over 7 days minus that of the version before it, over its last 7 days.").Gauge<ModelVersionLabels>();

    public static readonly Gauge<ModelOnlyLabels> AccuracyTrend = Declare("ai:accuracy:window_change", Unit.Of("point_of_ratio"), "Accuracy of the model over 7 days minus that of the 7 days before.").Gauge<ModelOnlyLabels>();

    private static MetricDeclaration Drift(string name, Unit unit, string help) => new(Domain.Ai, MetricOrigin.Worker, name, unit, help, "drift");

    private static MetricDeclaration Declare(string name, Unit unit, string help) => new(Domain.Ai, MetricOrigin.Worker, name, unit, help, "ai");
}
