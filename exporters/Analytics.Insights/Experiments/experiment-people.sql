-- Everybody who was exposed to an experiment, with a figure for each metric from the first exposure on, and the same from the @before days before it.
WITH exposed AS (
    SELECT user_id, min(occurred_at) AS since, min(properties ->> 'variant') AS variant, count(DISTINCT properties ->> 'variant') > 1 AS mixed,
           (array_agg(properties ORDER BY occurred_at, id))[1] AS told
    FROM events
    WHERE kind = 'experiment.exposed' AND properties ->> 'experiment' = @name AND occurred_at >= @starts AND occurred_at < @until AND user_id IS NOT NULL
    GROUP BY user_id
),
placed AS (
    SELECT user_id, since, variant, mixed,
           (cardinality(@tiers) = 0 OR coalesce(told ->> 'tier' = ANY (@tiers), false)) AND (cardinality(@goals) = 0 OR coalesce(told ->> 'goal' = ANY (@goals), false))
           AND (cardinality(@ageBands) = 0 OR coalesce(told ->> 'age_band' = ANY (@ageBands), false)) AND (cardinality(@countries) = 0 OR coalesce(told ->> 'country' = ANY (@countries), false))
           AND (cardinality(@platforms) = 0 OR coalesce(told ->> 'platform' = ANY (@platforms), false)) AS inside
    FROM exposed
),
acted AS (
    SELECT user_id, kind, properties AS p, occurred_at >= since AS during
    FROM placed JOIN events USING (user_id)
    WHERE inside AND NOT mixed AND occurred_at >= since - @before AND occurred_at < @until AND occurred_at >= @starts::timestamptz - @before
      AND kind IN ('recommendation.served', 'recommendation.answered', 'outcome.labelled', 'safety_event.raised') AND properties ->> 'model' = ANY (@models)
),
figures AS (
    SELECT user_id, during,
           avg((p ->> 'outcome' = 'right')::integer) FILTER (WHERE kind = 'outcome.labelled')::double precision AS accuracy,
           avg((p ->> 'answer' = 'accepted')::integer) FILTER (WHERE kind = 'recommendation.answered')::double precision AS acceptance,
           avg((p ->> 'satisfaction')::double precision) FILTER (WHERE kind = 'recommendation.answered') AS satisfaction,
           count(*) FILTER (WHERE kind = 'safety_event.raised') / nullif(count(*) FILTER (WHERE kind = 'recommendation.served'), 0)::double precision AS safety,
           avg((p ->> 'latency')::double precision) FILTER (WHERE kind = 'recommendation.served') AS latency
    FROM acted GROUP BY 1, 2
)
SELECT variant, mixed, inside, ARRAY[now.accuracy, now.acceptance, now.satisfaction, now.safety, now.latency], ARRAY[past.accuracy, past.acceptance, past.satisfaction, past.safety, past.latency]
FROM placed
LEFT JOIN figures AS now ON now.user_id = placed.user_id AND now.during
LEFT JOIN figures AS past ON past.user_id = placed.user_id AND NOT past.during
ORDER BY placed.user_id;
