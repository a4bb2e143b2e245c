namespace Analytics.Dashboards;

/// <summary>What the worker expects, with the interval that it is sure of to 95 %, as several boards show it.</summary>
internal static class Forecasts
{
    private static readonly ForecastLabels Labels = ForecastSeries.ActiveUsers.Labels;

    /// <summary>What came, beside what was expected a week ahead: the band is the interval.</summary>
    public static TimeSeries InAWeek(string title, string description, InstantVector actual, Gauge<ForecastLabels> forecast) => new(title, description,
        actual.As("so far"),
        Of(forecast, ForecastBound.Expected, ForecastHorizon.Week).As("expected in 7 days"),
        Of(forecast, ForecastBound.Upper95, ForecastHorizon.Week).As("at most"),
        Of(forecast, ForecastBound.Lower95, ForecastHorizon.Week).As("at least"))
    {
        Drawing = Drawing.Steps,
        Min = 0,
        Band = ("at most", "at least"),
    };

    /// <summary>The newest forecast, near and far.</summary>
    public static Table Outlook(string title, string description, Gauge<ForecastLabels> forecast) => new(title, description, [(Labels.Horizon, "In")],
        Bound("Expected", forecast, ForecastBound.Expected),
        Bound("At least (95 %)", forecast, ForecastBound.Lower95),
        Bound("At most (95 %)", forecast, ForecastBound.Upper95))
    {
        SortedByName = true,
        Width = 12,
    };

    private static Column Bound(string header, Gauge<ForecastLabels> forecast, ForecastBound bound) =>
        new(header, forecast.Where(l => l.Bound.Is(bound)).LastOverTime(1.Days()).MaxBy(l => l.Horizon)) { Decimals = 0 };

    private static LabelledVector<ForecastLabels> Of(Gauge<ForecastLabels> forecast, ForecastBound bound, ForecastHorizon horizon) =>
        forecast.Where(l => l.Bound.Is(bound), l => l.Horizon.Is(horizon)).LastOverTime(1.Days());
}
