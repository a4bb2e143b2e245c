-- How every service of the last 30 days did over each window that ends at @at. Services beyond the budget are added up as one.
WITH known AS (
    SELECT service, CASE WHEN row_number() OVER (ORDER BY seen) <= @budget THEN service ELSE @other END AS shown FROM services
),
windows AS (
    SELECT * FROM unnest(@windows, @lengths) AS w (number, length)
),
counted AS (
    SELECT shown, number, sum(requests) AS requests, sum(errors) AS errors, count(DISTINCT minute) AS minutes
    FROM windows JOIN service_minutes ON minute >= @at - length AND minute < @at JOIN known USING (service)
    GROUP BY 1, 2
),
latencies AS (
    SELECT shown, number, percentile_cont(0.95) WITHIN GROUP (ORDER BY duration) AS p95
    FROM windows JOIN service_minutes ON minute >= @at - length AND minute < @at JOIN known USING (service), unnest(durations) AS duration
    GROUP BY 1, 2
)
SELECT all_services.shown AS service, windows.number AS window, coalesce(requests, 0)::bigint AS requests, coalesce(errors, 0)::bigint AS errors, p95, coalesce(minutes, 0) AS minutes
FROM (SELECT DISTINCT shown FROM counted) AS all_services CROSS JOIN windows
LEFT JOIN counted ON counted.shown = all_services.shown AND counted.number = windows.number
LEFT JOIN latencies ON latencies.shown = all_services.shown AND latencies.number = windows.number
ORDER BY 1, 2;
