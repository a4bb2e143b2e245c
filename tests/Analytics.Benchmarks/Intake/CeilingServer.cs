using System.Buffers;
using System.Text.Json;
using Analytics.Gateway;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Analytics.Benchmarks.Intake;

/// <summary>The gateway's Kestrel without the gateway: what is left when nothing is done with a request, or when its JSON is only walked through.</summary>
internal static class CeilingServer
{
    public const string Command = "intake-ceiling-server";

    /// <summary>Answers 202 without looking at the body.</summary>
    public const string Bare = "bare";

    /// <summary>Walks through the body's tokens with Utf8JsonReader, keeps nothing, answers 202.</summary>
    public const string Parse = "parse";

    public static async Task RunAsync(string address, string mode)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.ListenAsAGateway(tls: null);
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.MapGet("/healthz", () => "ok");
        app.MapPost("/api/analytics/events", (RequestDelegate)(mode == Parse ? ParseAsync : BareAsync));
        await app.RunAsync(address);
    }

    private static async Task BareAsync(HttpContext context)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)context.Request.ContentLength!.Value + 1);
        while (await context.Request.Body.ReadAsync(buffer) > 0)
        {
        }

        ArrayPool<byte>.Shared.Return(buffer);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.ContentLength = 0;
    }

    private static async Task ParseAsync(HttpContext context)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)context.Request.ContentLength!.Value + 1);
        var length = 0;
        while (await context.Request.Body.ReadAsync(buffer.AsMemory(length)) is > 0 and var read)
        {
            length += read;
        }

        Walk(buffer.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(buffer);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.ContentLength = 0;
    }

    private static void Walk(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        while (reader.Read())
        {
        }
    }
}
