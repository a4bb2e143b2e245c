using Analytics.Catalog;
using Analytics.PromQL;
using Analytics.Rules;
using static Analytics.Rules.Template;

namespace Analytics.AlertRules.Ai;

/// <summary>Are the recommendation models right, and are they safe.</summary>
public static class Models
{
    private const string Board = "analytics-ai";

    /// <summary>Fewer labelled outcomes within the window say nothing about a model: with 20, an accuracy of 85 % falls below 75 % by chance in one of 15 windows.</summary>
    private const int EnoughOutcomes = 20;

    private static readonly OutcomeLabels Labels = AiMetrics.OutcomesLabelled.Labels;

    private static readonly CounterSelection<OutcomeLabels> Right = AiMetrics.OutcomesLabelled.Where(l => l.Outcome.Is(Outcome.Right));

    public static readonly Recording Outcomes = new("model_version:ai_outcomes:increase1h",
        AiMetrics.OutcomesLabelled.Increase(1.Hours()).SumBy(l => l.Model, l => l.Version), "Labelled outcomes of the last hour.");

    public static readonly Recording VersionAccuracy = new("model_version:ai_accuracy:ratio_1h",
        Share.Of(Right.Increase(1.Hours()).SumBy(l => l.Model, l => l.Version), AiMetrics.OutcomesLabelled.Increase(1.Hours()).SumBy(l => l.Model, l => l.Version), EnoughOutcomes),
        "Share of a version's labelled outcomes that were right; no sample below 20 outcomes.");

    public static readonly Recording Accuracy = new("model:ai_accuracy:ratio_1h",
        Share.Of(Right.Increase(1.Hours()).SumBy(l => l.Model), AiMetrics.OutcomesLabelled.Increase(1.Hours()).SumBy(l => l.Model), EnoughOutcomes),
        "Share of a model's labelled outcomes that were right; no sample below 20 outcomes.");

    public static readonly Alert AiAccuracyLow = new("AiAccuracyLow", VersionAccuracy.Series < 0.75)
    {
        For = 1.Minutes(),
        KeepFiringFor = 10.Minutes(),
        Priority = Priority.P1,
        Team = Teams.Ai,
        Signal = "ai_quality",
        Dashboard = Board,
        Summary = $"The {LabelOf(Labels.Model)} model is often wrong",
        Description = $"Only {AsPercentage} of the labelled outcomes of {LabelOf(Labels.Model)} {LabelOf(Labels.Version)} in the last hour were right; the limit is 75 %.",
        Impact = "People get wrong recommendations. Roll back to the previous version, then retrain.",
    };

    public static readonly Alert AiAccuracyFell = new("AiAccuracyFell", (1 - Accuracy.Series / (Accuracy.Series.Offset(1.Days()) > 0)) > 0.1)
    {
        For = 10.Minutes(),
        Priority = Priority.P2,
        Team = Teams.Ai,
        Signal = "ai_quality",
        Dashboard = Board,
        Summary = $"The {LabelOf(Labels.Model)} model has become worse",
        Description = $"The accuracy of {LabelOf(Labels.Model)} is {AsPercentage} below that of the same hour yesterday; the limit is 10 %.",
        Impact = "The model drifts away from what people do, or a release made it worse.",
    };

    public static readonly Alert AiVersionWorse = new("AiVersionWorse",
        (1 - (VersionAccuracy.Series / VersionAccuracy.Series.Range(1.Days()).AvgOverTime().Max().By(Labels.Model.Name)).On(Labels.Model).GroupLeft()) > 0.1)
    {
        For = 5.Minutes(),
        Priority = Priority.P2,
        Team = Teams.Ai,
        Signal = "ai_quality",
        Dashboard = Board,
        Summary = $"Version {LabelOf(Labels.Version)} of the {LabelOf(Labels.Model)} model is worse than its best",
        Description = $"The accuracy of {LabelOf(Labels.Model)} {LabelOf(Labels.Version)} is {AsPercentage} below that of the model's best version of the last day; the limit is 10 %.",
        Impact = "A release made the model worse. Stop its roll-out.",
    };

    public static readonly Alert AiSafetyViolation = new("AiSafetyViolation",
        AiMetrics.SafetyEvents.Where(l => l.Issue.IsIn(SafetyIssue.Violation, SafetyIssue.MedicalContradiction)).IncreaseFromZero(10.Minutes(), 7.Days())
            .SumBy(l => l.Model, l => l.Version, l => l.Issue) > 0)
    {
        KeepFiringFor = 15.Minutes(),
        Priority = Priority.P0,
        Team = Teams.Ai,
        Signal = "ai_safety",
        Dashboard = Board,
        Summary = $"The {LabelOf(Labels.Model)} model recommended something unsafe",
        Description = $"{AsNumber} events of {LabelOf(AiMetrics.SafetyEvents.Labels.Issue)} by {LabelOf(Labels.Model)} {LabelOf(Labels.Version)} in the last 10 minutes. Any one pages.",
        Impact = "Somebody may be hurt. Switch the version off first, look for the cause after.",
    };

    public static readonly RuleFile File = new(typeof(Models),
        new RuleGroup("ai_models", Outcomes, VersionAccuracy, Accuracy, AiAccuracyLow, AiAccuracyFell, AiVersionWorse, AiSafetyViolation) { Interval = 15.Seconds() });
}
