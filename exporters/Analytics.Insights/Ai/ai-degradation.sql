-- Each model's youngest version over the 7 days up to @day against the version before it over that one's own last 7 days; and each model against the week before.
WITH labelled AS (
    SELECT properties ->> 'model' AS model, properties ->> 'version' AS version, (occurred_at AT TIME ZONE 'UTC')::date AS day, kind, user_id,
           (CASE kind WHEN 'outcome.labelled' THEN properties ->> 'outcome' = 'right' ELSE properties ->> 'answer' = 'accepted' END)::integer AS good
    FROM events
    WHERE kind IN ('outcome.labelled', 'recommendation.answered') AND occurred_at >= (@day - 89)::timestamp AT TIME ZONE 'UTC' AND occurred_at < (@day + 1)::timestamp AT TIME ZONE 'UTC'
),
versions AS (
    SELECT model, version, last_day, lag(version) OVER own AS previous, lag(last_day) OVER own AS previous_last_day, row_number() OVER (PARTITION BY model ORDER BY first_day DESC, version DESC) AS age
    FROM (SELECT model, version, min(day) AS first_day, max(day) AS last_day FROM labelled GROUP BY 1, 2) AS seen
    WINDOW own AS (PARTITION BY model ORDER BY first_day, version)
),
pairs AS (SELECT * FROM versions WHERE age = 1 AND previous IS NOT NULL),
now AS (
    SELECT model, version, kind, avg(good) AS share, count(DISTINCT user_id) AS people FROM labelled JOIN pairs USING (model, version) WHERE day > @day - 7 GROUP BY 1, 2, 3
),
before AS (
    SELECT pairs.model, pairs.version, kind, avg(good) AS share, count(DISTINCT user_id) AS people
    FROM pairs JOIN labelled ON labelled.model = pairs.model AND labelled.version = pairs.previous AND day > previous_last_day - 7 GROUP BY 1, 2, 3
),
weeks AS (
    SELECT model, avg(good) FILTER (WHERE day > @day - 7) - avg(good) FILTER (WHERE day <= @day - 7) AS change,
           least(count(DISTINCT user_id) FILTER (WHERE day > @day - 7), count(DISTINCT user_id) FILTER (WHERE day <= @day - 7)) AS people
    FROM labelled WHERE kind = 'outcome.labelled' AND day > @day - 14 GROUP BY 1
)
SELECT CASE kind WHEN 'outcome.labelled' THEN 'ai:accuracy:version_change' ELSE 'ai:acceptance:version_change' END, ARRAY[model, version], now.share - before.share,
       least(now.people, before.people), NULL::bigint, NULL, NULL
FROM now JOIN before USING (model, version, kind)
UNION ALL
SELECT 'ai:accuracy:window_change', ARRAY[model], change, people, NULL, NULL, NULL FROM weeks;
