namespace Analytics.Catalog;

/// <summary>How far ahead of its timestamp a forecast looks.</summary>
public enum ForecastHorizon
{
    [WireName("1d")]
    Tomorrow,
    [WireName("7d")]
    Week,
    [WireName("14d")]
    Fortnight,
    [WireName("28d")]
    FourWeeks,
}

/// <summary>The expected value and the bounds of its intervals.</summary>
public enum ForecastBound
{
    Expected,
    [WireName("lower80")]
    Lower80,
    [WireName("upper80")]
    Upper80,
    [WireName("lower95")]
    Lower95,
    [WireName("upper95")]
    Upper95,
}

public sealed class ForecastLabels : LabelSet
{
    public Label<ForecastHorizon> Horizon { get; } = new("horizon", "How many days after its timestamp the value is expected: compare the actual value with the series offset by as much.", WireName.All<ForecastHorizon>());

    public Label<ForecastBound> Bound { get; } = new("bound", "The expected value, or a bound of its 80 % or 95 % interval.", WireName.All<ForecastBound>());
}

/// <summary>What the job <c>forecast</c> expects, from the whole days before.</summary>
public static class ForecastSeries
{
    public static readonly Gauge<ForecastLabels> ActiveUsers = Declare(Domain.Engagement, "forecast:active_users:daily", Unit.Of("user"), "Distinct users expected on the day that lies the horizon after the day just over.").Gauge<ForecastLabels>();

    public static readonly Gauge<ForecastLabels> Revenue = Declare(Domain.Business, "forecast:net_revenue:daily", Unit.Of("euro"), "Net revenue expected on the day that lies the horizon after the day just over.").Gauge<ForecastLabels>();

    public static readonly Gauge<NoLabels> ActiveUsersActual = Declare(Domain.Engagement, "forecast:active_users:actual", Unit.Of("user"), "Distinct users of the day just over: what its forecasts are compared with.").Gauge<NoLabels>();

    public static readonly Gauge<NoLabels> RevenueActual = Declare(Domain.Business, "forecast:net_revenue:actual", Unit.Of("euro"), "Net revenue of the day just over: what its forecasts are compared with.").Gauge<NoLabels>();

    private static MetricDeclaration Declare(Domain domain, string name, Unit unit, string help) => new(domain, MetricOrigin.Worker, name, unit, help, "forecast");
}
