-- Minutes of services and of probes with what was counted in them, from @from up to @at. Services and probes beyond the budget are added up as one.
WITH known AS (
    SELECT service, CASE WHEN row_number() OVER (ORDER BY seen) <= @budget THEN service ELSE @other END AS shown FROM services
)
SELECT shown, false AS probed, minute, sum(requests), sum(errors), sum((SELECT count(*) FROM unnest(durations) AS duration WHERE duration > @slow))
FROM service_minutes JOIN known USING (service)
WHERE minute >= @from AND minute < @at GROUP BY 1, 2, 3
UNION ALL
SELECT properties ->> 'probe', true, date_trunc('minute', occurred_at), count(*)::numeric, (count(*) FILTER (WHERE properties ->> 'result' = 'failed'))::numeric, (count(*) FILTER (WHERE (properties ->> 'duration')::double precision > @slow))::numeric
FROM events
WHERE kind = 'probe.ran' AND occurred_at >= @from AND occurred_at < @at GROUP BY 1, 2, 3
ORDER BY 2, 1, 3;
