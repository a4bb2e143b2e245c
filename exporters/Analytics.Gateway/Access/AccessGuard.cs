using Analytics.Catalog;
using Analytics.Gateway.Problems;
using Analytics.Intake.Access;

namespace Analytics.Gateway.Access;

/// <summary>
/// Stands between routing and the endpoints: finds the key, asks <see cref="AccessControl"/> whose it is, and the <see cref="EndpointTable"/> whether
/// that is enough. 401: no good key. 403: a good key, and not enough. 429: too many wrong ones. No answer and no log line repeats a key.
/// </summary>
internal sealed class AccessGuard(AccessControl access, AuditTrail audit)
{
    public const string SourceHeader = "X-Analytics-Source";

    private const string Bearer = "Bearer ";

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint() is not RouteEndpoint endpoint)
        {
            return NoDoorAsync(context, next);
        }

        if (EndpointTable.Find(context.Request.Method, endpoint.RoutePattern.RawText) is not { } row)
        {
            return new Problem(ProblemKind.NotListed, "this endpoint is not in the table of who may").WriteAsync(context);
        }

        if (row.IsOpen)
        {
            return next(context);
        }

        var verdict = access.Judge(KeyOf(context.Request), context.Connection.RemoteIpAddress);
        if (verdict.Caller is not { } caller)
        {
            return RefuseAsync(context, row, ProblemOf(verdict));
        }

        var asAdmin = row.AdminWith is { } flag && context.Request.Asks(flag);
        if (asAdmin ? !caller.Roles.Has(Role.Admin) : !caller.Roles.Meets(row.Who))
        {
            return caller.KeyId == Caller.Anonymous
                ? RefuseAsync(context, row, new Problem(ProblemKind.KeyMissing, $"{What(row, asAdmin)} needs a key with the role {Needed(row, asAdmin)}"))
                : DenyAsync(context, row, caller, asAdmin ? row.AdminAct : row.Audited, $"{What(row, asAdmin)} needs the role {Needed(row, asAdmin)}; this key has {caller.Roles}");
        }

        if (caller.Source is { } source && !FitsSource(context.Request, source))
        {
            return ForbidAsync(context, row, ProblemKind.WrongSource, $"this key sends as source '{source}' only; leave {SourceHeader} out, or say the same");
        }

        context.Features.Set(caller);
        return row.Audited is null && !asAdmin ? next(context) : RecordAsync(context, row, caller, next);
    }

    private async Task RecordAsync(HttpContext context, EndpointAccess row, Caller caller, RequestDelegate next)
    {
        if (row.Audited is { } act)
        {
            if (await audit.RunAsync(context, caller, act, next))
            {
                return;
            }
        }
        else if (await audit.OpenAsync(caller, row.AdminAct!, context.Request.Headers[SourceHeader].ToString()))
        {
            await next(context);
            return;
        }

        await RefuseAsync(context, row, new Problem(ProblemKind.AuditUnavailable, "this is written down, and the audit log does not take a record now; send it again"));
    }

    /// <summary>The key that a request shows, or nothing. Another scheme of <c>Authorization</c> is somebody else's business, a proxy's for instance.</summary>
    private static ReadOnlySpan<char> KeyOf(HttpRequest request)
    {
        var headers = request.Headers;
        if (headers.TryGetValue("X-Analytics-Admin-Key", out var key) && key.ToString() is { Length: > 0 } administrators)
        {
            return administrators;
        }

        if (headers.TryGetValue("X-Api-Key", out key) && key.ToString() is { Length: > 0 } plain)
        {
            return plain;
        }

        var authorization = headers.Authorization.ToString().AsSpan();
        return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim() : default;
    }

    private static bool FitsSource(HttpRequest request, string source)
    {
        if (request.Headers.TryGetValue(SourceHeader, out var named))
        {
            return named == source;
        }

        request.Headers[SourceHeader] = source;
        return true;
    }

    private static string What(EndpointAccess row, bool asAdmin) => asAdmin ? $"{row.AdminWith}" : $"{row.Method} {row.Route}";

    private static string Needed(EndpointAccess row, bool asAdmin) => asAdmin ? "admin" : string.Join(" or ", row.Who.Roles.Select(WireName.Of));

    private async Task DenyAsync(HttpContext context, EndpointAccess row, Caller caller, string? act, string message)
    {
        if (act is not null)
        {
            await audit.DenyAsync(caller, act);
        }

        await ForbidAsync(context, row, ProblemKind.RoleMissing, message);
    }

    private Task ForbidAsync(HttpContext context, EndpointAccess row, ProblemKind kind, string message)
    {
        access.CountForbidden();
        return RefuseAsync(context, row, new Problem(kind, message));
    }

    private static Problem ProblemOf(Verdict verdict) => verdict.Fault switch
    {
        KeyFault.LockedOut => new(ProblemKind.LockedOut, "too many wrong keys from this address; wait, and mend the key") { Wait = verdict.Wait },
        KeyFault.Missing => new(ProblemKind.KeyMissing, "show a key: Authorization: Bearer KEY, or X-Api-Key: KEY"),
        KeyFault.Malformed => new(ProblemKind.KeyMalformed, "this is no key: expected ana_, 10 letters and digits, _ and 43 characters; was it cut or quoted?"),
        KeyFault.Expired => new(ProblemKind.KeyExpired, "the time of this key is over; ask an administrator for a new one"),
        KeyFault.Revoked => new(ProblemKind.KeyRevoked, "this key was taken back; ask an administrator for a new one"),
        _ => new(ProblemKind.KeyUnknown, "no such key here"),
    };

    private static Task RefuseAsync(HttpContext context, EndpointAccess row, Problem problem) =>
        row.SpeaksOtlp ? problem.WriteAsStatusAsync(context) : row.TakesEvents ? problem.WriteToSenderAsync(context) : problem.WriteAsync(context);

    /// <summary>Routing itself answers 404 and 405, without a word.</summary>
    private static async Task NoDoorAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (context.Response is { HasStarted: false, StatusCode: StatusCodes.Status404NotFound })
        {
            await Problem.NotFound("no such door; GET /openapi.json lists them").WriteAsync(context);
        }
        else if (context.Response is { HasStarted: false, StatusCode: StatusCodes.Status405MethodNotAllowed })
        {
            await new Problem(ProblemKind.MethodNotAllowed, $"expected {context.Response.Headers.Allow}").WriteAsync(context);
        }
    }
}

/// <summary>Who asks, for endpoints behind the guard.</summary>
internal static class CallerOfRequest
{
    /// <exception cref="InvalidOperationException">The endpoint is open, or not behind the guard.</exception>
    public static Caller Caller(this HttpContext context) =>
        context.Features.Get<Caller>() ?? throw new InvalidOperationException("nobody was asked for a key here");

    /// <summary>Where an endpoint that is written down says whom it was about.</summary>
    /// <exception cref="InvalidOperationException">The table does not mark the endpoint as audited.</exception>
    public static AuditScope Audit(this HttpContext context) =>
        context.Features.Get<AuditScope>() ?? throw new InvalidOperationException("this endpoint is not marked as audited in the table");

    /// <summary>Whether a flag of the query is set: what the guard demands an administrator for and what the endpoint does must be one reading.</summary>
    public static bool Asks(this HttpRequest request, string flag) =>
        request.QueryString.HasValue && request.Query.TryGetValue(flag, out var value) && string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);
}
