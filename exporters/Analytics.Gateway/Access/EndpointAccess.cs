using Analytics.Intake.Access;

namespace Analytics.Gateway.Access;

/// <summary>One row of the table: who may use an endpoint.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Route">The route's pattern, letter for letter as it is mapped.</param>
/// <param name="Who">Roles that may; the administrator always. Empty: everybody, without a key.</param>
/// <param name="About">What it does, for the table that people read.</param>
internal sealed record EndpointAccess(string Method, string Route, RoleSet Who, string About)
{
    /// <summary>A query parameter that, set to <c>true</c>, makes the request the administrator's; null: none.</summary>
    public string? AdminWith { get; init; }

    /// <summary>The act under which the use of <see cref="AdminWith"/> is written down, once an hour for each key and source.</summary>
    public string? AdminAct { get; init; }

    /// <summary>The act under which each use is written into the audit log; null: it shows nothing of a person and changes nothing by hand.</summary>
    public string? Audited { get; init; }

    /// <summary>Whether it has an outcome for each event instead of problem details.</summary>
    public bool TakesEvents { get; private init; }

    public bool IsOpen => Who.IsEmpty;

    public static EndpointAccess Open(string method, string route, string about) => new(method, route, default, about);

    public static EndpointAccess For(string method, string route, string about, params ReadOnlySpan<Role> roles) =>
        new(method, route, RoleSet.Of(roles).With(RoleSet.Of(Role.Admin)), about);

    /// <summary>Whether it speaks OTLP: what refuses is a <c>google.rpc.Status</c> in the request's encoding.</summary>
    public bool SpeaksOtlp { get; init; }

    /// <summary>A door for events.</summary>
    public static EndpointAccess Door(string route, string about, params ReadOnlySpan<Role> roles) => For("POST", route, about, roles) with { TakesEvents = true };
}
