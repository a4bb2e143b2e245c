-- How people train, in the 28 days up to the end of @day: all of them, or those who bought a program of @trainer before its end.
WITH clients AS (
    SELECT DISTINCT user_id FROM events
    WHERE kind = 'program.sold' AND properties ->> 'trainer_id' = @trainer AND occurred_at < (@day + 1)::timestamp AT TIME ZONE 'UTC'
),
own AS (
    SELECT kind, user_id, properties, properties ->> 'exercise_type' AS exercise, occurred_at >= (@day - 27)::timestamp AT TIME ZONE 'UTC' AS is_now
    FROM events
    WHERE kind IN ('workout.completed', 'workout.abandoned', 'injury.reported', 'progression.recorded') AND occurred_at >= (@day - 55)::timestamp AT TIME ZONE 'UTC'
      AND occurred_at < (@day + 1)::timestamp AT TIME ZONE 'UTC' AND (@trainer IS NULL OR user_id IN (SELECT user_id FROM clients))
),
exercises AS (
    SELECT exercise, count(*) FILTER (WHERE kind IN ('workout.completed', 'workout.abandoned')) AS workouts, count(*) FILTER (WHERE kind = 'workout.completed') AS completed,
           count(*) FILTER (WHERE kind = 'injury.reported') AS injuries, count(DISTINCT user_id) FILTER (WHERE kind IN ('workout.completed', 'workout.abandoned')) AS people,
           count(DISTINCT user_id) FILTER (WHERE kind = 'injury.reported') AS injured,
           avg((properties ->> 'improvement')::double precision) AS progression, count(DISTINCT user_id) FILTER (WHERE kind = 'progression.recorded') AS progressed,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY (properties ->> 'duration')::double precision) FILTER (WHERE kind = 'workout.completed') AS duration,
           avg((properties ->> 'effort')::double precision) FILTER (WHERE kind = 'workout.completed') AS effort,
           count(DISTINCT user_id) FILTER (WHERE kind = 'workout.completed' AND properties ? 'effort') AS rated
    FROM own WHERE is_now GROUP BY 1
),
goals AS (
    SELECT properties ->> 'goal_type' AS goal, count(*) FILTER (WHERE kind = 'goal.achieved')::double precision AS achieved, count(*) FILTER (WHERE kind = 'goal.set') AS set, count(DISTINCT user_id) AS people
    FROM events WHERE kind IN ('goal.set', 'goal.achieved') AND occurred_at >= (@day - 27)::timestamp AT TIME ZONE 'UTC' AND occurred_at < (@day + 1)::timestamp AT TIME ZONE 'UTC'
      AND (@trainer IS NULL OR user_id IN (SELECT user_id FROM clients)) GROUP BY 1
),
devices AS (
    SELECT properties ->> 'device' AS device, sum((properties ->> 'samples_received')::double precision) AS received, sum((properties ->> 'samples_expected')::double precision) AS expected,
           percentile_cont(0.95) WITHIN GROUP (ORDER BY (properties ->> 'gap')::double precision) AS gap, count(DISTINCT user_id) AS people
    FROM events WHERE kind = 'wearable.synced' AND occurred_at >= (@day - 27)::timestamp AT TIME ZONE 'UTC' AND occurred_at < (@day + 1)::timestamp AT TIME ZONE 'UTC'
      AND (@trainer IS NULL OR user_id IN (SELECT user_id FROM clients)) GROUP BY 1
),
trends AS (
    SELECT exercise, count(*) FILTER (WHERE is_now) AS now, count(*) FILTER (WHERE NOT is_now) AS before,
           least(nullif(count(DISTINCT user_id) FILTER (WHERE is_now), 0), nullif(count(DISTINCT user_id) FILTER (WHERE NOT is_now), 0)) AS people
    FROM own WHERE kind = 'workout.completed' GROUP BY 1
),
everybody AS (
    SELECT count(*) FILTER (WHERE is_now) AS now, count(*) FILTER (WHERE NOT is_now) AS before, count(DISTINCT user_id) FILTER (WHERE is_now) AS people, count(DISTINCT user_id) FILTER (WHERE NOT is_now) AS people_before FROM own WHERE kind = 'workout.completed'
)
SELECT metric, ARRAY[exercise], value, about, NULL::bigint, NULL, NULL
FROM exercises, LATERAL (VALUES
    ('fitness:completion:ratio', completed::double precision / nullif(workouts, 0), people),
    ('fitness:injuries:per_thousand', 1000.0 * injuries / nullif(workouts, 0), coalesce(nullif(injured, 0), people)),
    ('fitness:progression:mean', progression, progressed),
    ('fitness:workout_seconds:median', duration, people),
    ('fitness:effort:mean', effort, rated)
) AS told (metric, value, about)
UNION ALL
SELECT 'fitness:exercise_workouts:change_ratio', ARRAY[exercise], now::double precision / nullif(before, 0) - 1, people, NULL, NULL, NULL FROM trends
UNION ALL
SELECT 'fitness:goals_achieved:ratio', ARRAY[goal], CASE WHEN set > 0 THEN least(1, achieved / set) END, people, NULL, NULL, NULL FROM goals
UNION ALL
SELECT metric, ARRAY[device], value, people, NULL, NULL, NULL FROM devices, LATERAL (VALUES ('wearable:data_completeness:ratio', CASE WHEN expected > 0 THEN least(1, received / expected) END), ('wearable:gap_seconds:p95', gap)) AS told (metric, value)
UNION ALL
SELECT metric, ARRAY[]::text[], value, about, NULL, NULL, NULL
FROM everybody, LATERAL (VALUES
    ('fitness:workouts:per_user', now::double precision / nullif(people, 0), people),
    ('fitness:workouts:change_ratio', now::double precision / nullif(before, 0) - 1, least(nullif(people, 0), nullif(people_before, 0)))
) AS told (metric, value, about);
