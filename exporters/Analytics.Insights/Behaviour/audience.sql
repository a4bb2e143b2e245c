-- Who was there, how busy they were and how long they stayed on @day, by segment.
WITH bounds AS (SELECT @day::timestamp AT TIME ZONE 'UTC' AS low, (@day + 1)::timestamp AT TIME ZONE 'UTC' AS high),
active AS (
    SELECT person, bit_or(platforms) AS monthly, coalesce(bit_or(platforms) FILTER (WHERE day > @day - 7), 0) AS weekly,
           coalesce(bit_or(platforms) FILTER (WHERE day = @day), 0) AS daily, coalesce(sum(actions) FILTER (WHERE day = @day), 0) AS actions
    FROM user_days WHERE day BETWEEN @day - 29 AND @day GROUP BY person
),
people_counts AS (
    SELECT dimension, segment, count(*) FILTER (WHERE daily & bits > 0) AS daily, count(*) FILTER (WHERE weekly & bits > 0) AS weekly, count(*) FILTER (WHERE monthly & bits > 0) AS monthly,
           count(*) FILTER (WHERE daily & bits > 0 AND actions > 3) AS engaged, sum(actions) FILTER (WHERE daily & bits > 0) AS actions
    FROM active JOIN person_segments USING (person) GROUP BY 1, 2
),
sessions AS (
    SELECT dimension, segment, count(DISTINCT person) AS people, count(*) AS sessions, avg(seconds) AS mean, percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS median,
           avg((events = 1)::integer) AS bounces
    FROM (SELECT person, events, platforms, extract(epoch FROM ended_at - started_at)::double precision AS seconds FROM user_sessions, bounds WHERE started_at >= low AND started_at < high) AS own
         JOIN person_segments USING (person)
    WHERE platforms & bits > 0
    GROUP BY 1, 2
),
-- Everybody of the 30 days by all platforms that they used, so that what is told of each platform can be reconciled with the total. All groups or none: with the
-- platforms' own numbers each group could be worked out from the others.
mixes AS (
    SELECT CASE monthly & 7 WHEN 0 THEN 'unknown' WHEN 1 THEN 'ios' WHEN 2 THEN 'android' WHEN 3 THEN 'ios_android' WHEN 4 THEN 'web' WHEN 5 THEN 'ios_web' WHEN 6 THEN 'android_web' ELSE 'all' END AS mix,
           count(*) AS people, nullif(count(*) FILTER (WHERE monthly > 8), 0) AS untold
    FROM active GROUP BY 1
),
smallest AS (SELECT least(min(people), sum(untold)) AS people FROM mixes),
cells AS (
    SELECT metric, dimension, segment, value, people, others, line, dimension || '/' || segment AS nest
    FROM people_counts, LATERAL (VALUES
        ('audience:active_users:daily', daily::double precision, daily, NULL::bigint, 'daily'),
        ('audience:active_users:weekly', weekly, weekly, NULL, 'weekly'),
        ('audience:active_users:monthly', monthly, monthly, NULL, 'monthly'),
        ('audience:engaged_users:daily', engaged, engaged, NULL, 'engaged'),
        ('audience:actions:per_user', CASE WHEN dimension <> 'platform' THEN actions::double precision / nullif(daily, 0) END, daily, NULL, 'daily')
    ) AS told (metric, value, people, others, line)
    UNION ALL
    SELECT metric, dimension, segment, value, people, NULL, 'sessions', NULL
    FROM sessions JOIN people_counts USING (dimension, segment), LATERAL (VALUES
        ('audience:sessions:per_user', sessions::double precision / nullif(daily, 0)),
        ('audience:session_seconds:mean', mean),
        ('audience:session_seconds:median', median),
        ('audience:session_bounces:ratio', bounces)
    ) AS told (metric, value)
)
SELECT metric, ARRAY[dimension, segment], value, people, others, CASE WHEN dimension <> 'all' THEN line || ':' || dimension END, segment, nest
FROM cells
WHERE people > 0
UNION ALL
SELECT 'audience:platform_mix:monthly', ARRAY[mix], mixes.people, mixes.people, smallest.people, NULL, NULL, NULL FROM mixes, smallest
ORDER BY 1, 2;
