using System.Globalization;
using System.Text.Json;
using Analytics.Catalog;
using Analytics.Intake;

namespace Analytics.Gateway.Problems;

/// <summary>
/// A refusal, as problem details (RFC 9457): the one way in which every door but the events' says no. The events' doors have an outcome for each event
/// instead, and what keeps a request from them is said in their shape: error, reason, message; or, to OTLP, a google.rpc.Status.
/// </summary>
/// <param name="Kind">Why.</param>
/// <param name="Detail">What was expected, or what to do; never what was found.</param>
internal sealed record Problem(ProblemKind Kind, string Detail)
{
    public const string MediaType = "application/problem+json";

    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>When to come back, where that is not the kind's own time.</summary>
    public TimeSpan? Wait { get; init; }

    public static Problem Of(IEnumerable<string> mistakes) => new(ProblemKind.InvalidRequest, string.Join("; ", mistakes));

    public static Problem Of(RequestRefusal refusal, string detail) => new(ProblemKind.Of(refusal), detail);

    public static Problem Forbidden(string detail) => new(ProblemKind.RoleMissing, detail);

    public static Problem NotFound(string detail) => new(ProblemKind.NotFound, detail);

    public static Problem Away(string peer) => new(ProblemKind.PeerAway, $"{peer} does not answer; ask again");

    public Task WriteAsync(HttpContext context) =>
        WriteAsync(context, MediaType, new { type = $"/openapi.json#{Kind.Code}", title = Kind.Title, status = Kind.Status, detail = Detail, code = Kind.Code });

    /// <summary>The same, to those who send events.</summary>
    public Task WriteToSenderAsync(HttpContext context) =>
        WriteAsync(context, "application/json", new { error = ErrorOf(Kind), reason = Kind.Code, message = Detail });

    /// <summary>The same, to those who speak OTLP: in the encoding of their request.</summary>
    public async Task WriteAsStatusAsync(HttpContext context)
    {
        using var answer = IntakeAnswer.OfStatus(context.Request.OtlpForm() ?? IntakeForm.OtlpJson, Kind.Status, $"{Kind.Code}: {Detail}");
        await SendAsync(context, answer.ContentType, answer.Body);
    }

    private static string ErrorOf(ProblemKind kind) => kind.Status switch
    {
        StatusCodes.Status401Unauthorized => "unauthorized",
        StatusCodes.Status403Forbidden => "forbidden",
        _ => kind.Code,
    };

    private Task WriteAsync<T>(HttpContext context, string mediaType, T content) =>
        SendAsync(context, mediaType, JsonSerializer.SerializeToUtf8Bytes(content, Plain));

    private async Task SendAsync(HttpContext context, string mediaType, ReadOnlyMemory<byte> body)
    {
        var response = context.Response;
        response.StatusCode = Kind.Status;
        if ((Wait?.TotalSeconds ?? Kind.RetryAfter) is { } seconds)
        {
            response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(seconds)).ToString("0", CultureInfo.InvariantCulture);
        }

        if (Kind.Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer realm=\"analytics\"";
        }

        if (Kind.Status == StatusCodes.Status415UnsupportedMediaType)
        {
            // What would be taken instead (RFC 9110, 15.5.16).
            response.Headers.AcceptEncoding = "gzip";
        }

        response.ContentType = mediaType;
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, context.RequestAborted);
    }
}
