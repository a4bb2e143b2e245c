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

        var curve = KaplanMeier.Curve(lives);
        var cells = new List<Cell>();
        foreach (var label in CohortSeries.Survival.Labels.Age.Values!)
        {
            var days = int.Parse(label, CultureInfo.InvariantCulture);
            var watched = lives.Count(life => life.Time >= days);
            var share = curve.LastOrDefault(step => step.Time <= days, new SurvivalStep(0, 0, 0, 1, 0, null)).Survival;

            // Nobody was watched for so long: nothing is known, unless all have ended before.
            if (watched > 0 || (lives.Count > 0 && share == 0))
            {
                cells.Add(new Cell(CohortSeries.Survival, [label], share, watched > 0 ? watched : lives.Count, lives.Count(life => life.HasEvent && life.Time <= days)));
            }
        }

        return cells;
    }
}
