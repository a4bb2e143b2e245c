using Analytics.Rules.Slo;

namespace Analytics.AlertRules;

/// <summary>Every promise, for boards, routing and the command line. Each domain's <c>Slos.cs</c> declares its own.</summary>
public static class ServiceObjectives
{
    public static IReadOnlyList<ServiceObjective> All { get; } =
        [.. Platform.Slos.All, .. Ai.Slos.All, .. Business.Slos.All, .. Fitness.Slos.All, .. Engagement.Slos.All];

    /// <summary>Pages suppress tickets of the same promise: for the routing.</summary>
    public static TierInhibition Inhibition { get; } = TierInhibition.PageSuppressesTicket(All);
}
