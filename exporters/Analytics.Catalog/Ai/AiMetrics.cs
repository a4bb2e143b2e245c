namespace Analytics.Catalog;

public sealed class ModelLabels : LabelSet
{
    public Label<AiModel> Model => AiFields.Model.Label;

    public Label<string> Version => AiFields.Version.Label;
}

public sealed class AnswerLabels : LabelSet
{
    public Label<AiModel> Model => AiFields.Model.Label;

    public Label<string> Version => AiFields.Version.Label;

    public Label<Answer> Answer => AiFields.Answer.Label;
}

public sealed class OutcomeLabels : LabelSet
{
    public Label<AiModel> Model => AiFields.Model.Label;

    public Label<string> Version => AiFields.Version.Label;

    public Label<Outcome> Outcome => AiFields.Outcome.Label;
}

public sealed class SafetyLabels : LabelSet
{
    public Label<AiModel> Model => AiFields.Model.Label;

    public Label<string> Version => AiFields.Version.Label;

    public Label<SafetyIssue> Issue => AiFields.Issue.Label;

    public Label<SafetySeverity> Severity => AiFields.Severity.Label;
}

public sealed class ExperimentLabels : LabelSet
{
    public Label<string> Experiment => AiFields.Experiment.Label;

    public Label<string> Variant => AiFields.Variant.Label;
}

/// <summary>What the models recommend and what comes of it, counted.</summary>
public static class AiMetrics
{
    public static readonly Counter<ModelLabels> RecommendationsServed = Declare("recommendations", Unit.Of("recommendation"), "Recommendations served.")
        .CountOf(AiEvents.RecommendationServed).Counter<ModelLabels>();

    public static readonly Histogram<ModelLabels> RecommendationScore = Declare("recommendation.score", Unit.One, "The models' own confidence, 0 to 1.")
        .ValueOf(AiEvents.RecommendationServed, AiFields.Score).Histogram<ModelLabels>([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);

    public static readonly Histogram<ModelLabels> RecommendationLatency = Declare("recommendation.latency", Unit.Seconds, "From the request to the recommendation.")
        .ValueOf(AiEvents.RecommendationServed, AiFields.Latency).Histogram<ModelLabels>(MetricDeclaration.RequestSeconds);

    public static readonly Counter<AnswerLabels> RecommendationsAnswered = Declare("recommendations_answered", Unit.Of("answer"), "Answers to recommendations.")
        .CountOf(AiEvents.RecommendationAnswered).Counter<AnswerLabels>();

    public static readonly Counter<OutcomeLabels> OutcomesLabelled = Declare("outcomes_labelled", Unit.Of("outcome"), "Recommendations that turned out right or wrong.")
        .CountOf(AiEvents.OutcomeLabelled).Counter<OutcomeLabels>();

    public static readonly Counter<SafetyLabels> SafetyEvents = Declare("safety_events", Unit.Of("event"), "Unsafe recommendations and triggered safety rails.")
        .CountOf(AiEvents.SafetyEventRaised).Counter<SafetyLabels>();

    public static readonly Counter<ExperimentLabels> ExperimentExposures = Declare("experiment_exposures", Unit.Of("exposure"), "People who saw a variant of an experiment.")
        .CountOf(AiEvents.ExperimentExposed).Counter<ExperimentLabels>();

    public static readonly Counter<ModelLabels> ModelsDeployed = Declare("models_deployed", Unit.Of("deployment"), "Versions of models that went live.")
        .CountOf(AiEvents.ModelDeployed).Counter<ModelLabels>();

    private static MetricDeclaration Declare(string name, Unit unit, string help) =>
        new(Domain.Ai, MetricOrigin.Events, "analytics.ai." + name, unit, help);
}
