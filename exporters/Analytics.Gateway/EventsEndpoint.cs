using System.Buffers;
using System.Globalization;
using Analytics.Catalog;
using Analytics.Gateway.Access;
using Analytics.Intake;
using Analytics.Intake.Contract;
using Microsoft.Net.Http.Headers;

namespace Analytics.Gateway;

/// <summary><c>POST /api/analytics/events</c>, and <c>…/replay</c> for refused events sent again: reads the body into a pooled buffer, hands it to the pipeline, sends the answer.</summary>
internal sealed class EventsEndpoint(IntakePipeline pipeline)
{
    private const string DefaultSource = "default";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/analytics/events", context => TakeAsync(context, null));
        routes.MapPost("/api/analytics/events/replay", context => TakeAsync(context, new Replay(context.Request.Query["key"].ToString(), context.Request.Asks("dryRun"))));
    }

    private async Task TakeAsync(HttpContext context, Replay? replay)
    {
        using var answer = await AnswerAsync(context, replay);
        var response = context.Response;
        response.StatusCode = answer.Status;
        response.ContentType = "application/json";
        response.ContentLength = answer.Body.Length;
        if (answer.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = wait.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        }

        await response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }

    private async ValueTask<IntakeAnswer> AnswerAsync(HttpContext context, Replay? replay)
    {
        var request = context.Request;
        var backfill = request.Asks("backfill");
        if (!IsJson(request))
        {
            return pipeline.Refuse(RequestRefusal.WrongContentType);
        }

        if (request.ContentLength > DoorLimits.MaxBody)
        {
            return pipeline.Refuse(RequestRefusal.BodyTooLarge);
        }

        var source = request.Headers.TryGetValue(AccessGuard.SourceHeader, out var named) ? named.ToString() : DefaultSource;
        var buffer = ArrayPool<byte>.Shared.Rent((int)(request.ContentLength ?? 64 * 1024) + 1);
        try
        {
            var length = 0;
            while (await request.Body.ReadAsync(buffer.AsMemory(length), context.RequestAborted) is > 0 and var read)
            {
                length += read;
                if (length > DoorLimits.MaxBody)
                {
                    return pipeline.Refuse(RequestRefusal.BodyTooLarge);
                }

                if (length == buffer.Length)
                {
                    Grow(ref buffer);
                }
            }

            return await pipeline.SubmitAsync(buffer.AsMemory(0, length), source, backfill, replay);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Grow(ref byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(2 * buffer.Length, DoorLimits.MaxBody + 1));
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }

    /// <summary>JSON in UTF-8 without content encoding.</summary>
    private static bool IsJson(HttpRequest request) =>
        request.Headers.ContentEncoding.Count == 0
        && (request.ContentType == "application/json"
            || (MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
                && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
                && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))));
}
