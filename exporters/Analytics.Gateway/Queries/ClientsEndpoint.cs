using System.Globalization;
using Analytics.Gateway.Access;
using Analytics.Gateway.Problems;
using Analytics.Insights.Answers;

namespace Analytics.Gateway.Queries;

/// <summary>
/// <c>GET /api/analytics/coach/clients?day=2026-11-20</c>: how the clients of the coach whose key asks train, all together, over the 28 days up to the end of
/// the day. Whose clients is said by the key and by nothing in the request; no figure is about fewer than <see cref="SmallCells.DefaultThreshold"/> people.
/// </summary>
internal sealed class ClientsEndpoint(AnswerDesk desk, TimeProvider clock)
{
    public static readonly IReadOnlyList<QueryParameter> Parameters = [new("day", "The last of the 28 days that are looked at, in UTC, such as 2026-11-20; yesterday when nothing is said.")];

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/analytics/coach/clients", AnswerAsync);

    private async Task AnswerAsync(HttpContext context)
    {
        var text = new QueryText(context.Request.Query, Parameters);
        var day = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(-1);
        if (text.One("day") is { } asked && !DateOnly.TryParseExact(asked, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day))
        {
            text.Mistake("day: expected a day such as 2026-11-20");
        }

        if (text.Mistakes.Count > 0)
        {
            await Problem.Of(text.Mistakes).WriteAsync(context);
        }
        else if (context.Caller().Coach is not { } coach)
        {
            // An administrator has the role, and no clients.
            await Problem.Forbidden("this is for a key that was granted with --role coach and --coach ID").WriteAsync(context);
        }
        else
        {
            context.Audit().Detail = string.Create(CultureInfo.InvariantCulture, $"coach {coach}, {day:yyyy-MM-dd}");
            await StoreAnswer.WriteAsync(context, async () => Body(coach, await desk.AskCoach(coach, day, context.RequestAborted)));
        }
    }

    private static object Body(string coach, DayAnswer answer) => new
    {
        day = answer.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        coach,
        figures = answer.Figures.Select(figure => new
        {
            metric = figure.Metric.PrometheusName,
            labels = figure.Metric.LabelSet.Own.Select((label, i) => (label.Name, Value: figure.Labels[i])).ToDictionary(label => label.Name, label => label.Value),
            value = figure.Value,
        }),
        suppressed = answer.Suppressed,
    };
}
