using System.Collections.Frozen;
using Analytics.Catalog;

namespace Analytics.Gateway.Problems;

/// <summary>
/// The vocabulary of refusals: one row for each reason that a door has. Programs decide by the code, so a code is never given another meaning; the codes
/// about bodies and the log are the words that the events' doors use (<see cref="RequestRefusal"/>).
/// </summary>
/// <param name="Code">A word for programs.</param>
/// <param name="Status">HTTP status, always the same for a code.</param>
/// <param name="Title">The same words each time (RFC 9457, 3.1.3).</param>
internal sealed record ProblemKind(string Code, int Status, string Title)
{
    /// <summary>Seconds until it is worth to ask again, unless the case knows better; null: not without a change.</summary>
    public int? RetryAfter { get; private init; }

    public static readonly ProblemKind InvalidRequest = new("invalid_request", 400, "The request cannot be read");
    public static readonly ProblemKind BadCompression = new("bad_compression", 400, "The body is not in the encoding that it claims");
    public static readonly ProblemKind KeyMissing = new("key_missing", 401, "A key is needed");
    public static readonly ProblemKind KeyMalformed = new("key_malformed", 401, "This is no key");
    public static readonly ProblemKind KeyUnknown = new("key_unknown", 401, "Nobody has this key");
    public static readonly ProblemKind KeyExpired = new("key_expired", 401, "The time of the key is over");
    public static readonly ProblemKind KeyRevoked = new("key_revoked", 401, "The key was taken back");
    public static readonly ProblemKind RoleMissing = new("role_missing", 403, "The key's roles are not enough");
    public static readonly ProblemKind WrongSource = new("wrong_source", 403, "The key is for another source");
    public static readonly ProblemKind NotListed = new("not_listed", 403, "Nobody may use this door");
    public static readonly ProblemKind NotFound = new("not_found", 404, "There is no such thing");
    public static readonly ProblemKind MethodNotAllowed = new("method_not_allowed", 405, "The door does not take this method");
    public static readonly ProblemKind TooSlow = new("too_slow", 408, "The body came too slowly");
    public static readonly ProblemKind ExperimentConflict = new("experiment_conflict", 409, "Another experiment has this name");
    public static readonly ProblemKind BodyTooLarge = new("body_too_large", 413, "The body is too large");
    public static readonly ProblemKind WrongContentType = new("wrong_content_type", 415, "The content type is another");
    public static readonly ProblemKind WrongContentEncoding = new("wrong_content_encoding", 415, "The content encoding is another");
    public static readonly ProblemKind LockedOut = new("locked_out", 429, "Too many wrong keys") { RetryAfter = 60 };
    public static readonly ProblemKind PeerAway = new("peer_away", 503, "A program that is needed does not answer") { RetryAfter = 5 };
    public static readonly ProblemKind AuditUnavailable = new("audit_unavailable", 503, "The audit log takes no record now") { RetryAfter = 5 };
    public static readonly ProblemKind LogFull = new("log_full", 503, "The write-ahead log is full") { RetryAfter = 5 };
    public static readonly ProblemKind DiskFull = new("disk_full", 503, "The disk does not take writes") { RetryAfter = 10 };
    public static readonly ProblemKind Busy = new("busy", 503, "The gateway holds as many bytes as it may") { RetryAfter = 1 };
    public static readonly ProblemKind Stopping = new("stopping", 503, "The gateway is stopping") { RetryAfter = 2 };

    /// <summary>By status, then as they are most often met.</summary>
    public static readonly IReadOnlyList<ProblemKind> All =
    [
        InvalidRequest, BadCompression, KeyMissing, KeyMalformed, KeyUnknown, KeyExpired, KeyRevoked, RoleMissing, WrongSource, NotListed, NotFound, MethodNotAllowed,
        TooSlow, ExperimentConflict, BodyTooLarge, WrongContentType, WrongContentEncoding, LockedOut, PeerAway, AuditUnavailable, LogFull, DiskFull, Busy, Stopping,
    ];

    private static readonly FrozenDictionary<string, ProblemKind> ByCode = All.ToFrozenDictionary(kind => kind.Code);

    /// <summary>The same refusal as the events' doors have.</summary>
    /// <exception cref="KeyNotFoundException">Only the events' doors refuse for this.</exception>
    public static ProblemKind Of(RequestRefusal refusal) => ByCode[WireName.Of(refusal)];
}
