using Analytics.Catalog;
using Analytics.PromQL;
using Analytics.Rules;
using static Analytics.Rules.Template;

namespace Analytics.AlertRules.Ai;

/// <summary>Are recommendations taken, fast, and made with the confidence that the models used to have.</summary>
public static class Recommendations
{
    private const string Board = "analytics-ai";

    private static readonly ModelLabels Labels = AiMetrics.RecommendationsServed.Labels;

    public static readonly Recording Acceptance = new("model:ai_acceptance:ratio_6h",
        Share.Of(
            AiMetrics.RecommendationsAnswered.Where(l => l.Answer.IsIn(Answer.Accepted, Answer.Modified)).Increase(6.Hours()).SumBy(l => l.Model),
            AiMetrics.RecommendationsAnswered.Increase(6.Hours()).SumBy(l => l.Model),
            atLeast: 50),
        "Share of answered recommendations that were taken, as they were or modified; no sample below 50 answers.");

    public static readonly Recording Score = new("model:ai_score:avg_6h",
        AiMetrics.RecommendationScore.Average(6.Hours(), l => l.Model), "Mean confidence of the model's recommendations.");

    public static readonly Alert AiAcceptanceLow = new("AiAcceptanceLow", Acceptance.Series < 0.5)
    {
        For = 30.Minutes(),
        Priority = Priority.P2,
        Team = Teams.Ai,
        Signal = "ai_quality",
        Dashboard = Board,
        Summary = $"People reject what the {LabelOf(Labels.Model)} model recommends",
        Description = $"Only {AsPercentage} of the answered recommendations of {LabelOf(Labels.Model)} were taken in the last 6 hours; the limit is 50 %.",
        Impact = "The model may be right by its labels and useless all the same.",
    };

    public static readonly Alert AiScoreDrift = new("AiScoreDrift", (Score.Series - Score.Series.Offset(7.Days())).Abs() > 0.1)
    {
        For = 1.Hours(),
        Priority = Priority.P2,
        Team = Teams.Ai,
        Signal = "ai_quality",
        Dashboard = Board,
        Summary = $"The confidence of the {LabelOf(Labels.Model)} model has moved",
        Description = $"The mean score of {LabelOf(Labels.Model)} differs by {AsNumber} from that of a week ago; the limit is 0.1.",
        Impact = "The input or the model changed; accuracy follows, but its labels come later.",
    };

    public static readonly Alert AiSlow = new("AiSlow", AiMetrics.RecommendationLatency.Quantile(0.95, 10.Minutes(), l => l.Model) > 2)
    {
        For = 5.Minutes(),
        Priority = Priority.P2,
        Team = Teams.Ai,
        Signal = "latency",
        Dashboard = Board,
        Summary = $"The {LabelOf(Labels.Model)} model answers slowly",
        Description = $"The 95th percentile of {LabelOf(Labels.Model)} took {AsDuration} over the last 10 minutes; the limit is 2 s.",
        Impact = "People leave the screen before the recommendation is there.",
    };

    public static readonly Alert AiRailsTriggeredOften = new("AiRailsTriggeredOften", Share.Of(
        AiMetrics.SafetyEvents.Where(l => l.Issue.Is(SafetyIssue.RailTriggered)).Increase(1.Hours()).SumBy(l => l.Model),
        AiMetrics.RecommendationsServed.Increase(1.Hours()).SumBy(l => l.Model), atLeast: 100) > 0.01)
    {
        For = 10.Minutes(),
        Priority = Priority.P2,
        Team = Teams.Ai,
        Signal = "ai_safety",
        Dashboard = Board,
        Summary = $"The safety rails stop the {LabelOf(Labels.Model)} model often",
        Description = $"{AsPercentage} of the recommendations of {LabelOf(Labels.Model)} were stopped by a rail in the last hour; the limit is 1 %.",
        Impact = "The rails work, but the model tries what it should not.",
    };

    public static readonly RuleFile File = new(typeof(Recommendations),
        new RuleGroup("ai_recommendations", Acceptance, Score, AiAcceptanceLow, AiScoreDrift, AiSlow, AiRailsTriggeredOften) { Interval = 1.Minutes() });
}
