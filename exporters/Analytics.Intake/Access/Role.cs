using Analytics.Catalog;

namespace Analytics.Intake.Access;

/// <summary>What a key is for. A role names a kind of reader or writer, not a person; which endpoint takes which role is one table in the gateway.</summary>
public enum Role
{
    /// <summary>Sends events, reads nothing.</summary>
    Ingest,

    /// <summary>Looks at aggregates that name nobody.</summary>
    Viewer,

    /// <summary>Product: funnels, retention, experiments.</summary>
    Product,

    /// <summary>Executive: revenue and the company's figures.</summary>
    Executive,

    /// <summary>Sees own clients only, aggregated.</summary>
    Coach,

    /// <summary>Asks free questions of pseudonymous data.</summary>
    Analyst,

    /// <summary>May do everything that the table lists, and is written down for it.</summary>
    Admin,
}

/// <summary>A set of roles.</summary>
public readonly record struct RoleSet
{
    private readonly uint _bits;

    private RoleSet(uint bits) => _bits = bits;

    public bool IsEmpty => _bits == 0;

    /// <summary>The roles, in the order of <see cref="Role"/>.</summary>
    public IEnumerable<Role> Roles
    {
        get
        {
            var bits = _bits;
            return Enum.GetValues<Role>().Where(role => (bits & (1u << (int)role)) != 0);
        }
    }

    public static RoleSet Of(params ReadOnlySpan<Role> roles)
    {
        var bits = 0u;
        foreach (var role in roles)
        {
            bits |= 1u << (int)role;
        }

        return new RoleSet(bits);
    }

    /// <summary>The role with this wire name (<c>ingest</c>), or null.</summary>
    public static Role? Named(string name)
    {
        var names = WireName.All<Role>();
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i] == name)
            {
                return (Role)i;
            }
        }

        return null;
    }

    public bool Has(Role role) => (_bits & (1u << (int)role)) != 0;

    /// <summary>Whether the two sets have a role in common.</summary>
    public bool Meets(RoleSet other) => (_bits & other._bits) != 0;

    public RoleSet With(RoleSet other) => new(_bits | other._bits);

    /// <summary>Wire names with commas between: <c>viewer, product</c>.</summary>
    public override string ToString() => string.Join(", ", Roles.Select(WireName.Of));
}
