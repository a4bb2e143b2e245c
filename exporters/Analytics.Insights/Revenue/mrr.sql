-- Monthly recurring revenue at the end of @day, and how it moved in the calendar month so far. Only the last change of a person in a month counts (snapshots).
WITH changes AS (
    SELECT person, day, date_trunc('month', day)::date AS month, plan, coalesce(own.currency, (SELECT currency FROM people WHERE people.person = own.person), 'EUR') AS currency, amount,
           lead(date_trunc('month', day)::date) OVER (PARTITION BY person ORDER BY day) AS next_month
    FROM user_plans AS own WHERE day <= @day
),
ends AS (
    SELECT person, month, plan, CASE WHEN plan IS NULL THEN 0 ELSE euros * coalesce(amount,
               (SELECT price.amount FROM plan_prices AS price WHERE price.plan = changes.plan AND price.currency = changes.currency AND price.day <= changes.day ORDER BY price.day DESC LIMIT 1), 0) / (CASE WHEN plan LIKE '%yearly' THEN 12 ELSE 1 END) END AS mrr
    FROM changes JOIN rates ON rates.currency = changes.currency AND changes.day >= from_day AND changes.day < until_day
    WHERE next_month IS DISTINCT FROM month
),
moves AS (
    SELECT month, plan, mrr, coalesce(lag(mrr) OVER own, 0) AS before, coalesce(bool_or(mrr > 0) OVER (own ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), false) AS ever,
           lead(month) OVER own IS NULL AS is_last
    FROM ends WINDOW own AS (PARTITION BY person ORDER BY month)
),
kinds AS (
    SELECT month = date_trunc('month', @day)::date AS is_now, plan, mrr, before, is_last, mrr - before AS change,
           CASE WHEN mrr > 0 AND before = 0 AND NOT ever THEN 'new' WHEN mrr > 0 AND before = 0 THEN 'reactivation'
                WHEN mrr = 0 AND before > 0 THEN 'churn' WHEN mrr > before THEN 'expansion' WHEN mrr < before THEN 'contraction' END AS movement
    FROM moves
),
movements AS (
    SELECT name, coalesce(sum(abs(change)), 0)::double precision AS amount, count(change) AS people
    FROM unnest(ARRAY['new', 'expansion', 'contraction', 'churn', 'reactivation']) AS names (name) LEFT JOIN kinds ON movement = name AND is_now
    GROUP BY 1
),
total AS (
    SELECT coalesce(sum(change), 0)::double precision AS now, coalesce(sum(change) FILTER (WHERE NOT is_now), 0)::double precision AS start,
           count(*) FILTER (WHERE is_last AND mrr > 0) AS customers,
           count(*) FILTER (WHERE NOT is_now AND mrr > 0 AND before = 0) - count(*) FILTER (WHERE NOT is_now AND mrr = 0 AND before > 0) AS customers_at_start
    FROM kinds
),
lost AS (
    SELECT sum(amount) FILTER (WHERE name = 'churn') AS churn, sum(amount) FILTER (WHERE name = 'contraction') AS contraction, sum(amount) FILTER (WHERE name = 'expansion') AS expansion,
           sum(amount) FILTER (WHERE name IN ('new', 'reactivation', 'expansion')) AS gained, sum(people) FILTER (WHERE name = 'churn') AS people, sum(people) AS moved,
           min(people) FILTER (WHERE people > 0) AS fewest
    FROM movements
)
SELECT metric, ARRAY[]::text[], value, about::bigint, others::bigint, NULL, NULL
FROM total, lost, LATERAL (VALUES
    ('business:mrr:current', now, customers, NULL::bigint),
    ('business:subscribers:current', customers, customers, NULL),
    ('business:mrr:per_subscriber', now / nullif(customers, 0), customers, NULL),
    ('business:mrr_growth:ratio', now / nullif(start, 0) - 1, customers, NULL),
    ('business:net_revenue_retention:ratio', (start + expansion - contraction - churn) / nullif(start, 0), customers_at_start, fewest),
    ('business:gross_revenue_retention:ratio', (start - contraction - churn) / nullif(start, 0), customers_at_start, fewest),
    ('business:revenue_churn:ratio', churn / nullif(start, 0), nullif(people, 0), NULL),
    ('business:customer_churn:ratio', people::double precision / nullif(customers_at_start, 0), nullif(people, 0), customers_at_start - people),
    ('business:mrr_quick:ratio', gained / nullif(contraction + churn, 0), moved, fewest)
) AS told (metric, value, about, others)
WHERE customers > 0 OR customers_at_start > 0
UNION ALL
SELECT 'business:mrr_movement:month', ARRAY[name], amount, people, NULL, 'movement', name FROM movements
UNION ALL
SELECT 'business:mrr:by_plan', ARRAY[plan], sum(mrr), count(*), NULL, 'plan', plan FROM kinds WHERE is_last AND mrr > 0 GROUP BY plan;
