-- How often each model was told each value of its inputs in the 7 days up to @day and in the 28 days before those, and about how many people in the 7 days.
WITH told AS (
    SELECT properties ->> 'model' AS model, user_id, occurred_at >= (@day - 6)::timestamp AT TIME ZONE 'UTC' AS is_current, input, told_value AS value
    FROM events, LATERAL (VALUES ('tier', properties ->> 'tier'), ('goal', properties ->> 'goal'), ('age_band', properties ->> 'age_band'), ('country', properties ->> 'country'),
                                 ('platform', properties ->> 'platform')) AS inputs (input, told_value)
    WHERE kind = 'recommendation.served' AND occurred_at >= (@day - 34)::timestamp AT TIME ZONE 'UTC' AND occurred_at < (@day + 1)::timestamp AT TIME ZONE 'UTC' AND told_value IS NOT NULL
),
people AS (SELECT model, input, count(DISTINCT user_id) AS people FROM told WHERE is_current GROUP BY 1, 2)
SELECT model, input, count(*) FILTER (WHERE NOT is_current), count(*) FILTER (WHERE is_current), coalesce(max(people), 0)
FROM told LEFT JOIN people USING (model, input) GROUP BY model, input, value ORDER BY 1, 2, value;
