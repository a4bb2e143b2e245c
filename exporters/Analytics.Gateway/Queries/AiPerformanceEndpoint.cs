using Analytics.Catalog;
using Analytics.Gateway.Problems;
using Analytics.Operations.Queries;

namespace Analytics.Gateway.Queries;

/// <summary><c>GET /api/analytics/ai-performance</c>: how the recommendation models do, and what to do about them.</summary>
internal sealed class AiPerformanceEndpoint(AiPerformanceDesk desk, TimeProvider clock)
{
    public static readonly IReadOnlyList<QueryParameter> Parameters =
    [
        new("modelTypes", "workout, nutrition, recovery, with commas between; all when nothing is said."),
        .. QueryParameter.Range,
        new("window", "Over how long quality is measured: 1d or 7d (when nothing is said)."),
        new("includeComparisons", "Whether changes and trends are answered: true (when nothing is said) or false."),
    ];

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/analytics/ai-performance", AnswerAsync);

    private async Task AnswerAsync(HttpContext context)
    {
        var text = new QueryText(context.Request.Query, Parameters);
        var (from, to) = text.Range(clock.GetUtcNow());
        var question = new AiPerformanceQuestion(
            text.Choices<AiModel>("modelTypes", text.List("modelTypes")), from, to, text.Choice("window", QualityWindow.Week), text.Flag("includeComparisons", true));
        if (text.Mistakes.Count > 0)
        {
            await Problem.Of(text.Mistakes).WriteAsync(context);
            return;
        }

        await StoreAnswer.WriteAsync(context, async () => Body(question, await desk.Ask(question, context.RequestAborted)));
    }

    private static object Body(AiPerformanceQuestion question, AiPerformance answer) => new
    {
        models = answer.Models.Select(model => new
        {
            model = WireName.Of(model.Model),
            versions = model.Versions.Select(version => Version(version, question.WithTrends)),
            drift = new { scores = model.Drift.Scores, jensenShannon = model.Drift.JensenShannon, inputs = model.Drift.Inputs },
            accuracyTrend = question.WithTrends ? model.AccuracyTrend : null,
        }),
        aggregates = new
        {
            models = answer.Models.Count,
            versions = answer.Models.Sum(model => model.Versions.Count),
            lowestAccuracy = answer.Models.Select(model => model.Versions.FirstOrDefault()?.Accuracy).Min(),
            highestDrift = answer.Models.Select(model => model.Drift.Scores).Max(),
        },
        trends = answer.Trends.Select(trend => new
        {
            model = WireName.Of(trend.Model),
            version = trend.Version,
            metric = trend.Metric.PrometheusName,
            unit = trend.Metric.Unit.Ucum,
            points = trend.Points.Select(point => new { at = StoreAnswer.Time(point.At), value = point.Value }),
        }),
        recommendations = answer.Advice.Select(advice => new { model = WireName.Of(advice.Model), version = advice.Version, action = advice.Action, text = advice.Text, reasons = advice.Reasons }),
        metadata = new { from = StoreAnswer.Time(question.From), to = StoreAnswer.Time(question.To), window = WireName.Of(question.Window) },
        warnings = answer.Models.Count > 0 ? [] : new[] { "nothing was published in the range; see ./analytics jobs status for the job ai" },
    };

    private static object Version(VersionPerformance version, bool compared) => new
    {
        version = version.Version,
        asOf = StoreAnswer.Time(version.AsOf),
        served = version.Served,
        accuracy = version.Accuracy,
        answers = version.Answers,
        satisfaction = version.Satisfaction,
        latencySeconds = new { p50 = version.LatencyP50, p95 = version.LatencyP95 },
        safetyPerThousand = version.SafetyPerThousand,
        change = compared ? new { accuracy = version.AccuracyChange, acceptance = version.AcceptanceChange } : null,
    };
}
