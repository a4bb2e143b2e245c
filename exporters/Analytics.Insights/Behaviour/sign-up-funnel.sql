-- The five steps of the people who saw the sign-up page in the 30 days up to @day, as far as they had come by its end: all of them, or (@segmented) by segment.
WITH bounds AS (SELECT (@day - 29)::timestamp AT TIME ZONE 'UTC' AS low, (@day + 1)::timestamp AT TIME ZONE 'UTC' AS high),
entered AS (
    SELECT user_sign_ups.*, 'all' AS dimension, 'all' AS segment, high FROM user_sign_ups, bounds WHERE NOT @segmented AND page_at >= low AND page_at < high
    UNION ALL
    SELECT user_sign_ups.*, dimension, segment, high FROM user_sign_ups JOIN person_segments USING (person), bounds WHERE @segmented AND dimension <> 'all' AND page_at >= low AND page_at < high
),
steps AS (
    SELECT dimension, segment, number, step, count(*) AS people, percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM reached_at - before_at)::double precision) AS seconds
    FROM entered, LATERAL (VALUES (1, 'page', page_at, NULL::timestamptz), (2, 'signed_up', signed_up_at, page_at), (3, 'onboarding_started', started_at, signed_up_at),
                                  (4, 'onboarding_completed', completed_at, started_at), (5, 'first_value', value_at, completed_at)) AS told (number, step, reached_at, before_at)
    WHERE reached_at < high
    GROUP BY 1, 2, 3, 4
),
compared AS (
    SELECT *, first_value(people) OVER own AS entered, lag(people) OVER own AS before FROM steps WINDOW own AS (PARTITION BY dimension, segment ORDER BY number)
)
SELECT metric, ARRAY[dimension, segment, step], value, people, NULL::bigint, CASE WHEN dimension <> 'all' THEN dimension || ':' || step END, segment, dimension || '/' || segment
FROM compared, LATERAL (VALUES ('funnel:sign_up:users', people::double precision), ('funnel:sign_up:conversion_ratio', people::double precision / entered), ('funnel:sign_up:step_seconds', seconds)) AS told (metric, value)
UNION ALL
-- Whoever knows a step knows the one before from this: not when any step so far lost few.
SELECT 'funnel:sign_up:drop_off_ratio', ARRAY[step], 1 - people::double precision / before, people, fewest, NULL, NULL, NULL
FROM (SELECT *, min(nullif(before - people, 0)) OVER (ORDER BY number) AS fewest FROM compared WHERE dimension = 'all') AS lost WHERE before > 0
ORDER BY 1, 2;
