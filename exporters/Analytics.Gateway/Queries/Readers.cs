using Analytics.Catalog;
using Analytics.Gateway.Queries.Boards;
using Analytics.Intake.Access;

namespace Analytics.Gateway.Queries;

/// <summary>Whose figures and boards a role may look at: a table by domain, and one by the folder of the boards. The administrator sees all.</summary>
internal static class Readers
{
    private static readonly IReadOnlyDictionary<Domain, RoleSet> ByDomain = new Dictionary<Domain, RoleSet>
    {
        [Domain.Platform] = RoleSet.Of(Role.Viewer, Role.Product, Role.Executive, Role.Analyst),
        [Domain.Engagement] = RoleSet.Of(Role.Viewer, Role.Product, Role.Executive, Role.Analyst),
        [Domain.Ai] = RoleSet.Of(Role.Viewer, Role.Product, Role.Executive, Role.Analyst),
        [Domain.Fitness] = RoleSet.Of(Role.Viewer, Role.Product, Role.Executive, Role.Analyst),
        [Domain.Business] = RoleSet.Of(Role.Executive, Role.Analyst),
    };

    private static readonly IReadOnlyDictionary<string, RoleSet> ByAudience = new Dictionary<string, RoleSet>(StringComparer.Ordinal)
    {
        ["Executive"] = RoleSet.Of(Role.Executive, Role.Analyst),
        ["Business"] = RoleSet.Of(Role.Executive, Role.Analyst),
        ["Product"] = RoleSet.Of(Role.Product, Role.Executive, Role.Analyst),
        ["Ai"] = RoleSet.Of(Role.Product, Role.Executive, Role.Analyst),
        ["Fitness"] = RoleSet.Of(Role.Product, Role.Executive, Role.Analyst),
        ["Coach"] = RoleSet.Of(Role.Product, Role.Executive, Role.Analyst),
        ["Operations"] = RoleSet.Of(Role.Viewer, Role.Product, Role.Executive, Role.Analyst),
        ["ServiceLevels"] = RoleSet.Of(Role.Viewer, Role.Product, Role.Executive, Role.Analyst),
    };

    /// <summary>Whether a caller may see the figures of a metric.</summary>
    public static bool MaySee(this Caller caller, Metric metric) => caller.Roles.Has(Role.Admin) || caller.Roles.Meets(ByDomain[metric.Domain]);

    /// <summary>The roles that may, in words.</summary>
    public static string Of(Metric metric) => string.Join(" or ", ByDomain[metric.Domain].Roles.Select(WireName.Of));

    /// <summary>Whether a caller may look at a board.</summary>
    public static bool MaySee(this Caller caller, Board board) => caller.Roles.Has(Role.Admin) || caller.Roles.Meets(Of(board.Audience));

    /// <summary>The roles that may, in words.</summary>
    public static string Of(Board board) => Of(board.Audience) is { IsEmpty: false } roles ? string.Join(" or ", roles.Roles.Select(WireName.Of)) : WireName.Of(Role.Admin);

    // An audience that is not in the table is for the administrator: a new folder is closed until somebody says whose it is.
    private static RoleSet Of(string audience) => ByAudience.GetValueOrDefault(audience, RoleSet.Of());
}
