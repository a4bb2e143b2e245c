using Analytics.Catalog;

namespace Analytics.Grafana.Queries;

/// <summary>What a number measures: a unit of the catalog, perhaps per second.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="PerSecond">Whether it is a rate.</param>
public sealed record Quantity(Unit Unit, bool PerSecond = false)
{
    /// <summary>A number of things, without saying which.</summary>
    public static readonly Quantity Count = new(Unit.Of("thing"));

    public static readonly Quantity Ratio = new(Unit.One);

    /// <summary>For the series of a histogram's buckets: what the buckets measure.</summary>
    public Unit? Observed { get; init; }

    /// <summary>The currency, where the selector fixes one.</summary>
    public string? Currency { get; init; }

    /// <summary>
    /// Grafana's id of the unit: <c>s</c>, <c>percentunit</c>, <c>reqps</c>. Seconds per second are a share of time. A sum of money whose currency
    /// is not fixed has no sign.
    /// </summary>
    public string GrafanaUnit => (Unit.Ucum, PerSecond) switch
    {
        ("1", false) => "percentunit",
        ("s", false) => "s",
        ("s", true) => "percentunit",
        ("ms", false) => "ms",
        ("d", false) => "d",
        ("By", false) => "bytes",
        ("By", true) => "Bps",
        ("%", false) => "percent",
        ("{currency}", false) when Currency is { } currency => "currency" + currency,
        ("{request}", true) => "reqps",
        ("{event}", true) => "eps",
        ("{euro}", false) => "currencyEUR",
        ("{share}" or "{point_of_ratio}", false) => "percentunit",
        (_, true) => "cps",
        _ => "short",
    };
}
