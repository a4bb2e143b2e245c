using Analytics.Catalog;
using Analytics.Gateway.Access;
using Analytics.Gateway.Problems;
using Analytics.Operations.Queries;

namespace Analytics.Gateway.Queries;

/// <summary><c>GET /api/analytics/metrics</c>: published values of computed series, for programs that do not speak PromQL.</summary>
internal sealed class MetricsEndpoint(MetricsDesk desk, TimeProvider clock)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/analytics/metrics", AnswerAsync);

    private async Task AnswerAsync(HttpContext context)
    {
        var reader = new MetricsQuestionReader(context.Request.Query, clock.GetUtcNow());
        if (reader.Read() is not { } question)
        {
            await Problem.Of(reader.Mistakes).WriteAsync(context);
        }
        else if (question.Metrics.FirstOrDefault(metric => !context.Caller().MaySee(metric)) is { } forbidden)
        {
            await Problem.Forbidden($"{forbidden.PrometheusName} needs the role {Readers.Of(forbidden)}").WriteAsync(context);
        }
        else
        {
            await StoreAnswer.WriteAsync(context, async () => Body(question, await desk.Ask(question, context.RequestAborted), reader.Dimensions));
        }
    }

    private static object Body(MetricsQuestion question, MetricsAnswer answer, IReadOnlyList<string> dimensions) => new
    {
        data = answer.Points.Select(point => new
        {
            metric = point.Metric.PrometheusName,
            labels = point.Labels,
            period = StoreAnswer.Time(point.Period),
            at = StoreAnswer.Time(point.At),
            value = point.Value,
            revision = point.Revision,
        }),
        metadata = new
        {
            from = StoreAnswer.Time(question.From),
            to = StoreAnswer.Time(question.To),
            granularity = WireName.Of(question.Granularity),
            metrics = question.Metrics.Select(metric => new { name = metric.PrometheusName, unit = metric.Unit.Ucum, help = metric.Help, domain = WireName.Of(metric.Domain), job = metric.Source }),
        },
        pagination = new { limit = question.Limit, returned = answer.Points.Count, cursor = answer.HasMore ? $"{question.Skip + answer.Points.Count}" : null },
        warnings = Warnings(question, answer, dimensions),
    };

    private static List<string> Warnings(MetricsQuestion question, MetricsAnswer answer, IReadOnlyList<string> dimensions)
    {
        var warnings = new List<string>();
        foreach (var metric in question.Metrics)
        {
            if (question.Skip == 0 && !answer.HasMore && answer.Points.All(point => point.Metric != metric))
            {
                warnings.Add($"{metric.PrometheusName}: nothing was published in the range; see ./analytics jobs status for the job {metric.Source}");
            }

            var more = metric.LabelSet.Own.Select(label => label.Name).Where(label => dimensions.Count > 0 && !dimensions.Contains(label) && !question.Filters.ContainsKey(label)).ToList();
            if (more.Count > 0)
            {
                warnings.Add($"{metric.PrometheusName} has also {string.Join(", ", more)}; its values are not added up over them");
            }
        }

        if (question.Granularity < Granularity.Day)
        {
            warnings.Add("values within a day are kept for 3 days, each day's last for good");
        }

        return warnings;
    }
}
