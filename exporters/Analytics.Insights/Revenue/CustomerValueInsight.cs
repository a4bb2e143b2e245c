using Analytics.Catalog;
using Analytics.Insights.Answers;
using Analytics.Statistics.Descriptive;
using Analytics.Statistics.Lifetime;
using Analytics.Statistics.Segments;
using Npgsql;

namespace Analytics.Insights.Revenue;

/// <summary>What payers are expected to bring, by BG/NBD and Gamma-Gamma on their purchases in euros, and how many there are of each sort by recency, frequency and value.</summary>
internal static class CustomerValueInsight
{
    private const double HorizonWeeks = 52;
    private const double MonthlyRate = 0.01;

    public static async Task<IReadOnlyList<Cell>> Compute(NpgsqlDataSource database, DateOnly day, CancellationToken cancel)
    {
        var customers = await Purchases(database, day, cancel);
        return [.. Predicted(customers, day.DayNumber), .. Segments(customers, day.DayNumber)];
    }

    private static async Task<List<List<(int Day, decimal Amount)>>> Purchases(NpgsqlDataSource database, DateOnly day, CancellationToken cancel)
    {
        var customers = new List<List<(int Day, decimal Amount)>>();
        await using var command = Insight.Command(database, "purchases.sql", day);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        for (var last = 0; await reader.ReadAsync(cancel);)
        {
            if (reader.GetInt32(0) != last)
            {
                last = reader.GetInt32(0);
                customers.Add([]);
            }

            customers[^1].Add((reader.GetFieldValue<DateOnly>(1).DayNumber, reader.GetDecimal(2)));
        }

        return customers;
    }

    private static IEnumerable<Cell> Predicted(List<List<(int Day, decimal Amount)>> customers, int day)
    {
        // In an order of their own: where the likelihood is flat, its search must not depend on the order of rows.
        var histories = customers.Select(purchases => PurchaseHistory.Of(purchases, day)!.Value)
            .OrderBy(history => history.Age).ThenBy(history => history.Recency).ThenBy(history => history.Repeats).ThenBy(history => history.MeanValue).ToList();
        if (BetaGeometricModel.Fit(histories) is not { } purchasing || GammaGammaModel.Fit(histories) is not { } spending)
        {
            yield break;
        }

        var values = new List<double>();
        foreach (var sort in histories.GroupBy(history => history))
        {
            // No repeat and a population whose mean is infinite: nothing can be said about such a customer.
            if (spending.ExpectedAverageValue(sort.Key) is { } average)
            {
                values.AddRange(Enumerable.Repeat(LifetimeValue.Discounted(purchasing, sort.Key, average, HorizonWeeks, MonthlyRate), sort.Count()));
            }
        }

        if (values.Count > 0)
        {
            yield return new Cell(RevenueSeries.LifetimePredicted, [WireName.Of(AverageKind.Mean)], values.Average(), values.Count);
            yield return new Cell(RevenueSeries.LifetimePredicted, [WireName.Of(AverageKind.Median)], Quantiles.Median(values)!.Value, values.Count);
        }
    }

    private static IEnumerable<Cell> Segments(List<List<(int Day, decimal Amount)>> customers, int day)
    {
        var values = customers.Select(purchases => new RfmValues(day - purchases[^1].Day, purchases.Count, (double)purchases.Sum(purchase => purchase.Amount))).ToList();
        return RecencyFrequencyMonetary.Score(values).GroupBy(score => score.Segment).OrderBy(segment => segment.Key, StringComparer.Ordinal)
            .Select(segment => new Cell(RevenueSeries.ValueSegments, [segment.Key], segment.Count(), segment.Count(), Line: "value", Part: segment.Key));
    }
}
