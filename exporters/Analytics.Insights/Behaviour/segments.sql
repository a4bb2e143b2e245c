-- How people of each segment stand in the calendar month so far, which features they use, what they click, where they leave flows and how content they are, up to the end of @day.
WITH month AS (SELECT date_trunc('month', @day)::date AS first),
states AS (
    SELECT person, coalesce(now, before) AS used, CASE WHEN now IS NULL THEN 'churned' WHEN before IS NOT NULL THEN 'retained' WHEN first_day >= first THEN 'new' ELSE 'resurrected' END AS state
    FROM (SELECT person, bit_or(platforms) FILTER (WHERE day >= first) AS now, bit_or(platforms) FILTER (WHERE day < first) AS before
          FROM user_days, month WHERE day >= first - interval '1 month' AND day <= @day GROUP BY 1) AS own JOIN people USING (person), month
),
lifecycle AS (
    SELECT dimension, segment, count(*) FILTER (WHERE state = 'new') AS new, count(*) FILTER (WHERE state = 'retained') AS retained,
           count(*) FILTER (WHERE state = 'resurrected') AS resurrected, count(*) FILTER (WHERE state = 'churned') AS churned
    FROM states JOIN person_segments USING (person) WHERE used & bits > 0 AND dimension <> 'all' GROUP BY 1, 2
),
monthly AS (
    SELECT dimension, segment, count(*) AS people
    FROM (SELECT person, bit_or(platforms) AS used FROM user_days WHERE day BETWEEN @day - 29 AND @day GROUP BY 1) AS active JOIN person_segments USING (person)
    WHERE used & bits > 0 AND dimension <> 'all' GROUP BY 1, 2
),
uses AS (SELECT thing AS feature, person, bit_or(platform) AS used FROM user_deeds WHERE kind = 'feature.used' AND day BETWEEN @day - 29 AND @day GROUP BY 1, 2),
features AS (SELECT feature FROM uses GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 10),
adopted AS (
    SELECT feature, dimension, segment, count(*) AS people FROM uses JOIN features USING (feature) JOIN person_segments USING (person) WHERE used & bits > 0 AND dimension <> 'all' GROUP BY 1, 2, 3
),
weekly AS (
    SELECT dimension, segment, person, kind, thing, times, points
    FROM user_deeds JOIN person_segments USING (person) WHERE kind <> 'feature.used' AND day BETWEEN @day - 6 AND @day AND platform & bits > 0 AND dimension <> 'all'
),
looks AS (
    SELECT dimension, segment, sum(times) FILTER (WHERE kind = 'screen.viewed') AS views, coalesce(sum(times) FILTER (WHERE kind = 'element.clicked'), 0) AS clicks, count(DISTINCT person) AS people
    FROM weekly WHERE kind IN ('screen.viewed', 'element.clicked') GROUP BY 1, 2
),
flows AS (
    SELECT dimension, segment, sum(times) AS times, count(DISTINCT person) AS people FROM weekly WHERE kind = 'flow.abandoned' GROUP BY 1, 2
),
onboarding AS (
    SELECT dimension, segment, coalesce(sum(times) FILTER (WHERE kind = 'flow.abandoned'), 0) AS abandoned, sum(times) AS ended,
           count(DISTINCT person) FILTER (WHERE kind = 'flow.abandoned') AS people, count(DISTINCT person) FILTER (WHERE kind = 'onboarding.completed') AS others
    FROM weekly WHERE kind = 'onboarding.completed' OR (kind = 'flow.abandoned' AND thing = 'onboarding') GROUP BY 1, 2
),
ratings AS (
    SELECT dimension, segment, thing AS subject, sum(points) / sum(times) AS mean, count(DISTINCT person) AS people FROM weekly WHERE kind = 'satisfaction.rated' GROUP BY 1, 2, 3
)
-- All states of a segment, or none: together they tell the month's people, and retained and churned those of the month before.
SELECT 'audience:lifecycle:monthly' AS metric, ARRAY[dimension, segment, state] AS labels, people::double precision AS value, people, NULL::bigint AS others, 'lifecycle:' || dimension AS line, segment AS part
FROM lifecycle, LATERAL (VALUES ('new', new), ('retained', retained), ('resurrected', resurrected), ('churned', churned)) AS told (state, people)
UNION ALL
SELECT metric, ARRAY[dimension, segment, feature], value, adopted.people, monthly.people - adopted.people, dimension || ':' || feature, segment
FROM adopted JOIN monthly USING (dimension, segment), LATERAL (VALUES ('audience:feature_users:monthly', adopted.people::double precision),
                                                                      ('audience:feature_adoption:ratio', adopted.people::double precision / monthly.people)) AS told (metric, value)
UNION ALL
SELECT 'audience:click_through:ratio', ARRAY[dimension, segment], least(1, clicks::double precision / nullif(views, 0)), people, NULL, 'looks:' || dimension, segment FROM looks WHERE views > 0
UNION ALL
SELECT 'audience:abandonments:weekly', ARRAY[dimension, segment], times, people, NULL, 'left:' || dimension, segment FROM flows
UNION ALL
SELECT 'audience:onboarding_abandonment:ratio', ARRAY[dimension, segment], abandoned::double precision / ended, people, others, 'onboarding:' || dimension, segment FROM onboarding
UNION ALL
SELECT 'audience:satisfaction:mean', ARRAY[dimension, segment, subject], mean, people, NULL, 'rated:' || dimension || ':' || subject, segment FROM ratings
ORDER BY 1, 2;
