using Analytics.Catalog;
using Analytics.PromQL;
using Analytics.PromQL.Syntax;
using Analytics.Rules;

namespace Analytics.Dashboards;

/// <summary>How good the models are, as several boards show it.</summary>
internal static class AiQuality
{
    /// <summary>The share of answers that accept, for each model.</summary>
    public static InstantVector Acceptance(DurationExpr time) => Share.Of(
        AiMetrics.RecommendationsAnswered.Where(l => l.Answer.Is(Answer.Accepted)).Increase(time).SumBy(l => l.Model),
        AiMetrics.RecommendationsAnswered.Increase(time).SumBy(l => l.Model));

    /// <summary>The share of known outcomes that are right, for each model.</summary>
    public static InstantVector Accuracy(DurationExpr time) => Share.Of(
        AiMetrics.OutcomesLabelled.Where(l => l.Outcome.Is(Outcome.Right)).Increase(time).SumBy(l => l.Model),
        AiMetrics.OutcomesLabelled.Increase(time).SumBy(l => l.Model));
}
