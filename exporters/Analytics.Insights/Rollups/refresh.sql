-- Adds the events stored by the transactions @from <= id < @to to every rollup, in one statement and therefore from one snapshot.
WITH fresh AS MATERIALIZED (
    SELECT user_id, occurred_at,
           CASE WHEN kind = @requests THEN properties ->> @service END AS service,
           CASE WHEN kind = @requests THEN (properties ->> @status_class = @server_error)::int END AS error,
           CASE WHEN kind = @requests THEN (properties ->> @duration)::double precision END AS duration
    FROM events
    WHERE stored_in >= @from AND stored_in < @to
),
person_days AS (
    SELECT (occurred_at AT TIME ZONE 'UTC')::date AS day, user_id, count(*) AS events
    FROM fresh WHERE user_id IS NOT NULL GROUP BY 1, 2
),
add_person_days AS (
    INSERT INTO user_days AS own (day, user_id, events) SELECT day, user_id, events FROM person_days ORDER BY 1, 2
    ON CONFLICT (day, user_id) DO UPDATE SET events = own.events + excluded.events
    RETURNING 1
),
add_first_days AS (
    INSERT INTO user_first_days AS own (user_id, first_day) SELECT user_id, min(day) FROM person_days GROUP BY 1 ORDER BY 1
    ON CONFLICT (user_id) DO UPDATE SET first_day = excluded.first_day WHERE excluded.first_day < own.first_day
    RETURNING 1
),
add_hours AS (
    INSERT INTO event_hours AS own (hour, events) SELECT date_trunc('hour', occurred_at, 'UTC'), count(*) FROM fresh GROUP BY 1 ORDER BY 1
    ON CONFLICT (hour) DO UPDATE SET events = own.events + excluded.events
    RETURNING 1
),
minutes AS (
    SELECT date_trunc('minute', occurred_at, 'UTC') AS minute, service, count(*) AS requests, sum(error) AS errors, array_agg(duration) AS durations
    FROM fresh WHERE service IS NOT NULL GROUP BY 1, 2
),
add_services AS (
    INSERT INTO services (service)
    SELECT service FROM minutes WHERE service NOT IN (SELECT service FROM services) GROUP BY 1 ORDER BY min(minute), 1
    ON CONFLICT DO NOTHING
),
add_minutes AS (
    INSERT INTO service_minutes AS own (minute, service, requests, errors, durations)
    SELECT minute, service, requests, errors, durations FROM minutes ORDER BY 1, 2
    ON CONFLICT (minute, service) DO UPDATE
    SET requests = own.requests + excluded.requests, errors = own.errors + excluded.errors, durations = own.durations || excluded.durations
    RETURNING 1
),
note_changes AS (
    INSERT INTO changed_periods AS own (topic, period, watermark)
    SELECT DISTINCT 'day', date_trunc('day', occurred_at, 'UTC'), @to FROM fresh
    UNION ALL
    SELECT DISTINCT 'minute', minute, @to FROM minutes
    ON CONFLICT (topic, period) DO UPDATE SET watermark = excluded.watermark
)
SELECT (SELECT count(*) FROM fresh) AS read,
       (SELECT count(*) FROM add_person_days) + (SELECT count(*) FROM add_first_days) + (SELECT count(*) FROM add_hours) + (SELECT count(*) FROM add_minutes) AS written;
