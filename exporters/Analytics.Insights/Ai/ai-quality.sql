-- How each version of each model did on @day and in the 7 days up to its end.
WITH windows AS (SELECT * FROM (VALUES ('1d', 0), ('7d', 6)) AS w (name, back)),
own AS (
    SELECT kind, user_id, occurred_at, properties ->> 'model' AS model, properties ->> 'version' AS version, properties
    FROM events
    WHERE kind IN ('recommendation.served', 'recommendation.answered', 'outcome.labelled', 'safety_event.raised')
      AND occurred_at >= (@day - 6)::timestamp AT TIME ZONE 'UTC' AND occurred_at < (@day + 1)::timestamp AT TIME ZONE 'UTC'
),
framed AS (SELECT windows.name AS frame, own.* FROM windows JOIN own ON occurred_at >= (@day - back)::timestamp AT TIME ZONE 'UTC'),
served AS (
    SELECT frame, model, version, count(*) AS times, count(DISTINCT user_id) AS people,
           percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY (properties ->> 'latency')::double precision) AS latency
    FROM framed WHERE kind = 'recommendation.served' GROUP BY 1, 2, 3
),
labelled AS (
    SELECT frame, model, version, avg((properties ->> 'outcome' = 'right')::integer) AS accuracy, count(DISTINCT user_id) AS people FROM framed WHERE kind = 'outcome.labelled' GROUP BY 1, 2, 3
),
answered AS (
    SELECT frame, model, version, count(*) AS times, count(DISTINCT user_id) AS people, avg((properties ->> 'satisfaction')::double precision) AS satisfaction,
           count(DISTINCT user_id) FILTER (WHERE properties ? 'satisfaction') AS raters
    FROM framed WHERE kind = 'recommendation.answered' GROUP BY 1, 2, 3
),
answers AS (
    SELECT frame, model, version, name AS answer, count(*) FILTER (WHERE properties ->> 'answer' = name) AS times
    FROM framed CROSS JOIN unnest(ARRAY['accepted', 'modified', 'rejected']) AS names (name) WHERE kind = 'recommendation.answered' GROUP BY 1, 2, 3, 4
),
issues AS (
    SELECT frame, model, version, properties ->> 'issue' AS issue, count(*) AS times FROM framed WHERE kind = 'safety_event.raised' GROUP BY 1, 2, 3, 4
),
safety AS (
    SELECT frame, model, version, name AS issue, coalesce(issues.times, 0) AS times
    FROM served CROSS JOIN unnest(ARRAY['violation', 'medical_contradiction', 'rail_triggered']) AS names (name)
         LEFT JOIN (SELECT frame, model, version, issue AS name, times FROM issues) AS issues USING (frame, model, version, name)
)
SELECT metric, ARRAY[model, version, frame], value, people, NULL::bigint, NULL, NULL
FROM served, LATERAL (VALUES ('ai:recommendations:count', times::double precision), ('ai:latency_seconds:p50', latency[1]), ('ai:latency_seconds:p95', latency[2])) AS told (metric, value)
UNION ALL
SELECT 'ai:accuracy:ratio', ARRAY[model, version, frame], accuracy, people, NULL, NULL, NULL FROM labelled
UNION ALL
SELECT 'ai:satisfaction:mean', ARRAY[model, version, frame], satisfaction, raters, NULL, NULL, NULL FROM answered
UNION ALL
SELECT 'ai:answers:ratio', ARRAY[model, version, frame, answer], answers.times::double precision / answered.times, people, NULL, NULL, NULL FROM answers JOIN answered USING (frame, model, version)
UNION ALL
SELECT 'ai:safety_events:per_thousand', ARRAY[model, version, frame, issue], 1000.0 * safety.times / served.times, people, NULL, NULL, NULL FROM safety JOIN served USING (frame, model, version);
