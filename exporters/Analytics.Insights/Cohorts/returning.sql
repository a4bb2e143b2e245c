-- Who came back N days after the first event, after the first use of a feature, after the first start of a plan; of the last 90 days, all eligible people together.
WITH starts AS (
    SELECT 'pooled' AS by, NULL AS value, person, first_day FROM people WHERE first_day BETWEEN @day - 90 AND @day
    UNION ALL
    SELECT 'feature', feature, person, used
    FROM (SELECT properties ->> 'feature' AS feature, user_id, min((occurred_at AT TIME ZONE 'UTC')::date) AS used FROM events WHERE kind = 'feature.used' AND user_id IS NOT NULL GROUP BY 1, 2) AS uses
         JOIN people USING (user_id)
    WHERE used BETWEEN @day - 90 AND @day
    UNION ALL
    SELECT 'plan', plan, person, (occurred_at AT TIME ZONE 'UTC')::date
    FROM (SELECT DISTINCT ON (user_id) user_id, occurred_at, properties ->> 'plan' AS plan FROM events WHERE kind = 'subscription.started' AND user_id IS NOT NULL ORDER BY user_id, occurred_at, id) AS began
         JOIN people USING (user_id)
    WHERE (occurred_at AT TIME ZONE 'UTC')::date BETWEEN @day - 90 AND @day
),
last_days AS (SELECT person, max(day) AS last_day FROM user_days WHERE day BETWEEN @day - 90 AND @day GROUP BY 1),
counted AS (
    SELECT by, value, n, count(*) AS eligible, count(user_days.day) AS exact, count(*) FILTER (WHERE last_day >= first_day + n) AS later
    FROM starts CROSS JOIN (VALUES (1), (7), (30)) AS days (n)
         LEFT JOIN user_days ON user_days.person = starts.person AND user_days.day = first_day + n
         LEFT JOIN last_days ON last_days.person = starts.person
    WHERE first_day + n <= @day
    GROUP BY 1, 2, 3
),
-- The curve of everybody, day by day: counted from the days' side, which costs the same for 30 days as for one.
firsts AS (SELECT first_day, count(*) AS people FROM people WHERE first_day BETWEEN @day - 90 AND @day GROUP BY 1),
returns AS (
    SELECT day - first_day AS n, count(*) AS people FROM user_days JOIN people USING (person)
    WHERE day BETWEEN @day - 90 AND @day AND first_day BETWEEN @day - 90 AND @day AND day - first_day BETWEEN 1 AND 30 GROUP BY 1
),
curve AS (
    SELECT n, sum(firsts.people) AS eligible, coalesce(max(returns.people), 0) AS back
    FROM generate_series(1, 30) AS all_days (n) JOIN firsts ON first_day + n <= @day LEFT JOIN returns USING (n) GROUP BY 1
),
told AS (
    SELECT CASE by WHEN 'pooled' THEN 'cohort:pooled_retention:ratio' WHEN 'feature' THEN 'cohort:feature_retention:ratio' ELSE 'cohort:plan_retention:ratio' END AS metric,
           array_remove(ARRAY[value, n::text], NULL) AS labels, exact AS back, eligible
    FROM counted
    UNION ALL
    SELECT 'cohort:unbounded_retention:ratio', ARRAY[n::text], later, eligible FROM counted WHERE by = 'pooled'
    UNION ALL
    SELECT 'cohort:retention_curve:ratio', ARRAY[n::text], back, eligible FROM curve
)
SELECT metric, labels, back::double precision / eligible, coalesce(nullif(back, 0), eligible), eligible - back, NULL, NULL FROM told ORDER BY 1, 2;
