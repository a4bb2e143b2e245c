using Analytics.Intake;

namespace Analytics.Gateway;

/// <summary>
/// <c>/healthz</c>: the process answers. <c>/readyz</c>: the door takes events; 503 while the log is full or the process stops. PostgreSQL being away
/// does not make the gateway unready: it takes events until the log is full.
/// </summary>
internal sealed class HealthEndpoints(IntakePipeline pipeline)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", context => WriteAsync(context, StatusCodes.Status200OK, "ok"));
        routes.MapGet("/readyz", context => pipeline.CanTake
            ? WriteAsync(context, StatusCodes.Status200OK, "ready")
            : WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "not ready"));
    }

    private Task WriteAsync(HttpContext context, int status, string word)
    {
        var vitals = pipeline.Vitals;
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(FormattableString.Invariant(
            $$"""{"status":"{{word}}","postgres":"{{(pipeline.Projector.IsConnected ? "ok" : "away")}}","logBytes":{{vitals.LogBytes}},"logLimitBytes":{{vitals.LogLimitBytes}},"oldestUnprocessedSeconds":{{vitals.OldestUnprocessedAge.TotalSeconds:0.###}}}"""));
    }
}
