using Analytics.PromQL;

namespace Analytics.Rules;

/// <summary>Ratios that neither lie nor poison: 0 when the part was never seen, no sample at all when there is nothing to share.</summary>
public static class Share
{
    /// <summary><paramref name="part"/> over <paramref name="whole"/>, both aggregated by the same labels.</summary>
    public static InstantVector Of(InstantVector part, InstantVector whole) => part.Or(whole * 0) / (whole > 0);

    /// <summary><paramref name="part"/> over <paramref name="whole"/>, only where the whole is at least <paramref name="atLeast"/>: a guard against alerts about three requests.</summary>
    public static InstantVector Of(InstantVector part, InstantVector whole, Scalar atLeast) => part.Or(whole * 0) / (whole >= atLeast);
}
