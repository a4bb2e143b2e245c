-- What came in and what it means per person, in the calendar month up to the end of @day, in euros.
WITH booked AS (
    SELECT person, day, user_money.currency, orders, gross * euros AS gross, refunds * euros AS refunds, gross + refunds AS own_net
    FROM user_money JOIN rates ON rates.currency = user_money.currency AND day >= from_day AND day < until_day WHERE day <= @day
),
month AS (
    SELECT coalesce(sum(gross), 0)::double precision AS gross, coalesce(sum(refunds), 0)::double precision AS refunds,
           count(DISTINCT person) FILTER (WHERE orders > 0 AND person > 0) AS payers, count(DISTINCT person) FILTER (WHERE refunds < 0 AND person > 0) AS refunded,
           coalesce(sum(gross + refunds) FILTER (WHERE day = @day), 0)::double precision AS today, count(DISTINCT person) FILTER (WHERE day = @day AND person > 0) AS today_people
    FROM booked WHERE day >= date_trunc('month', @day)
),
active AS (SELECT count(DISTINCT person) AS people FROM user_days WHERE day BETWEEN date_trunc('month', @day)::date AND @day),
customers AS (SELECT person, sum(gross + refunds)::double precision AS net, sum(orders) > 0 AS paid FROM booked WHERE person > 0 GROUP BY 1),
lifetimes AS (
    SELECT count(*) AS people, count(*) FILTER (WHERE paid) AS payers, avg(coalesce(net, 0)) AS mean, percentile_cont(0.5) WITHIN GROUP (ORDER BY coalesce(net, 0)) AS median,
           avg(net) FILTER (WHERE paid) AS payers_mean, percentile_cont(0.5) WITHIN GROUP (ORDER BY net) FILTER (WHERE paid) AS payers_median
    FROM people LEFT JOIN customers USING (person) WHERE first_day <= @day
)
SELECT metric, labels, value, about, others, line, part
FROM month, active, lifetimes, LATERAL (VALUES
    ('business:revenue:month', ARRAY['gross'], gross, month.payers, NULL::bigint, 'flow', 'gross'),
    ('business:revenue:month', ARRAY['refunds'], refunds, refunded, NULL, 'flow', 'refunds'),
    ('business:revenue:month', ARRAY['net'], gross + refunds, month.payers, NULL, NULL, NULL),
    ('business:refunds:ratio', ARRAY[]::text[], abs(refunds) / nullif(gross, 0), refunded, NULL, 'flow', 'refunds'),
    ('business:net_revenue:daily', ARRAY[]::text[], today, today_people, NULL, NULL, NULL),
    ('business:arpu:month', ARRAY[]::text[], (gross + refunds) / nullif(active.people, 0), active.people, NULL, NULL, NULL),
    ('business:arppu:month', ARRAY[]::text[], (gross + refunds) / nullif(month.payers, 0), month.payers, NULL, NULL, NULL),
    ('business:ltv_observed:users', ARRAY['mean'], mean, lifetimes.people, NULL, NULL, NULL),
    ('business:ltv_observed:users', ARRAY['median'], median, lifetimes.people, NULL, NULL, NULL),
    ('business:ltv_observed:payers', ARRAY['mean'], payers_mean, lifetimes.payers, NULL, NULL, NULL),
    ('business:ltv_observed:payers', ARRAY['median'], payers_median, lifetimes.payers, NULL, NULL, NULL)
) AS told (metric, labels, value, about, others, line, part)
UNION ALL
SELECT 'business:revenue_by_currency:month', ARRAY[currency], sum(own_net)::double precision, count(DISTINCT person), NULL, 'currency', currency
FROM booked WHERE day >= date_trunc('month', @day) GROUP BY currency;
