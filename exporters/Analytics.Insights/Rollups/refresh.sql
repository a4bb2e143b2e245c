-- Adds the events stored by the transactions @from <= id < @to to every rollup, from one snapshot.
SET LOCAL work_mem = '128MB';
SET LOCAL jit = off;

CREATE TEMP TABLE fresh (
    user_id text, at timestamptz, day date, id text COLLATE "C", kind text, stamp text COLLATE "C", platform smallint,
    tier text, goal text, age_band text, country text, plan text, amount numeric, currency text, screen text, thing text, score double precision, service text, error integer, duration double precision
) ON COMMIT DROP;

INSERT INTO fresh
SELECT user_id, occurred_at, (occurred_at AT TIME ZONE 'UTC')::date, id, kind, lpad((extract(epoch FROM occurred_at) * 1000000)::bigint::text, 17, '0'),
       CASE properties ->> 'platform' WHEN 'ios' THEN 1 WHEN 'android' THEN 2 WHEN 'web' THEN 4 ELSE 8 END,
       properties ->> 'tier', properties ->> 'goal', properties ->> 'age_band', properties ->> 'country',
       CASE WHEN data_class = 'business' THEN properties ->> 'plan' END,
       CASE WHEN data_class = 'business' THEN (properties ->> 'amount')::numeric END,
       CASE WHEN data_class = 'business' THEN properties ->> 'currency' END,
       CASE WHEN kind = 'screen.viewed' THEN properties ->> 'screen' END,
       CASE kind WHEN 'feature.used' THEN properties ->> 'feature' WHEN 'flow.abandoned' THEN properties ->> 'flow' WHEN 'satisfaction.rated' THEN properties ->> 'subject' END,
       CASE WHEN kind = 'satisfaction.rated' THEN (properties ->> 'score')::double precision END,
       CASE WHEN kind = 'api.requested' THEN properties ->> 'service' END,
       CASE WHEN kind = 'api.requested' THEN (properties ->> 'status_class' = '5xx')::integer END,
       CASE WHEN kind = 'api.requested' THEN (properties ->> 'duration')::double precision END
FROM events
WHERE stored_in >= @from AND stored_in < @to;
ANALYZE fresh;

-- People: new ones get a number, of the others the latest that was said about them is kept.
CREATE TEMP TABLE known (
    user_id text, first_day date, tier_seen text COLLATE "C", goal_seen text COLLATE "C", age_band_seen text COLLATE "C", country_seen text COLLATE "C", currency_seen text COLLATE "C",
    platforms smallint
) ON COMMIT DROP;
INSERT INTO known
SELECT user_id, min(day), max(stamp || tier), max(stamp || goal), max(stamp || age_band), max(stamp || country), max(stamp || currency), bit_or(platform) FROM fresh WHERE user_id IS NOT NULL GROUP BY 1;
ANALYZE known;
UPDATE people AS own
SET first_day = least(own.first_day, known.first_day), tier_seen = greatest(own.tier_seen, known.tier_seen), goal_seen = greatest(own.goal_seen, known.goal_seen),
    age_band_seen = greatest(own.age_band_seen, known.age_band_seen), country_seen = greatest(own.country_seen, known.country_seen),
    currency_seen = greatest(own.currency_seen, known.currency_seen), platforms = own.platforms | known.platforms
FROM known
WHERE own.user_id = known.user_id
  AND (known.first_day < own.first_day OR known.tier_seen > coalesce(own.tier_seen, '') OR known.goal_seen > coalesce(own.goal_seen, '')
    OR known.age_band_seen > coalesce(own.age_band_seen, '') OR known.country_seen > coalesce(own.country_seen, '')
    OR known.currency_seen > coalesce(own.currency_seen, '') OR known.platforms & ~own.platforms > 0);
INSERT INTO people (user_id, first_day, tier_seen, goal_seen, age_band_seen, country_seen, currency_seen, platforms)
SELECT * FROM known WHERE NOT EXISTS (SELECT FROM people WHERE people.user_id = known.user_id) ORDER BY first_day, user_id;

CREATE TEMP TABLE mine (
    person integer, at timestamptz, day date, id text COLLATE "C", kind text, platform smallint, plan text, amount numeric, currency text, screen text, thing text, score double precision
) ON COMMIT DROP;
INSERT INTO mine SELECT person, at, day, id, kind, platform, plan, amount, fresh.currency, screen, thing, score FROM fresh JOIN people USING (user_id);
ANALYZE mine;

