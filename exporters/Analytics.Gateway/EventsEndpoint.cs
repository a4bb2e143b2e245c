using System.Globalization;
using Analytics.Catalog;
using Analytics.Gateway.Access;
using Analytics.Intake;

namespace Analytics.Gateway;

/// <summary>The front doors, <c>POST</c> to each: JSON, JSON batches, refused events sent again, OTLP logs. Reads the body, hands it to the pipeline, sends the answer.</summary>
internal sealed class EventsEndpoint(IntakePipeline pipeline, BodyReader bodies)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/analytics/events", context => TakeAsync(context, context.Request.IsJson() ? IntakeForm.Events : null, IntakeForm.Events));
        routes.MapPost("/api/analytics/events/batch", context => TakeAsync(context, context.Request.IsJson() ? IntakeForm.Batch : null, IntakeForm.Batch));
        routes.MapPost("/api/analytics/events/replay", context => TakeAsync(context, context.Request.IsJson() ? IntakeForm.Events : null, IntakeForm.Events,
            new Replay(context.Request.Query["key"].ToString(), context.Request.Asks("dryRun"))));
        routes.MapPost("/v1/logs", context =>
        {
            var form = context.Request.OtlpForm();
            return TakeAsync(context, form, form ?? IntakeForm.OtlpJson);
        });
    }

    /// <param name="context">The request.</param>
    /// <param name="form">How it is written; null when its content type says that it cannot be read.</param>
    /// <param name="answerAs">How a refusal is written.</param>
    /// <param name="replay">Whether refused events are sent again.</param>
    private async Task TakeAsync(HttpContext context, IntakeForm? form, IntakeForm answerAs, Replay? replay = null)
    {
        using var answer = form is { } known ? await AnswerAsync(context, known, replay) : pipeline.Refuse(RequestRefusal.WrongContentType, form: answerAs);
        var response = context.Response;
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        response.ContentLength = answer.Body.Length;
        if (answer.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString("0", CultureInfo.InvariantCulture);
        }

        if (answer.Status == StatusCodes.Status415UnsupportedMediaType)
        {
            // What would be taken instead (RFC 9110, 15.5.16).
            response.Headers.AcceptEncoding = "gzip";
        }

        await response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }

    private async ValueTask<IntakeAnswer> AnswerAsync(HttpContext context, IntakeForm form, Replay? replay)
    {
        var request = context.Request;
        ValueTask<IntakeAnswer> answer;
        using (var body = await bodies.ReadAsync(request, IntakeRequest.MaxBody(form), context.RequestAborted))
        {
            if (body.Refusal is { } refusal)
            {
                return pipeline.Refuse(refusal, form: form);
            }

            var source = request.Headers.TryGetValue(AccessGuard.SourceHeader, out var named) && named.ToString() is { Length: > 0 } said ? said : null;
            answer = pipeline.SubmitAsync(new IntakeRequest(body.Bytes, source, form, request.Asks("backfill")) { Replay = replay });
        }

        return await answer;
    }
}
