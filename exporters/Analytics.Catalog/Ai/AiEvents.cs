namespace Analytics.Catalog;

/// <summary>The models that recommend something.</summary>
public enum AiModel
{
    Workout,
    Nutrition,
    Recovery,
}

/// <summary>What a person did with a recommendation.</summary>
public enum Answer
{
    Accepted,
    Modified,
    Rejected,
}

/// <summary>Whether a recommendation turned out right.</summary>
public enum Outcome
{
    Right,
    Wrong,
}

/// <summary>What went wrong with the safety of a recommendation.</summary>
public enum SafetyIssue
{
    Violation,
    MedicalContradiction,
    RailTriggered,
}

/// <summary>How bad it is.</summary>
public enum SafetySeverity
{
    Low,
    Medium,
    High,
    Critical,
}

/// <summary>Fields of the AI events.</summary>
public static class AiFields
{
    public static readonly ChoiceField<AiModel> Model = new("model", "The model.");
    public static readonly BudgetedField Version = new("version", "The model's version.", budget: 12, maxLength: 32, example: "2026-10", content: TextContent.Version);
    public static readonly TextField RecommendationId = new("recommendation_id", "Ties an answer and an outcome to what was served.", maxLength: 64, Sensitivity.Internal, example: "rec_901", content: TextContent.Identifier);
    public static readonly NumberField Score = new("score", "The model's own confidence.", Unit.One, 0, 1);
    public static readonly NumberField Latency = new("latency", "From the request to the recommendation.", Unit.Seconds, 0, 600);
    public static readonly ChoiceField<Answer> Answer = new("answer", "What the person did with it.");
    public static readonly NumberField Satisfaction = new("satisfaction", "How content the person was with it.", Unit.Of("point"), 1, 5, integral: true);
    public static readonly ChoiceField<Outcome> Outcome = new("outcome", "Whether it turned out right.");
    public static readonly ChoiceField<SafetyIssue> Issue = new("issue", "What went wrong.");
    public static readonly ChoiceField<SafetySeverity> Severity = new("severity", "How bad it is.");
    public static readonly BudgetedField Experiment = new("experiment", "The experiment's name.", budget: 40, example: "workout-v3");
    public static readonly BudgetedField Variant = new("variant", "The variant's name.", budget: 6, maxLength: 40, example: "control");
}

/// <summary>What the models recommend and what comes of it.</summary>
public static class AiEvents
{
    public static readonly EventKind RecommendationServed = Declare("recommendation.served", "A model made a recommendation.",
        AiFields.Model.Required, AiFields.Version.Required, AiFields.Score.Required, AiFields.Latency.Required, AiFields.RecommendationId.Optional);

    public static readonly EventKind RecommendationAnswered = Declare("recommendation.answered", "A person answered a recommendation.",
        AiFields.Model.Required, AiFields.Version.Required, AiFields.Answer.Required, AiFields.Satisfaction.Optional, AiFields.RecommendationId.Optional);

    public static readonly EventKind OutcomeLabelled = Declare("outcome.labelled", "A recommendation turned out right or wrong.",
        AiFields.Model.Required, AiFields.Version.Required, AiFields.Outcome.Required, AiFields.RecommendationId.Optional);

    public static readonly EventKind SafetyEventRaised = Declare("safety_event.raised", "A recommendation was unsafe, or a safety rail stopped it.",
        AiFields.Model.Required, AiFields.Version.Required, AiFields.Issue.Required, AiFields.Severity.Required, AiFields.RecommendationId.Optional);

    public static readonly EventKind ExperimentExposed = Declare("experiment.exposed", "A person saw a variant of an experiment.",
        AiFields.Experiment.Required, AiFields.Variant.Required);

    public static readonly EventKind ModelDeployed = Declare("model.deployed", "A version of a model went live.",
        AiFields.Model.Required, AiFields.Version.Required);

    private static EventKind Declare(string name, string help, params EventField[] fields) =>
        EventKind.Declare(Domain.Ai, EventType.AiInteraction, DataClass.Usage, name, help, fields);
}
