namespace Analytics.Intake.Access;

/// <summary>One key as the key file keeps it: what it may, for how long, and the hash that proves it. The key itself is nowhere.</summary>
public sealed record AccessKey
{
    /// <summary>The id in the key's text: 10 letters and digits; no secret, stands in the audit log.</summary>
    public required string Id { get; init; }

    /// <summary>Whose it is, for people.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of the key's text.</summary>
    public required ReadOnlyMemory<byte> Hash { get; init; }

    /// <summary>What it may as long as it lives.</summary>
    public required RoleSet Roles { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>When it ends by itself; null: never.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>When it was taken back; null: it was not.</summary>
    public DateTimeOffset? Revoked { get; init; }

    /// <summary>The only source of events that it may send as; null: any.</summary>
    public string? Source { get; init; }

    /// <summary>For the role coach: whose clients may be looked at, a <c>trainer_id</c> of events.</summary>
    public string? Coach { get; init; }

    /// <summary>Roles that it has for a while on top of its own.</summary>
    public IReadOnlyList<TimedGrant> Grants { get; init; } = [];

    /// <summary>Its roles at a time: its own and the grants that have not ended.</summary>
    public RoleSet RolesAt(DateTimeOffset time)
    {
        var roles = Roles;
        foreach (var grant in Grants)
        {
            roles = time < grant.Until ? roles.With(RoleSet.Of(grant.Role)) : roles;
        }

        return roles;
    }
}

/// <summary>A role for a while.</summary>
/// <param name="Role">The role.</param>
/// <param name="Until">When it ends, exclusive.</param>
/// <param name="Reason">Why it was given, for whoever reads the list.</param>
public sealed record TimedGrant(Role Role, DateTimeOffset Until, string Reason);
