using Analytics.Catalog;
using Analytics.Intake.Access;

namespace Analytics.Gateway.Queries;

/// <summary>Whose figures a role may look at: one table, by domain. The administrator sees all.</summary>
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

    /// <summary>Whether a caller may see the figures of a metric.</summary>
    public static bool MaySee(this Caller caller, Metric metric) => caller.Roles.Has(Role.Admin) || caller.Roles.Meets(ByDomain[metric.Domain]);

    /// <summary>The roles that may, in words.</summary>
    public static string Of(Metric metric) => string.Join(" or ", ByDomain[metric.Domain].Roles.Select(WireName.Of));
}
