using System.Globalization;
using Analytics.Catalog;
using Analytics.Insights.Answers;
using Analytics.Statistics.Survival;
using Npgsql;

namespace Analytics.Insights.Cohorts;

/// <summary>How long subscriptions last: whole days from a person's first start to the first cancellation after it, or to the day asked about while there is none.</summary>
internal static class SurvivalInsight
{
    public static async Task<IReadOnlyList<Cell>> Compute(NpgsqlDataSource database, DateOnly day, CancellationToken cancel)
    {
        var lives = new List<Lifespan>();
        await using var command = Insight.Command(database, "subscription-lives.sql", day);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            lives.Add(new Lifespan(reader.GetInt32(0), reader.GetBoolean(1)));
        }

        var curve = SurvivalCurve.Of(lives);
        var cells = new List<Cell>();
        foreach (var label in CohortSeries.Survival.Labels.Day.Values!)
        {
            var days = int.Parse(label, CultureInfo.InvariantCulture);
            if (curve.At(days) is { } share)
            {
                cells.Add(new Cell(CohortSeries.Survival, [label], share, curve.ObservedFor(days) is > 0 and var still ? still : lives.Count, lives.Count(life => life.HasEnded && life.Time <= days)));
            }
        }

        return cells;
    }
}
