-- Programs sold, commissions, ratings, and what things cost, in the calendar month up to the end of @day, in euros.
WITH bounds AS (SELECT date_trunc('month', @day) AT TIME ZONE 'UTC' AS low, (@day + 1)::timestamp AT TIME ZONE 'UTC' AS high),
booked AS (
    SELECT kind, user_id, properties ->> 'program_category' AS category, properties ->> 'cost_type' AS cost_type, properties ->> 'trainer_id' AS trainer,
           (properties ->> 'stars')::double precision AS stars, ((properties ->> 'amount')::numeric * euros)::double precision AS amount
    FROM bounds CROSS JOIN events
         LEFT JOIN rates ON rates.currency = properties ->> 'currency' AND (occurred_at AT TIME ZONE 'UTC')::date >= from_day AND (occurred_at AT TIME ZONE 'UTC')::date < until_day
    WHERE kind IN ('program.sold', 'commission.recorded', 'program.rated', 'cost.recorded') AND occurred_at >= low AND occurred_at < high
),
active AS (SELECT count(DISTINCT person) AS people FROM user_days WHERE day BETWEEN date_trunc('month', @day)::date AND @day),
answers AS (
    SELECT count(*) FILTER (WHERE kind = 'recommendation.served') AS served, count(*) FILTER (WHERE kind = 'outcome.labelled' AND properties ->> 'outcome' = 'right') AS right_ones
    FROM bounds, events WHERE kind IN ('recommendation.served', 'outcome.labelled') AND occurred_at >= low AND occurred_at < high
),
costs AS (SELECT sum(amount) AS total, sum(amount) FILTER (WHERE cost_type = 'ai') AS ai FROM booked WHERE kind = 'cost.recorded'),
-- Value and acquisition cost over the same 90 days: what people brought who came in them, over what was spent to win them.
recent AS (SELECT count(*) AS people FROM people WHERE first_day BETWEEN @day - 89 AND @day),
brought AS (
    SELECT coalesce(sum((gross + refunds) * euros), 0)::double precision AS net
    FROM people JOIN user_money USING (person) JOIN rates ON rates.currency = user_money.currency AND day >= from_day AND day < until_day
    WHERE first_day BETWEEN @day - 89 AND @day AND day <= @day
),
acquisition AS (
    SELECT sum((properties ->> 'amount')::numeric * euros)::double precision AS spent
    FROM bounds CROSS JOIN events JOIN rates ON rates.currency = properties ->> 'currency' AND (occurred_at AT TIME ZONE 'UTC')::date >= from_day AND (occurred_at AT TIME ZONE 'UTC')::date < until_day
    WHERE kind = 'cost.recorded' AND properties ->> 'cost_type' = 'acquisition' AND occurred_at >= (@day - 89)::timestamp AT TIME ZONE 'UTC' AND occurred_at < high
)
SELECT 'marketplace:sales:month', ARRAY[category], sum(amount), count(DISTINCT user_id), NULL::bigint, 'sold', category FROM booked WHERE kind = 'program.sold' GROUP BY category
UNION ALL
SELECT 'marketplace:commission:month', ARRAY[category], sum(amount), count(DISTINCT trainer), NULL, 'commission', category FROM booked WHERE kind = 'commission.recorded' GROUP BY category
UNION ALL
SELECT 'marketplace:rating:mean', ARRAY[category], avg(stars), count(DISTINCT user_id), NULL, NULL, NULL FROM booked WHERE kind = 'program.rated' GROUP BY category
UNION ALL
SELECT 'marketplace:buyers:ratio', ARRAY[]::text[], count(DISTINCT user_id)::double precision / nullif(people, 0), count(DISTINCT user_id), people - count(DISTINCT user_id), NULL, NULL
FROM active LEFT JOIN booked ON kind = 'program.sold' GROUP BY people
UNION ALL
SELECT 'business:costs:month', ARRAY[cost_type], sum(amount), NULL, NULL, NULL, NULL FROM booked WHERE kind = 'cost.recorded' GROUP BY cost_type
UNION ALL
SELECT metric, ARRAY[]::text[], value, about, NULL, NULL, NULL
FROM active, answers, costs, LATERAL (VALUES
    ('business:cost_per_active_user:month', total / nullif(active.people, 0), active.people),
    ('business:cost_per_ai_answer:month', ai / nullif(served, 0), NULL),
    ('business:cost_per_right_outcome:month', ai / nullif(right_ones, 0), NULL)
) AS told (metric, value, about)
UNION ALL
SELECT 'business:ltv_cac:ratio', ARRAY[]::text[], net / nullif(spent, 0), people, NULL, NULL, NULL FROM recent, brought, acquisition;
