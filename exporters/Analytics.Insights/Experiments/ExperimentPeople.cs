using Analytics.Catalog;
using Npgsql;

namespace Analytics.Insights.Experiments;

/// <summary>One person of an arm: a figure for each <see cref="ExperimentMetric"/>, null where nothing is known.</summary>
/// <param name="Arm">The arm's index.</param>
/// <param name="During">From the first exposure on.</param>
/// <param name="Before">In the 28 days before it.</param>
internal sealed record ExposedPerson(int Arm, double?[] During, double?[] Before);

/// <summary>Who was exposed to an experiment, and whom it does not count.</summary>
/// <param name="People">Those who count.</param>
/// <param name="Mixed">People who saw more than one variant: whose effect they show nobody knows.</param>
/// <param name="Outside">People who are not in the audience.</param>
/// <param name="Unknown">People who saw a variant that the experiment has not.</param>
internal sealed record ExperimentPeople(IReadOnlyList<ExposedPerson> People, long Mixed, long Outside, long Unknown)
{
    private static readonly TimeSpan Before = TimeSpan.FromDays(28);

    /// <summary>Reads them from the events: assignment is what exposure events say, and everybody who saw a variant counts in it whatever was served later (intention to treat).</summary>
    public static async Task<ExperimentPeople> Read(NpgsqlDataSource database, Experiment experiment, DateTimeOffset until, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(EmbeddedSql.Text("experiment-people.sql"));
        command.CommandTimeout = 0;
        var (parameters, audience) = (command.Parameters, experiment.Audience);
        parameters.AddWithValue("name", experiment.Name);
        parameters.AddWithValue("starts", experiment.StartsAt.UtcDateTime);
        parameters.AddWithValue("until", until.UtcDateTime);
        parameters.AddWithValue("before", Before);
        parameters.AddWithValue("models", experiment.Variants.Select(variant => WireName.Of(variant.Model)).Distinct().ToArray());
        parameters.AddWithValue("tiers", audience.Tiers.ToArray());
        parameters.AddWithValue("goals", audience.Goals.ToArray());
        parameters.AddWithValue("ageBands", audience.AgeBands.ToArray());
        parameters.AddWithValue("countries", audience.Countries.ToArray());
        parameters.AddWithValue("platforms", audience.Platforms.ToArray());
        var arms = experiment.Variants.Select((variant, i) => (variant.Name, i)).ToDictionary(arm => arm.Name, arm => arm.i);
        var people = new List<ExposedPerson>();
        var (mixed, outside, unknown) = (0L, 0L, 0L);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            if (reader.GetBoolean(1))
            {
                mixed++;
            }
            else if (!reader.GetBoolean(2))
            {
                outside++;
            }
            else if (!arms.TryGetValue(reader.GetString(0), out var arm))
            {
                unknown++;
            }
            else
            {
                people.Add(new ExposedPerson(arm, reader.GetFieldValue<double?[]>(3), reader.GetFieldValue<double?[]>(4)));
            }
        }

        return new ExperimentPeople(people, mixed, outside, unknown);
    }
}
