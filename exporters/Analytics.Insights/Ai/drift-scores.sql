-- The scores of each model on each of the 35 days up to @day, counted back from it.
SELECT properties ->> 'model', @day - (occurred_at AT TIME ZONE 'UTC')::date, array_agg((properties ->> 'score')::double precision), count(DISTINCT user_id)
FROM events
WHERE kind = 'recommendation.served' AND occurred_at >= (@day - 34)::timestamp AT TIME ZONE 'UTC' AND occurred_at < (@day + 1)::timestamp AT TIME ZONE 'UTC'
GROUP BY 1, 2
ORDER BY 1, 2;
