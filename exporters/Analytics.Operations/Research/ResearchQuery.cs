using Dapper;
using Npgsql;

namespace Analytics.Operations.Research;

/// <summary>How a group of people trained in a month. People and workouts are rounded to 5, so that the same data set with and without one person look alike.</summary>
/// <param name="ExerciseType">What the workouts consisted of.</param>
/// <param name="AgeBand">Ten-year age band; <c>unknown</c> where it was not told.</param>
/// <param name="Goal">What the people want to reach.</param>
/// <param name="People">How many people, at least k.</param>
/// <param name="Workouts">How many workouts they began and ended.</param>
/// <param name="CompletedRatio">The share of workouts that were not broken off.</param>
/// <param name="MinutesMedian">The median length of completed workouts.</param>
/// <param name="EffortMean">Mean perceived exertion (Borg CR10); null when fewer than k people rated.</param>
/// <param name="InjuriesPerThousand">Injuries in 1,000 workouts; null when somebody was hurt, but fewer than k people.</param>
public sealed record ResearchRow(
    string ExerciseType, string AgeBand, string Goal, long People, long Workouts, double CompletedRatio, double? MinutesMedian, double? EffortMean, double? InjuriesPerThousand);

/// <summary>
/// Training by exercise, age and goal, of the people who allow sharing (<c>canShare</c>) and have not taken that back since. No group of fewer than k people is told, and no
/// totals that would tell it.
/// </summary>
public sealed class ResearchQuery(NpgsqlDataSource database)
{
    private const string Groups = """
        WITH sharing AS MATERIALIZED (
            SELECT user_id, kind, properties, consent_at FROM events
            WHERE kind IN ('workout.completed', 'workout.abandoned', 'injury.reported') AND data_class = 'usage' AND user_id IS NOT NULL AND can_share
              AND occurred_at >= @from AND occurred_at < @until
        ),
        taken_back AS MATERIALIZED (
            SELECT own.user_id, max(consents.since) AS since FROM (SELECT DISTINCT user_id FROM sharing) AS own
            JOIN consents ON consents.subject = encode(substring(sha256(decode(own.user_id, 'hex')) FROM 1 FOR 16), 'hex')::uuid AND consents.state = 'narrowed' AND NOT consents.share
            GROUP BY 1
        ),
        own AS (
            SELECT user_id, kind, properties ->> 'exercise_type' AS exercise, coalesce(properties ->> 'age_band', 'unknown') AS age, coalesce(properties ->> 'goal', 'unknown') AS goal,
                   (properties ->> 'duration')::double precision AS duration, (properties ->> 'effort')::double precision AS effort
            FROM sharing LEFT JOIN taken_back USING (user_id)
            WHERE taken_back.since IS NULL OR coalesce(consent_at, '-infinity') > taken_back.since
        ),
        groups AS (
            SELECT exercise, age, goal, count(DISTINCT user_id) AS people, count(*) FILTER (WHERE kind <> 'injury.reported') AS workouts,
                   count(*) FILTER (WHERE kind = 'workout.completed') AS completed,
                   percentile_cont(0.5) WITHIN GROUP (ORDER BY duration) FILTER (WHERE kind = 'workout.completed') / 60 AS minutes,
                   avg(effort) AS effort, count(DISTINCT user_id) FILTER (WHERE effort IS NOT NULL) AS rated,
                   count(*) FILTER (WHERE kind = 'injury.reported') AS injuries, count(DISTINCT user_id) FILTER (WHERE kind = 'injury.reported') AS injured
            FROM own GROUP BY 1, 2, 3
        )
        SELECT exercise AS ExerciseType, age AS AgeBand, goal AS Goal, 5 * round(people / 5.0)::bigint AS People, 5 * round(workouts / 5.0)::bigint AS Workouts,
               round((completed::double precision / workouts)::numeric, 2)::double precision AS CompletedRatio, round(minutes::numeric)::double precision AS MinutesMedian,
               CASE WHEN rated >= @k THEN round(effort::numeric, 1)::double precision END AS EffortMean,
               CASE WHEN injured = 0 OR injured >= @k THEN round(1000.0 * injuries / workouts)::double precision END AS InjuriesPerThousand
        FROM groups WHERE people >= @k AND workouts > 0 ORDER BY 1, 2, 3
        """;

    /// <param name="month">Any day of the month; whole months only, so that no two data sets overlap.</param>
    /// <param name="k">People in a group at least.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<IReadOnlyList<ResearchRow>> Read(DateOnly month, int k, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var from = new DateTime(month.Year, month.Month, 1, 0, 0, 0, DateTimeKind.Utc);
        return (await connection.QueryAsync<ResearchRow>(new CommandDefinition(Groups, new { from, until = from.AddMonths(1), k }, commandTimeout: 0, cancellationToken: cancel))).AsList();
    }
}
