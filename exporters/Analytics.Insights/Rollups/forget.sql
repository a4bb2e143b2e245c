-- Before the rows of people (@gone: their numbers, @users: their pseudonyms) are deleted: their days changed, and the hours lose their events.
INSERT INTO day_changes AS own (day, change) SELECT day, nextval('day_change_numbers') FROM (SELECT DISTINCT day FROM user_days WHERE person = ANY (@gone)) AS days
ON CONFLICT (day) DO UPDATE SET change = excluded.change;
INSERT INTO changed_periods AS own (topic, period, watermark)
SELECT DISTINCT 'day', day::timestamp AT TIME ZONE 'UTC', watermark FROM user_days, rollup_state WHERE person = ANY (@gone)
ON CONFLICT (topic, period) DO UPDATE SET watermark = excluded.watermark;
UPDATE event_hours AS own SET events = own.events - theirs.events
FROM (SELECT date_trunc('hour', occurred_at, 'UTC') AS hour, count(*) AS events FROM events, rollup_state WHERE user_id = ANY (@users) AND stored_in < watermark GROUP BY 1) AS theirs
WHERE own.hour = theirs.hour;
