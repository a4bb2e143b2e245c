-- The weekly matrix: of those whose first event is in an ISO week, who was active in each later one. Only weeks that are over at the end of @day, 26 back.
WITH cohorts AS (
    SELECT date_trunc('week', first_day)::date AS cohort, person FROM people WHERE first_day >= date_trunc('week', @day + 1)::date - 26 * 7 AND first_day < date_trunc('week', @day + 1)::date
),
sizes AS (SELECT cohort, count(*) AS size FROM cohorts GROUP BY 1),
back AS (SELECT cohort, (week - cohort) / 7 AS number, count(*) AS people FROM cohorts JOIN user_weeks USING (person) WHERE week < date_trunc('week', @day + 1)::date GROUP BY 1, 2)
SELECT 'cohort:weekly_retention:ratio', ARRAY[to_char(cohort, 'IYYY-"W"IW'), number::text], coalesce(people, 0)::double precision / size,
       coalesce(nullif(people, 0), size), size - coalesce(people, 0), NULL, NULL
FROM sizes CROSS JOIN LATERAL generate_series(0, (date_trunc('week', @day + 1)::date - cohort) / 7 - 1) AS number LEFT JOIN back USING (cohort, number)
ORDER BY cohort, number;
