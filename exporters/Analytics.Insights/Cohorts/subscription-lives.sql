-- Of everybody who began a subscription up to @day: days until the first cancellation afterwards and true, or days until @day and false.
WITH began AS (
    SELECT user_id, min(occurred_at) AS at FROM events
    WHERE kind = 'subscription.started' AND user_id IS NOT NULL AND occurred_at < (@day + 1)::timestamp AT TIME ZONE 'UTC' GROUP BY 1
),
ended AS (
    SELECT user_id, min(occurred_at) AS ended_at FROM began JOIN events USING (user_id)
    WHERE kind = 'subscription.cancelled' AND occurred_at > at AND occurred_at < (@day + 1)::timestamp AT TIME ZONE 'UTC' GROUP BY 1
)
SELECT coalesce((ended_at AT TIME ZONE 'UTC')::date, @day) - (at AT TIME ZONE 'UTC')::date, ended_at IS NOT NULL FROM began LEFT JOIN ended USING (user_id);
