using System.Text;
using Analytics.Intake;

namespace Analytics.Gateway;

/// <summary>
/// <c>/healthz</c>: the process answers. <c>/readyz</c>: the door takes events; 503 while the log or the disk is full, the process stops, or another process has its
/// instance name. PostgreSQL being away does not make the gateway unready: it takes events until the log is full. Both to HEAD as to GET, which is how load balancers ask.
/// </summary>
internal sealed class HealthEndpoints(IntakePipeline pipeline)
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/healthz", Methods, context => WriteAsync(context, StatusCodes.Status200OK, "ok"));
        routes.MapMethods("/readyz", Methods, context => pipeline.CanTake && !pipeline.Projector.IsNameTaken
            ? WriteAsync(context, StatusCodes.Status200OK, "ready")
            : WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "not ready"));
    }

    private Task WriteAsync(HttpContext context, int status, string word)
    {
        var vitals = pipeline.Vitals;
        var postgres = pipeline.Projector.IsConnected ? "ok" : pipeline.Projector.IsNameTaken ? "instance name taken" : "away";
        var body = Encoding.UTF8.GetBytes(FormattableString.Invariant(
            $$"""{"status":"{{word}}","postgres":"{{postgres}}","logBytes":{{vitals.LogBytes}},"logLimitBytes":{{vitals.LogLimitBytes}},"oldestUnprocessedSeconds":{{vitals.OldestUnprocessedAge.TotalSeconds:0.###}}}"""));
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        // To HEAD, Kestrel sends the head alone.
        return context.Response.Body.WriteAsync(body, 0, body.Length, context.RequestAborted);
    }
}
