using Analytics.Catalog;
using Analytics.Insights.Answers;
using Analytics.Statistics.Drift;
using Npgsql;

namespace Analytics.Insights.Ai;

/// <summary>
/// Whether a model's scores of a day, and the people whom it recommends to, look like those of the 28 days before. A day with too few of them is taken together with
/// the days before it.
/// </summary>
internal static class DriftInsight
{
    /// <summary>With fewer scores chance alone moves the index by as much as drift: more days are taken together, 7 at most.</summary>
    public const int FewestScores = 200;

    private const int CurrentDays = 7;
    private const int ReferenceDays = 28;

    public static async Task<IReadOnlyList<Cell>> Compute(NpgsqlDataSource database, DateOnly day, CancellationToken cancel) =>
        [.. await Scores(database, day, cancel), .. await Inputs(database, day, cancel)];

    private static async Task<IReadOnlyList<Cell>> Scores(NpgsqlDataSource database, DateOnly day, CancellationToken cancel)
    {
        var days = new List<(string Model, int Back, double[] Scores, long People)>();
        await using var command = Insight.Command(database, "drift-scores.sql", day);
        await using (var reader = await command.ExecuteReaderAsync(cancel))
        {
            while (await reader.ReadAsync(cancel))
            {
                days.Add((reader.GetString(0), reader.GetInt32(1), reader.GetFieldValue<double[]>(2), reader.GetInt64(3)));
            }
        }

        var cells = new List<Cell>();
        foreach (var model in days.GroupBy(own => own.Model))
        {
            double[] Between(int first, int last) => [.. model.Where(own => own.Back >= first && own.Back <= last).SelectMany(own => own.Scores)];
            if (Enumerable.Range(0, CurrentDays).Select(back => (int?)back).FirstOrDefault(back => Between(0, back!.Value).Length >= FewestScores) is { } back
                && Between(back + 1, back + ReferenceDays) is { Length: >= FewestScores } reference)
            {
                var bins = BinnedSamples.Of(reference, Between(0, back));

                // The busiest day alone is about so many people, so all days are about as many at least.
                var people = model.Where(own => own.Back <= back).Max(own => own.People);
                cells.Add(new Cell(AiQualitySeries.ScoreDriftPsi, [model.Key], bins.PopulationStabilityIndex(), people));
                cells.Add(new Cell(AiQualitySeries.ScoreDriftJensenShannon, [model.Key], bins.JensenShannon(), people));
            }
        }

        return cells;
    }

    private static async Task<IReadOnlyList<Cell>> Inputs(NpgsqlDataSource database, DateOnly day, CancellationToken cancel)
    {
        var counts = new List<(string Model, string Input, long Reference, long Current, long People)>();
        await using var command = Insight.Command(database, "drift-inputs.sql", day);
        await using (var reader = await command.ExecuteReaderAsync(cancel))
        {
            while (await reader.ReadAsync(cancel))
            {
                counts.Add((reader.GetString(0), reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4)));
            }
        }

        return [.. counts.GroupBy(row => (row.Model, row.Input)).Where(input => input.Sum(row => row.Reference) >= FewestScores && input.Sum(row => row.Current) >= FewestScores)
            .Select(input => new Cell(
                AiQualitySeries.InputDrift, [input.Key.Model, input.Key.Input],
                BinnedSamples.OfCounts([.. input.Select(row => row.Reference)], [.. input.Select(row => row.Current)]).PopulationStabilityIndex(),
                input.Max(row => row.People)))];
    }
}
