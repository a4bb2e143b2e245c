using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Analytics.Gateway.Access;
using Analytics.Intake;
using Analytics.Intake.WriteAheadLog;
using Npgsql;

namespace Analytics.Gateway;

/// <summary>
/// <c>DELETE /api/analytics/subjects/{id}</c>: a person withdraws; 202 as soon as that is on the disk. <c>GET /api/analytics/erasures/{request}</c>: how far
/// that is, and the proof. Neither answer, nor any log line, repeats the id.
/// </summary>
internal sealed class SubjectsEndpoint(IntakePipeline pipeline)
{
    private const int MaxIdBytes = 1024;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapDelete("/api/analytics/subjects/{id}", (RequestDelegate)WithdrawAsync);
        routes.MapGet("/api/analytics/erasures/{request}", (RequestDelegate)StateAsync);
    }

    private async Task WithdrawAsync(HttpContext context)
    {
        if (context.GetRouteValue("id") is not string { Length: > 0 } id || Encoding.UTF8.GetByteCount(id) > MaxIdBytes)
        {
            await WriteAsync(context, StatusCodes.Status400BadRequest, new JsonObject { ["error"] = "invalid_request", ["message"] = "expected the id of a person, as events have it in userId" });
            return;
        }

        var request = new Guid(RandomNumberGenerator.GetBytes(16));
        // Routing leaves an encoded slash as it is.
        var outcome = await pipeline.WithdrawAsync(id.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase), request);
        if (outcome != AppendOutcome.Durable)
        {
            context.Response.Headers.RetryAfter = "5";
            await WriteAsync(context, StatusCodes.Status503ServiceUnavailable, new JsonObject { ["error"] = "unavailable", ["message"] = "the request could not be written to the disk; send it again" });
            return;
        }

        if (context.Features.Get<AuditScope>() is { } audited)
        {
            // Not the pseudonym: the record outlives the erasure.
            audited.Detail = $"request {request:N}";
        }

        context.Response.Headers.Location = $"/api/analytics/erasures/{request:N}";
        await WriteAsync(context, StatusCodes.Status202Accepted, new JsonObject { ["request"] = request.ToString("N"), ["state"] = "logged", ["status"] = $"/api/analytics/erasures/{request:N}" });
    }

    private async Task StateAsync(HttpContext context)
    {
        if (!Guid.TryParseExact(context.GetRouteValue("request") as string, "N", out var request))
        {
            await WriteAsync(context, StatusCodes.Status400BadRequest, new JsonObject { ["error"] = "invalid_request", ["message"] = "expected the 32 hexadecimal digits of a request" });
            return;
        }

        try
        {
            await (await pipeline.FindErasureAsync(request, context.RequestAborted) is { } state
                ? WriteAsync(context, StatusCodes.Status200OK, new JsonObject
                {
                    ["request"] = request.ToString("N"),
                    ["state"] = state.State,
                    ["reason"] = state.Reason,
                    ["requestedAt"] = Iso(state.RequestedAt),
                    ["doneAt"] = state.DoneAt is { } done ? Iso(done) : null,
                    ["proof"] = state.Proof is { } proof ? JsonNode.Parse(proof) : null,
                    ["proofHash"] = state.ProofHash,
                })
                : WriteAsync(context, StatusCodes.Status404NotFound, new JsonObject { ["error"] = "not_found", ["message"] = "no such request; a new one can be seen as soon as the log is in PostgreSQL, mostly within a second" }));
        }
        catch (NpgsqlException)
        {
            context.Response.Headers.RetryAfter = "5";
            await WriteAsync(context, StatusCodes.Status503ServiceUnavailable, new JsonObject { ["error"] = "unavailable", ["message"] = "PostgreSQL cannot be reached; ask again" });
        }
    }

    private static Task WriteAsync(HttpContext context, int status, JsonObject body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }

    private static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
