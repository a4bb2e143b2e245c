using Analytics.PromQL.Syntax;

namespace Analytics.Dashboards;

/// <summary>How good the models are, as several boards show it: one series for each model.</summary>
internal static class AiQuality
{
    /// <summary>The share of answers that accept.</summary>
    public static InstantVector Acceptance(DurationExpr time, LabelVariable? model = null)
    {
        var answers = model is null ? AiMetrics.RecommendationsAnswered.Series() : AiMetrics.RecommendationsAnswered.Where(_ => model.Chosen);
        return Share.Of(answers.Where(l => l.Answer.Is(Answer.Accepted)).Increase(time).SumBy(l => l.Model), answers.Increase(time).SumBy(l => l.Model));
    }

    /// <summary>The share of known outcomes that are right.</summary>
    public static InstantVector Accuracy(DurationExpr time, LabelVariable? model = null)
    {
        var outcomes = model is null ? AiMetrics.OutcomesLabelled.Series() : AiMetrics.OutcomesLabelled.Where(_ => model.Chosen);
        return Share.Of(outcomes.Where(l => l.Outcome.Is(Outcome.Right)).Increase(time).SumBy(l => l.Model), outcomes.Increase(time).SumBy(l => l.Model));
    }
}
