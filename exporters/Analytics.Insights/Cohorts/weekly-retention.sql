-- The weekly matrix: of those whose first event is in an ISO week, who was active in each later one (bounded), and who in it or after it (unbounded). Only weeks that are
-- over at the end of @day, 26 back.
WITH bounds AS (SELECT date_trunc('week', @day + 1)::date AS over),
cohorts AS (SELECT date_trunc('week', first_day)::date AS cohort, person FROM people, bounds WHERE first_day >= over - 26 * 7 AND first_day < over),
sizes AS (SELECT cohort, count(*) AS size FROM cohorts GROUP BY 1),
back AS (
    SELECT cohort, (week - cohort) / 7 AS number, count(*) AS people, count(*) FILTER (WHERE is_last) AS last_seen
    FROM (SELECT week, person, lead(week) OVER (PARTITION BY person ORDER BY week) IS NULL AS is_last FROM user_weeks, bounds WHERE week >= over - 26 * 7 AND week < over) AS own JOIN cohorts USING (person)
    GROUP BY 1, 2
),
matrix AS (
    SELECT cohort, number, size, coalesce(people, 0) AS people, coalesce(sum(last_seen) OVER (PARTITION BY cohort ORDER BY number DESC), 0)::bigint AS later
    FROM bounds, sizes CROSS JOIN LATERAL generate_series(0, (over - cohort) / 7 - 1) AS number LEFT JOIN back USING (cohort, number)
)
SELECT 'cohort:weekly_retention:ratio' AS metric, ARRAY[to_char(cohort, 'IYYY-"W"IW'), number::text] AS labels, people::double precision / size, coalesce(nullif(people, 0), size), size - people, NULL, NULL, NULL
FROM matrix
UNION ALL
-- Those of a later week are among those of this one or after it: neither may leave few between them.
SELECT 'cohort:weekly_unbounded_retention:ratio', ARRAY[to_char(cohort, 'IYYY-"W"IW'), number::text], later::double precision / size, later,
       (SELECT min(nullif(own.later - other.people, 0)) FROM matrix AS other WHERE other.cohort = own.cohort AND other.number >= own.number), NULL, NULL, 'later/' || cohort
FROM matrix AS own
ORDER BY metric, labels;
