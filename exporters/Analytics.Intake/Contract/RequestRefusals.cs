using Analytics.Catalog;

namespace Analytics.Intake.Contract;

/// <summary>What is said to a request that is turned away whole: status, sentence, when to come back.</summary>
internal static class RequestRefusals
{
    private static readonly TimeSpan LogFullRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DiskRetry = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StoppingRetry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BusyRetry = TimeSpan.FromSeconds(1);

    /// <summary>The HTTP status. Only 429 and 503 mean: send the same again.</summary>
    public static int StatusOf(RequestRefusal code) => code switch
    {
        RequestRefusal.NotJson or RequestRefusal.InvalidRequest or RequestRefusal.BadCompression or RequestRefusal.NotProtobuf => 400,
        RequestRefusal.Unauthorized => 401,
        RequestRefusal.Forbidden => 403,
        RequestRefusal.TooSlow => 408,
        RequestRefusal.BatchConflict => 409,
        RequestRefusal.BodyTooLarge or RequestRefusal.TooManyEvents => 413,
        RequestRefusal.WrongContentType or RequestRefusal.WrongContentEncoding => 415,
        RequestRefusal.QuotaExceeded or RequestRefusal.LockedOut => 429,
        _ => 503,
    };

    /// <summary>When to come back; null when there is no use in it.</summary>
    public static TimeSpan? RetryAfter(RequestRefusal code) => code switch
    {
        RequestRefusal.LogFull => LogFullRetry,
        RequestRefusal.DiskFull => DiskRetry,
        RequestRefusal.Stopping => StoppingRetry,
        RequestRefusal.Busy or RequestRefusal.QuotaExceeded => BusyRetry,
        _ => null,
    };

    public static string Explain(RequestRefusal code, IntakeForm form) => code switch
    {
        RequestRefusal.WrongContentType => IntakeRequest.IsOtlp(form)
            ? "expected Content-Type: application/x-protobuf or application/json (UTF-8)"
            : "expected Content-Type: application/json (UTF-8)",
        RequestRefusal.WrongContentEncoding => "expected Content-Encoding: gzip, or none",
        RequestRefusal.BadCompression => "expected a body in gzip, as Content-Encoding says; it cannot be decompressed",
        RequestRefusal.BodyTooLarge => $"expected a body of at most {IntakeRequest.MaxBody(form)} bytes after decompression; send fewer events in a request",
        RequestRefusal.TooSlow => "the body came too slowly, or broke off",
        RequestRefusal.LogFull => "the write-ahead log is full because the database does not take events; nothing of this request was kept, send it again later",
        RequestRefusal.DiskFull => "the disk of the write-ahead log does not take writes; nothing of this request was acknowledged, send it again later",
        RequestRefusal.Unauthorized => "backfill needs the administrator's key in X-Analytics-Admin-Key",
        RequestRefusal.Stopping => "the gateway is stopping; nothing of this request was kept, send it again",
        RequestRefusal.Busy => "the gateway holds as many bytes of requests as it may; nothing of this request was kept, send it again",
        RequestRefusal.QuotaExceeded => "the source has used up its quota; nothing of this request was kept, send it again after Retry-After",
        RequestRefusal.BatchConflict => "batchId: expected an id that no other batch of this source has; it was used before with other events",
        _ => "the request cannot be used",
    };
}
