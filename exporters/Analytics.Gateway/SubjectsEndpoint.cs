using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Analytics.Gateway.Access;
using Analytics.Gateway.Problems;
using Analytics.Intake;
using Analytics.Intake.WriteAheadLog;
using Microsoft.AspNetCore.Http.Features;
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
        if (IdOf(context) is not { Length: > 0 } id || Encoding.UTF8.GetByteCount(id) > MaxIdBytes)
        {
            await Problem.Of(["expected the id of a person, as events have it in userId"]).WriteAsync(context);
            return;
        }

        var request = new Guid(RandomNumberGenerator.GetBytes(16));
        var outcome = await pipeline.WithdrawAsync(id, request);
        if (outcome != AppendOutcome.Durable)
        {
            await new Problem(KindOf(outcome), "the request could not be written to the disk; send it again").WriteAsync(context);
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

    /// <summary>The id as the sender encoded it. Routing decodes all but the slash: <c>a%2Fb</c> and <c>a%252Fb</c>, who are two persons, would be one.</summary>
    private static string IdOf(HttpContext context)
    {
        var path = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0].TrimEnd('/');
        return Uri.UnescapeDataString(path[(path.LastIndexOf('/') + 1)..]);
    }

    private async Task StateAsync(HttpContext context)
    {
        if (!Guid.TryParseExact(context.GetRouteValue("request") as string, "N", out var request))
        {
            await Problem.Of(["expected the 32 hexadecimal digits of a request"]).WriteAsync(context);
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
                : Problem.NotFound("no such request; a new one can be seen as soon as the log is in PostgreSQL, mostly within a second").WriteAsync(context));
        }
        catch (NpgsqlException) when (!context.RequestAborted.IsCancellationRequested)
        {
            await Problem.Away("PostgreSQL").WriteAsync(context);
        }
    }

    private static ProblemKind KindOf(AppendOutcome outcome) => outcome switch
    {
        AppendOutcome.LogFull => ProblemKind.LogFull,
        AppendOutcome.Busy => ProblemKind.Busy,
        AppendOutcome.DiskFailed => ProblemKind.DiskFull,
        _ => ProblemKind.Stopping,
    };

    private static Task WriteAsync(HttpContext context, int status, JsonObject body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }

    private static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