INSERT INTO user_days AS own (day, person, events, actions, platforms)
SELECT day, person, count(*), count(*) FILTER (WHERE kind = ANY (@actions)), bit_or(platform) FROM mine GROUP BY 1, 2 ORDER BY 1, 2
ON CONFLICT (day, person) DO UPDATE
SET events = own.events + excluded.events, actions = own.actions + excluded.actions, platforms = own.platforms | excluded.platforms;
INSERT INTO user_weeks (week, person) SELECT DISTINCT date_trunc('week', day)::date, person FROM mine ORDER BY 1, 2 ON CONFLICT DO NOTHING;

INSERT INTO user_deeds AS own (day, person, kind, thing, platform, times, points)
SELECT day, person, kind, coalesce(thing, ''), platform, count(*), coalesce(sum(score), 0)
FROM mine
WHERE kind IN ('feature.used', 'screen.viewed', 'element.clicked', 'flow.abandoned', 'onboarding.completed', 'satisfaction.rated')
GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
ON CONFLICT (day, person, kind, thing, platform) DO UPDATE SET times = own.times + excluded.times, points = own.points + excluded.points;

-- Sessions: those that new events may lengthen or join are taken out and put back merged.
CREATE TEMP TABLE touched (person integer, started_at timestamptz, ended_at timestamptz, events integer, platforms smallint) ON COMMIT DROP;
WITH reach AS (SELECT person, min(at) - interval '30 minutes' AS low, max(at) + interval '30 minutes' AS high FROM mine GROUP BY 1),
taken AS (
    DELETE FROM user_sessions AS own USING reach WHERE own.person = reach.person AND own.ended_at >= reach.low AND own.started_at <= reach.high RETURNING own.*
)
INSERT INTO touched SELECT person, started_at, ended_at, events, platforms FROM taken UNION ALL SELECT person, at, at, 1, platform FROM mine;
INSERT INTO user_sessions (person, started_at, ended_at, events, platforms)
SELECT person, min(started_at), max(ended_at), sum(events), bit_or(platforms)
FROM (
    SELECT *, sum(begins) OVER (PARTITION BY person ORDER BY started_at, ended_at ROWS UNBOUNDED PRECEDING) AS number
    FROM (
        SELECT *, CASE WHEN started_at - max(ended_at) OVER (PARTITION BY person ORDER BY started_at, ended_at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
                       <= interval '30 minutes' THEN 0 ELSE 1 END AS begins
        FROM touched
    ) AS marked
) AS numbered
GROUP BY person, number;

INSERT INTO user_money AS own (person, day, currency, orders, gross, refunds)
SELECT coalesce(person, 0), day, fresh.currency, count(*) FILTER (WHERE kind <> 'payment.refunded'), coalesce(sum(amount) FILTER (WHERE kind <> 'payment.refunded'), 0),
       coalesce(-sum(amount) FILTER (WHERE kind = 'payment.refunded'), 0)
FROM fresh LEFT JOIN people USING (user_id)
WHERE kind IN ('payment.completed', 'program.sold', 'payment.refunded')
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
ON CONFLICT (person, day, currency) DO UPDATE
SET orders = own.orders + excluded.orders, gross = own.gross + excluded.gross, refunds = own.refunds + excluded.refunds;

INSERT INTO user_plans AS own (person, day, at, id, plan, amount, currency)
SELECT DISTINCT ON (person, day) person, day, at, id, CASE WHEN kind <> 'subscription.cancelled' THEN plan END, amount, currency
FROM mine
WHERE kind IN ('subscription.started', 'subscription.renewed', 'subscription.changed', 'subscription.cancelled')
ORDER BY person, day, at DESC, id DESC
ON CONFLICT (person, day) DO UPDATE
SET at = excluded.at, id = excluded.id, plan = excluded.plan, amount = excluded.amount, currency = excluded.currency
WHERE (excluded.at, excluded.id) > (own.at, own.id);
INSERT INTO plan_prices AS own (plan, currency, day, at, id, amount)
SELECT DISTINCT ON (plan, currency, day) plan, currency, day, at, id, amount
FROM fresh
WHERE kind IN ('subscription.started', 'subscription.renewed') AND amount IS NOT NULL AND currency IS NOT NULL
ORDER BY plan, currency, day, at DESC, id DESC
ON CONFLICT (plan, currency, day) DO UPDATE SET at = excluded.at, id = excluded.id, amount = excluded.amount WHERE (excluded.at, excluded.id) > (own.at, own.id);

-- The sign-up funnel of the people whose steps are affected, from all their steps.
CREATE TEMP TABLE affected (user_id text, person integer) ON COMMIT DROP;
INSERT INTO affected
SELECT DISTINCT user_id, person
FROM mine JOIN people USING (person) LEFT JOIN user_sign_ups AS own USING (person)
WHERE ((kind = 'screen.viewed' AND screen = 'sign_up') AND (own.page_at IS NULL OR at < own.page_at))
   OR (kind IN ('user.signed_up', 'onboarding.started', 'onboarding.completed', 'first_value.reached') AND at > own.page_at AND at <= own.page_at + interval '7 days');
ANALYZE affected;
CREATE TEMP TABLE steps (person integer, kind text, at timestamptz) ON COMMIT DROP;
INSERT INTO steps
SELECT person, kind, occurred_at
FROM affected JOIN events USING (user_id)
WHERE stored_in < @to AND kind IN ('screen.viewed', 'user.signed_up', 'onboarding.started', 'onboarding.completed', 'first_value.reached')
  AND (kind <> 'screen.viewed' OR properties ->> 'screen' = 'sign_up');
ANALYZE steps;
WITH one AS (SELECT person, min(at) AS t1 FROM steps WHERE kind = 'screen.viewed' GROUP BY 1),
two AS (SELECT person, t1, min(at) AS t2 FROM one LEFT JOIN steps USING (person) WHERE kind = 'user.signed_up' AND at > t1 AND at <= t1 + interval '7 days' GROUP BY 1, 2),
three AS (SELECT person, min(at) AS t3 FROM two JOIN steps USING (person) WHERE kind = 'onboarding.started' AND at > t2 AND at <= t1 + interval '7 days' GROUP BY 1),
four AS (SELECT person, min(at) AS t4 FROM two JOIN three USING (person) JOIN steps USING (person) WHERE kind = 'onboarding.completed' AND at > t3 AND at <= t1 + interval '7 days' GROUP BY 1),
five AS (SELECT person, min(at) AS t5 FROM two JOIN four USING (person) JOIN steps USING (person) WHERE kind = 'first_value.reached' AND at > t4 AND at <= t1 + interval '7 days' GROUP BY 1)
INSERT INTO user_sign_ups (person, page_at, signed_up_at, started_at, completed_at, value_at)
SELECT person, one.t1, t2, t3, t4, t5 FROM one LEFT JOIN two USING (person) LEFT JOIN three USING (person) LEFT JOIN four USING (person) LEFT JOIN five USING (person)
ON CONFLICT (person) DO UPDATE
SET page_at = excluded.page_at, signed_up_at = excluded.signed_up_at, started_at = excluded.started_at, completed_at = excluded.completed_at, value_at = excluded.value_at;

INSERT INTO event_hours AS own (hour, events) SELECT date_trunc('hour', at, 'UTC'), count(*) FROM fresh GROUP BY 1 ORDER BY 1
ON CONFLICT (hour) DO UPDATE SET events = own.events + excluded.events;

INSERT INTO services (service)
SELECT service FROM fresh WHERE service IS NOT NULL AND service NOT IN (SELECT service FROM services) GROUP BY 1 ORDER BY min(date_trunc('minute', at, 'UTC')), 1
ON CONFLICT DO NOTHING;
WITH minutes AS (
    INSERT INTO service_minutes AS own (minute, service, requests, errors, durations)
    SELECT date_trunc('minute', at, 'UTC'), service, count(*), sum(error), array_agg(duration) FROM fresh WHERE service IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (minute, service) DO UPDATE
    SET requests = own.requests + excluded.requests, errors = own.errors + excluded.errors, durations = own.durations || excluded.durations
    RETURNING minute
)
INSERT INTO changed_periods AS own (topic, period, watermark)
SELECT DISTINCT 'day', date_trunc('day', at, 'UTC'), @to FROM fresh
UNION ALL
SELECT DISTINCT 'minute', minute, @to FROM minutes
ON CONFLICT (topic, period) DO UPDATE SET watermark = excluded.watermark;
INSERT INTO day_changes AS own (day, change) SELECT day, nextval('day_change_numbers') FROM (SELECT DISTINCT day FROM fresh) AS days
ON CONFLICT (day) DO UPDATE SET change = excluded.change;

SELECT (SELECT count(*) FROM fresh) AS read,
       (SELECT count(*) FROM (SELECT DISTINCT day, person FROM mine) AS days) + (SELECT count(*) FROM known) AS written;
