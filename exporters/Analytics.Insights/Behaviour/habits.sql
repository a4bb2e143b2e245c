-- Streaks up to @day, and how people stand in the calendar month so far.
WITH recent AS (SELECT person, day FROM user_days WHERE day BETWEEN @day - 364 AND @day AND person IN (SELECT person FROM user_days WHERE day = @day)),
-- Days in a row have the same difference to their number from the youngest on.
streaks AS (
    SELECT person, count(*) AS length FROM (SELECT person, day + (row_number() OVER (PARTITION BY person ORDER BY day DESC))::integer AS anchor FROM recent) AS numbered
    WHERE anchor = @day + 1 GROUP BY 1
),
months AS (
    SELECT person, bool_or(day >= date_trunc('month', @day)) AS now, bool_or(day < date_trunc('month', @day)) AS before, min(first_day) AS first_day
    FROM user_days JOIN people USING (person) WHERE day >= date_trunc('month', @day) - interval '1 month' AND day <= @day GROUP BY 1
),
states AS (
    SELECT CASE WHEN NOT now THEN 'churned' WHEN before THEN 'retained' WHEN first_day >= date_trunc('month', @day) THEN 'new' ELSE 'resurrected' END AS state, count(*) AS people FROM months GROUP BY 1
),
counts AS (SELECT state, coalesce(people, 0) AS people FROM unnest(ARRAY['new', 'retained', 'resurrected', 'churned']) AS all_states (state) LEFT JOIN states USING (state))
SELECT 'engagement:streak_days:mean', ARRAY[]::text[], avg(length), count(*), NULL::bigint, NULL, NULL FROM streaks HAVING count(*) > 0
UNION ALL
SELECT 'engagement:streak_week:ratio', ARRAY[]::text[], avg((length >= 7)::integer), count(*) FILTER (WHERE length >= 7), count(*) FILTER (WHERE length < 7), NULL, NULL FROM streaks HAVING count(*) > 0
UNION ALL
-- Those active in the month before are retained or churned: each tells of the other.
SELECT 'engagement:lifecycle:monthly', ARRAY[state], counts.people, counts.people, CASE state WHEN 'retained' THEN churned.people WHEN 'churned' THEN retained.people END,
       CASE WHEN state <> 'churned' THEN 'month' END, state
FROM counts, (SELECT people FROM counts WHERE state = 'churned') AS churned, (SELECT people FROM counts WHERE state = 'retained') AS retained
UNION ALL
SELECT 'engagement:churn:monthly_ratio', ARRAY[]::text[], (sum(people) FILTER (WHERE state = 'churned'))::double precision / nullif(sum(people) FILTER (WHERE state IN ('churned', 'retained')), 0),
       sum(people) FILTER (WHERE state = 'churned'), sum(people) FILTER (WHERE state = 'retained'), NULL, NULL FROM counts;
