-- Which of a person's events come directly before and after each step of the sign-up funnel in the 7 days up to @day; a gap of more than 30 minutes ends a session.
WITH neighbours AS (
    SELECT user_id, kind, properties ->> 'screen' AS screen, occurred_at, lag(kind) OVER own AS before, lag(occurred_at) OVER own AS before_at, lead(kind) OVER own AS after, lead(occurred_at) OVER own AS after_at
    FROM events
    WHERE user_id IS NOT NULL AND occurred_at >= (@day - 6)::timestamp AT TIME ZONE 'UTC' AND occurred_at < (@day + 1)::timestamp AT TIME ZONE 'UTC'
    WINDOW own AS (PARTITION BY user_id ORDER BY occurred_at, id COLLATE "C")
),
taken AS (
    SELECT step, user_id, CASE WHEN occurred_at - before_at <= interval '30 minutes' THEN before ELSE 'none' END AS before,
           CASE WHEN after_at - occurred_at <= interval '30 minutes' THEN after ELSE 'none' END AS after
    FROM neighbours JOIN (VALUES ('page', 'screen.viewed'), ('signed_up', 'user.signed_up'), ('onboarding_started', 'onboarding.started'), ('onboarding_completed', 'onboarding.completed'),
                                 ('first_value', 'first_value.reached')) AS steps (step, step_kind) ON kind = step_kind AND (step <> 'page' OR screen = 'sign_up')
)
SELECT metric, ARRAY[step, event], count(*)::double precision / sum(count(*)) OVER (PARTITION BY metric, step), count(DISTINCT user_id), NULL::bigint, metric || step, event
FROM taken, LATERAL (VALUES ('path:before:ratio', before), ('path:after:ratio', after)) AS told (metric, event)
GROUP BY metric, step, event
ORDER BY metric, step, event;
