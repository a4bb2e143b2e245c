using Analytics.Gateway.Access;
using Analytics.Gateway.Problems;

namespace Analytics.Gateway.Queries.Boards;

/// <summary>
/// <c>GET /api/analytics/dashboards</c> and <c>/api/analytics/dashboards/{id}</c>: the boards, and what their panels show, for programs that are no Grafana.
/// </summary>
/// <param name="settings">Where they are; null: this gateway has none.</param>
/// <param name="http">For questions to Prometheus.</param>
/// <param name="clock">Says when now is.</param>
internal sealed class BoardsEndpoint(BoardSettings? settings, HttpClient http, TimeProvider clock)
{
    private const string Chosen = "var-";

    private readonly BoardFolder? _folder = settings is null ? null : new BoardFolder(settings.Folder);
    private readonly BoardReader? _reader = settings is null ? null : new BoardReader(new PrometheusReader(http, settings.Prometheus));

    public static readonly IReadOnlyList<QueryParameter> Parameters =
    [
        .. QueryParameter.Range,
        new(Chosen + "NAME", "A value for a variable of the board, such as var-model=nutrition; repeated for several."),
    ];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/analytics/dashboards", ListAsync);
        routes.MapGet("/api/analytics/dashboards/{id}", AnswerAsync);
    }

    private Task ListAsync(HttpContext context) => Guarded(context, async (folder, _) =>
    {
        var boards = folder.All().Where(board => context.Caller().MaySee(board));
        await context.Response.WriteAsJsonAsync(new { dashboards = boards.Select(Head) }, context.RequestAborted);
    });

    private Task AnswerAsync(HttpContext context) => Guarded(context, async (folder, reader) =>
    {
        if (folder.Find((string)context.Request.RouteValues["id"]!) is not { } board)
        {
            await Problem.NotFound("no such board; GET /api/analytics/dashboards lists those that you may see").WriteAsync(context);
        }
        else if (!context.Caller().MaySee(board))
        {
            await Problem.Forbidden($"{board.Id} needs the role {Readers.Of(board)}").WriteAsync(context);
        }
        else
        {
            await AnswerAsync(context, board, reader);
        }
    });

    private async Task AnswerAsync(HttpContext context, Board board, BoardReader reader)
    {
        var variables = board.Variables.Select(variable => (string)variable["name"]!).ToList();
        var text = new QueryText(context.Request.Query, [.. QueryParameter.Range, .. variables.Select(name => new QueryParameter(Chosen + name, ""))]);
        var (from, to) = text.Range(clock.GetUtcNow(), board.DefaultFrom);
        if (text.Mistakes.Count > 0)
        {
            await Problem.Of(text.Mistakes).WriteAsync(context);
            return;
        }

        var frame = new BoardFrame(board, from, to, variables.ToDictionary(name => name, name => (IReadOnlyList<string>)text.List(Chosen + name)));
        var answers = await reader.Ask(board, frame, context.RequestAborted);
        var failing = await reader.Failing(to, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(Body(board, frame, answers, failing), context.RequestAborted);
    }

    private async Task Guarded(HttpContext context, Func<BoardFolder, BoardReader, Task> answer)
    {
        if (_folder is null || _reader is null)
        {
            await Problem.NotFound("this gateway has no boards: set ANALYTICS__BOARDS__FOLDER and ANALYTICS__PROMETHEUS__URL").WriteAsync(context);
            return;
        }

        try
        {
            await answer(_folder, _reader);
        }
        catch (HttpRequestException)
        {
            await Problem.Away("Prometheus").WriteAsync(context);
        }
        catch (TaskCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            await Problem.Away("Prometheus").WriteAsync(context);
        }
        catch (IOException) when (!context.Response.HasStarted)
        {
            await Problem.Away("The folder of boards").WriteAsync(context);
        }
    }

    private static object Head(Board board) => new { id = board.Id, name = board.Title, description = board.Description, targetAudience = board.Audience, refreshInterval = board.Refresh, variables = board.Variables.Select(variable => (string?)variable["name"]) };

    private static object Body(Board board, BoardFrame frame, IReadOnlyList<WidgetAnswer> answers, IReadOnlyList<string> failing) => new
    {
        dashboard = Head(board),
        data = answers.Select(answer => new
        {
            id = answer.Widget.Id,
            type = answer.Widget.Type,
            title = answer.Widget.Title,
            description = answer.Widget.Description,
            unit = answer.Widget.Unit,
            position = answer.Widget.Position,
            series = answer.Series.Select(one => new { refId = one.RefId, labels = one.Series.Labels, points = one.Series.Points.Select(point => new object?[] { point.At, point.Value }) }),
            quality = new { state = answer.State, newest = Time(answer.Newest), seriesLeftOut = answer.LeftOut, failures = answer.Failures },
        }),
        lastUpdated = Time(answers.Select(answer => answer.Newest).Max()),
        dataQuality = new
        {
            widgets = answers.Count,
            withData = answers.Count(answer => answer.State == "ok"),
            empty = answers.Where(answer => answer.State == "empty").Select(answer => answer.Widget.Title),
            failed = answers.Where(answer => answer.State == "failed").Select(answer => answer.Widget.Title),
            failingJobs = failing,
        },
        metadata = new { from = StoreAnswer.Time(frame.From), to = StoreAnswer.Time(frame.To), stepSeconds = frame.Step.TotalSeconds },
    };

    private static string? Time(double? seconds) => seconds is { } at ? StoreAnswer.Time(DateTimeOffset.FromUnixTimeMilliseconds((long)(at * 1000))) : null;
}
