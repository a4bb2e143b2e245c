-- The monthly matrix: of those whose first event is in a calendar month, who was active in each later one (bounded), and who in it or after it (unbounded). Only months that
-- are over at the end of @day, 12 back.
WITH bounds AS (SELECT date_trunc('month', @day + 1)::date AS over, (date_trunc('month', @day + 1) - interval '12 months')::date AS low),
months AS (SELECT DISTINCT date_trunc('month', day)::date AS month, person FROM user_days, bounds WHERE day >= low AND day < over),
cohorts AS (SELECT date_trunc('month', first_day)::date AS cohort, person FROM people, bounds WHERE first_day >= low AND first_day < over),
sizes AS (SELECT cohort, count(*) AS size FROM cohorts GROUP BY 1),
back AS (
    SELECT cohort, month, count(*) AS people, count(*) FILTER (WHERE is_last) AS last_seen
    FROM (SELECT month, person, lead(month) OVER (PARTITION BY person ORDER BY month) IS NULL AS is_last FROM months) AS own JOIN cohorts USING (person)
    GROUP BY 1, 2
),
matrix AS (
    SELECT cohort, (extract(year FROM month) - extract(year FROM cohort)) * 12 + extract(month FROM month) - extract(month FROM cohort) AS number, size, coalesce(people, 0) AS people,
           coalesce(sum(last_seen) OVER (PARTITION BY cohort ORDER BY month DESC), 0)::bigint AS later
    FROM bounds, sizes CROSS JOIN LATERAL (SELECT at::date AS month FROM generate_series(cohort::timestamp, over::timestamp - interval '1 month', interval '1 month') AS at) AS all_months
         LEFT JOIN back USING (cohort, month)
)
SELECT 'cohort:monthly_retention:ratio' AS metric, ARRAY[to_char(cohort, 'YYYY-MM'), number::text] AS labels, people::double precision / size, coalesce(nullif(people, 0), size), size - people, NULL, NULL, NULL
FROM matrix
UNION ALL
SELECT 'cohort:monthly_unbounded_retention:ratio', ARRAY[to_char(cohort, 'YYYY-MM'), number::text], later::double precision / size, later,
       (SELECT min(nullif(own.later - other.people, 0)) FROM matrix AS other WHERE other.cohort = own.cohort AND other.number >= own.number), NULL, NULL, 'later/' || cohort
FROM matrix AS own
ORDER BY metric, labels;
