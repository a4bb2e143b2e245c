using Analytics.Catalog;
using Analytics.PromQL;
using Analytics.Rules;
using static Analytics.Rules.Template;

namespace Analytics.AlertRules.Business;

/// <summary>What was expected a day ago, beside what came: both about the same whole day.</summary>
public static class Forecasts
{
    public static readonly Alert ActiveUsersBelowForecast = new("ActiveUsersBelowForecast", ForecastSeries.ActiveUsersActual.Series().MinBy() < Least(ForecastSeries.ActiveUsers))
    {
        For = 2.Hours(),
        Priority = Priority.P3,
        Team = Teams.Business,
        Signal = "revenue",
        Dashboard = "analytics-revenue",
        Summary = "Far fewer people came yesterday than was expected",
        Description = $"{AsNumber} people were active on the last whole day: below the 95 % interval of what was expected the day before.",
        Impact = "The app, sign-in or the intake of events was broken, or people leave.",
    };

    public static readonly Alert RevenueBelowForecast = new("RevenueBelowForecast", ForecastSeries.RevenueActual.Series().MinBy() < Least(ForecastSeries.Revenue))
    {
        For = 2.Hours(),
        Priority = Priority.P3,
        Team = Teams.Business,
        Signal = "revenue",
        Dashboard = "analytics-revenue",
        Summary = "Far less was earned yesterday than was expected",
        Description = $"{AsNumber} euros were earned net on the last whole day: below the 95 % interval of what was expected the day before.",
        Impact = "Payments fail, refunds pile up, or events of payments are missing.",
    };

    public static readonly RuleFile File = new(typeof(Forecasts), new RuleGroup("forecasts", ActiveUsersBelowForecast, RevenueBelowForecast) { Interval = 5.Minutes() });

    /// <summary>The lower bound that was told a day ago for the day that is over now.</summary>
    private static InstantVector Least(Gauge<ForecastLabels> forecast) =>
        forecast.Where(l => l.Horizon.Is(ForecastHorizon.Tomorrow), l => l.Bound.Is(ForecastBound.Lower95)).Offset(1.Days()).MinBy();
}
