using Analytics.PromQL.Syntax;

namespace Analytics.Rules.Slo;

/// <summary>
/// While the page of a promise fires, its ticket says nothing new: what Alertmanager needs to keep the second quiet. Alerts of all promises carry the
/// labels, so one inhibition serves them all.
/// </summary>
/// <param name="Source">What the firing page looks like.</param>
/// <param name="Target">What is kept quiet.</param>
/// <param name="Equal">Labels in which the two must agree; a label that both lack agrees.</param>
public sealed record TierInhibition(IReadOnlyList<LabelMatcher> Source, IReadOnlyList<LabelMatcher> Target, IReadOnlyList<string> Equal)
{
    /// <summary>The value of <see cref="ServiceObjective.TierLabel"/> on alerts that wake somebody.</summary>
    public const string Page = "page";

    /// <summary>The value of <see cref="ServiceObjective.TierLabel"/> on alerts that wait for the morning.</summary>
    public const string Ticket = "ticket";

    /// <summary>Pages suppress tickets of the same promise and the same group.</summary>
    public static TierInhibition PageSuppressesTicket(IEnumerable<ServiceObjective> objectives) => new(
        [LabelMatcher.Equal(ServiceObjective.TierLabel, Page)],
        [LabelMatcher.Equal(ServiceObjective.TierLabel, Ticket)],
        [ServiceObjective.SloLabel, .. objectives.SelectMany(slo => slo.Indicator.Groups).Select(label => label.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
}
