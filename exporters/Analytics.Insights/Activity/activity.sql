-- Who was there on @day, in the 7 and in the 30 days that end with it.
WITH seen AS (SELECT person, max(day) AS last_day FROM user_days WHERE day BETWEEN @day::date - 29 AND @day::date GROUP BY 1)
SELECT count(*) FILTER (WHERE last_day = @day::date) AS daily, count(*) FILTER (WHERE last_day >= @day::date - 6) AS weekly, count(*) AS monthly,
       (SELECT count(*) FROM people WHERE first_day = @day::date) AS new,
       (SELECT count(*) FROM event_hours WHERE hour >= @start AND hour < @start + interval '1 day') AS hours,
       EXISTS (SELECT FROM event_hours WHERE hour < @start + interval '1 day') AS any_data
FROM seen;
