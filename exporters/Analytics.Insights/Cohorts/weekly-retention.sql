-- The weekly matrix: of those whose first event is in an ISO week, who was active in each later one, or (@unbounded) in it or after it. Only weeks that are over at the end
-- of @day, 26 back. A date's Monday is counted from a Monday: whole numbers are ten times faster than date_trunc.
WITH bounds AS NOT MATERIALIZED (SELECT over, over - 26 * 7 AS low FROM (SELECT (@day + 1) - (@day + 1 - date '2000-01-03') % 7 AS over) AS week),
cohorts AS NOT MATERIALIZED (SELECT first_day - (first_day - date '2000-01-03') % 7 AS cohort, person FROM people, bounds WHERE first_day >= low AND first_day < over),
weeks AS NOT MATERIALIZED (SELECT week, person FROM user_weeks, bounds WHERE week >= low AND week < over),
sizes AS (SELECT cohort, count(*) AS size FROM cohorts GROUP BY 1),
back AS (SELECT cohort, week, count(*) AS people FROM weeks JOIN cohorts USING (person) GROUP BY 1, 2),
lasts AS (SELECT cohort, week, count(*) AS people FROM (SELECT person, max(week) AS week FROM weeks WHERE @unbounded GROUP BY 1) AS own JOIN cohorts USING (person) GROUP BY 1, 2),
matrix AS (
    SELECT cohort, (week - cohort) / 7 AS number, size, coalesce(back.people, 0) AS people, coalesce(sum(lasts.people) OVER (PARTITION BY cohort ORDER BY week DESC), 0)::bigint AS later
    FROM bounds, sizes CROSS JOIN LATERAL (SELECT cohort + 7 * number AS week FROM generate_series(0, (over - cohort) / 7 - 1) AS number) AS all_weeks
         LEFT JOIN back USING (cohort, week) LEFT JOIN lasts USING (cohort, week)
)
SELECT 'cohort:weekly_retention:ratio' AS metric, ARRAY[to_char(cohort, 'IYYY-"W"IW'), number::text] AS labels, people::double precision / size, coalesce(nullif(people, 0), size), size - people, NULL, NULL, NULL
FROM matrix WHERE NOT @unbounded
UNION ALL
-- Those of a later week are among those of this one or after it: neither may leave few between them.
SELECT 'cohort:weekly_unbounded_retention:ratio', ARRAY[to_char(cohort, 'IYYY-"W"IW'), number::text], later::double precision / size, later,
       (SELECT min(nullif(own.later - other.people, 0)) FROM matrix AS other WHERE other.cohort = own.cohort AND other.number >= own.number), NULL, NULL, 'later/' || cohort
FROM matrix AS own WHERE @unbounded
ORDER BY metric, labels;
