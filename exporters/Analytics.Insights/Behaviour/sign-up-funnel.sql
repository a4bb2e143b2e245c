-- The five steps of the people who saw the sign-up page in the 30 days up to @day, as far as they had come by its end: all of them, or (@segmented) by segment.
WITH bounds AS (SELECT (@day - 29)::timestamp AT TIME ZONE 'UTC' AS low, (@day + 1)::timestamp AT TIME ZONE 'UTC' AS high),
entered AS (SELECT user_sign_ups.*, dimension, segment, high FROM user_sign_ups JOIN person_segments USING (person), bounds
            WHERE page_at >= low AND page_at < high AND (dimension <> 'all') = @segmented),
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
SELECT metric, ARRAY[dimension, segment, step], value, people, least(nullif(entered - people, 0), nullif(before - people, 0)), CASE WHEN dimension <> 'all' THEN dimension || ':' || step END, segment
FROM compared, LATERAL (VALUES ('funnel:sign_up:users', people::double precision), ('funnel:sign_up:conversion_ratio', people::double precision / entered), ('funnel:sign_up:step_seconds', seconds)) AS told (metric, value)
ORDER BY metric, dimension, segment, number;
