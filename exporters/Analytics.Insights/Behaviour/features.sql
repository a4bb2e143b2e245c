-- Which features are used, what is clicked, where flows are left, and how content people are, up to the end of @day.
WITH bounds AS (SELECT (@day - 29)::timestamp AT TIME ZONE 'UTC' AS month_low, (@day - 6)::timestamp AT TIME ZONE 'UTC' AS week_low, (@day + 1)::timestamp AT TIME ZONE 'UTC' AS high),
monthly AS (SELECT count(DISTINCT person) AS people FROM user_days WHERE day BETWEEN @day - 29 AND @day),
features AS (
    SELECT properties ->> 'feature' AS feature, count(DISTINCT user_id) AS people FROM events, bounds
    WHERE kind = 'feature.used' AND occurred_at >= month_low AND occurred_at < high AND user_id IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 60
),
looks AS (
    SELECT coalesce(properties ->> 'screen', '') AS screen, count(*) FILTER (WHERE kind = 'screen.viewed') AS views, count(*) FILTER (WHERE kind = 'element.clicked') AS clicks,
           count(DISTINCT user_id) AS people
    FROM events, bounds WHERE kind IN ('screen.viewed', 'element.clicked') AND occurred_at >= week_low AND occurred_at < high
    GROUP BY GROUPING SETS ((1), ()) ORDER BY 2 DESC
),
flows AS (
    SELECT properties ->> 'flow' AS flow, properties ->> 'step' AS step, count(*) AS times, count(DISTINCT user_id) AS people, count(*) FILTER (WHERE user_id IS NULL) AS anonymous
    FROM events, bounds WHERE kind = 'flow.abandoned' AND occurred_at >= week_low AND occurred_at < high GROUP BY 1, 2
),
onboarding AS (
    SELECT count(*) FILTER (WHERE kind = 'flow.abandoned') AS abandoned, count(*) AS ended,
           count(DISTINCT user_id) FILTER (WHERE kind = 'flow.abandoned') AS people, count(DISTINCT user_id) FILTER (WHERE kind = 'onboarding.completed') AS others
    FROM events, bounds
    WHERE occurred_at >= week_low AND occurred_at < high AND (kind = 'onboarding.completed' OR (kind = 'flow.abandoned' AND properties ->> 'flow' = 'onboarding'))
),
ratings AS (
    SELECT properties ->> 'subject' AS subject, avg((properties ->> 'score')::double precision) AS mean, count(DISTINCT user_id) AS people
    FROM events, bounds WHERE kind = 'satisfaction.rated' AND occurred_at >= week_low AND occurred_at < high GROUP BY 1
)
SELECT 'feature:active_users:monthly', ARRAY[feature], features.people::double precision, features.people, nullif(monthly.people - features.people, 0), NULL, NULL FROM features, monthly
UNION ALL
SELECT 'feature:adoption:ratio', ARRAY[feature], features.people::double precision / nullif(monthly.people, 0), features.people, nullif(monthly.people - features.people, 0), NULL, NULL FROM features, monthly
UNION ALL
(SELECT 'engagement:click_through:ratio', ARRAY[coalesce(screen, 'all')], CASE WHEN views > 0 THEN least(1, clicks::double precision / views) END, people, NULL, NULL, NULL FROM looks WHERE screen IS DISTINCT FROM '' LIMIT 101)
UNION ALL
SELECT 'flow:abandonments:weekly', ARRAY[flow, step], times, people, NULL, NULL, NULL FROM flows
UNION ALL
SELECT 'flow:onboarding_abandonment:ratio', ARRAY[]::text[], abandoned::double precision / nullif(ended, 0), people, others, NULL, NULL FROM onboarding
UNION ALL
SELECT 'engagement:satisfaction:mean', ARRAY[subject], mean, people, NULL, NULL, NULL FROM ratings;
