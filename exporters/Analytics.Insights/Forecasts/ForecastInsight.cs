using Analytics.Catalog;
using Analytics.Insights.Answers;
using Analytics.Statistics.Forecasting;
using Npgsql;

namespace Analytics.Insights.Forecasts;

/// <summary>
/// What is expected 1, 7, 14 and 28 days after a day, from the 400 days up to it, with a weekly season. A value belongs to the time at which it was said; its label
/// says for how much later: an alert compares the actual value with the forecast of so many days ago.
/// </summary>
internal static class ForecastInsight
{
    /// <summary>With fewer days nothing is said.</summary>
    public const int FewestDays = 21;

    private const int Season = 7;
    private static readonly int[] Horizons = [1, 7, 14, 28];

    public static async Task<IReadOnlyList<Cell>> Compute(NpgsqlDataSource database, DateOnly day, CancellationToken cancel)
    {
        var (users, revenue, payers) = (new List<double>(), new List<double>(), new List<long>());
        await using var command = Insight.Command(database, "daily-history.sql", day);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            users.Add(reader.GetInt64(0));
            revenue.Add(reader.GetDouble(1));
            payers.Add(reader.GetInt64(2));
        }

        // A forecast is a function of every day; the last week says how many people the newest ones are about.
        return users.Count < FewestDays ? [] :
        [
            .. Of(ForecastSeries.ActiveUsers, users, (long)users.TakeLast(Season).Min(), floor: 0),
            .. Of(ForecastSeries.Revenue, revenue, payers.TakeLast(Season).Sum(), floor: double.NegativeInfinity),
            new Cell(ForecastSeries.ActiveUsersActual, [], users[^1], (long)users[^1]),
            new Cell(ForecastSeries.RevenueActual, [], revenue[^1], payers[^1]),
        ];
    }

    private static IEnumerable<Cell> Of(Metric metric, List<double> history, long people, double floor)
    {
        var path = Forecaster.Forecast(history.ToArray(), Horizons[^1], Season);
        var (eighty, ninetyFive) = (path.Interval(0.80).ToList(), path.Interval(0.95).ToList());
        foreach (var (horizon, days) in Enum.GetValues<ForecastHorizon>().Zip(Horizons))
        {
            foreach (var (bound, value) in new[]
            {
                (ForecastBound.Expected, path.Mean[days - 1]), (ForecastBound.Lower80, eighty[days - 1].Low), (ForecastBound.Upper80, eighty[days - 1].High),
                (ForecastBound.Lower95, ninetyFive[days - 1].Low), (ForecastBound.Upper95, ninetyFive[days - 1].High),
            })
            {
                yield return new Cell(metric, [WireName.Of(horizon), WireName.Of(bound)], Math.Max(floor, value), people);
            }
        }
    }
}
