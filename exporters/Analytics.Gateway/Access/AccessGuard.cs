using System.Globalization;
using System.Text.Json;
using Analytics.Catalog;
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
        // No route: routing itself answers 404, 405 or 415.
        if (context.GetEndpoint() is not RouteEndpoint endpoint)
        {
            return next(context);
        }

        if (EndpointTable.Find(context.Request.Method, endpoint.RoutePattern.RawText) is not { } row)
        {
            return RefuseAsync(context, StatusCodes.Status403Forbidden, "forbidden", "not_listed", "this endpoint is not in the table of who may");
        }

        if (row.IsOpen)
        {
            return next(context);
        }

        var verdict = access.Judge(KeyOf(context.Request), context.Connection.RemoteIpAddress);
        if (verdict.Caller is not { } caller)
        {
            return RefuseAsync(context, verdict);
        }

        var asAdmin = row.AdminWith is { } flag && context.Request.Asks(flag);
        if (asAdmin ? !caller.Roles.Has(Role.Admin) : !caller.Roles.Meets(row.Who))
        {
            return caller.KeyId == Caller.Anonymous
                ? RefuseAsync(context, StatusCodes.Status401Unauthorized, "unauthorized", "key_missing", $"{What(row, asAdmin)} needs a key with the role {Needed(row, asAdmin)}")
                : DenyAsync(context, caller, asAdmin ? row.AdminAct : row.Audited, $"{What(row, asAdmin)} needs the role {Needed(row, asAdmin)}; this key has {caller.Roles}");
        }

        if (caller.Source is { } source && !FitsSource(context.Request, source))
        {
            return ForbidAsync(context, "wrong_source", $"this key sends as source '{source}' only; leave {SourceHeader} out, or say the same");
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

        context.Response.Headers.RetryAfter = "5";
        await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "audit_unavailable", "audit_unavailable", "this is written down, and the audit log does not take a record now; send it again");
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

    private async Task DenyAsync(HttpContext context, Caller caller, string? act, string message)
    {
        if (act is not null)
        {
            await audit.DenyAsync(caller, act);
        }

        await ForbidAsync(context, "role_missing", message);
    }

    private Task ForbidAsync(HttpContext context, string reason, string message)
    {
        access.CountForbidden();
        return RefuseAsync(context, StatusCodes.Status403Forbidden, "forbidden", reason, message);
    }

    private static Task RefuseAsync(HttpContext context, Verdict verdict)
    {
        if (verdict.Fault == KeyFault.LockedOut)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(verdict.Wait.TotalSeconds).ToString("0", CultureInfo.InvariantCulture);
            return RefuseAsync(context, StatusCodes.Status429TooManyRequests, "locked_out", "locked_out", "too many wrong keys from this address; wait, and mend the key");
        }

        var (reason, message) = verdict.Fault switch
        {
            KeyFault.Missing => ("key_missing", "show a key: Authorization: Bearer KEY, or X-Api-Key: KEY"),
            KeyFault.Malformed => ("key_malformed", "this is no key: expected ana_, 10 letters and digits, _ and 43 characters; was it cut or quoted?"),
            KeyFault.Expired => ("key_expired", "the time of this key is over; ask an administrator for a new one"),
            KeyFault.Revoked => ("key_revoked", "this key was taken back; ask an administrator for a new one"),
            _ => ("key_unknown", "no such key here"),
        };
        return RefuseAsync(context, StatusCodes.Status401Unauthorized, "unauthorized", reason, message);
    }

    private static Task RefuseAsync(HttpContext context, int status, string error, string reason, string message)
    {
        var response = context.Response;
        response.StatusCode = status;
        if (status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer realm=\"analytics\"";
        }

        response.ContentType = "application/json";
        var body = JsonSerializer.SerializeToUtf8Bytes(new { error, reason, message });
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, 0, body.Length, context.RequestAborted);
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
