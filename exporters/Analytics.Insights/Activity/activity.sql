-- Who was there on @day, in the 7 and in the 30 days that end with it.
SELECT (SELECT count(*) FROM user_days WHERE day = @day::date) AS daily,
       (SELECT count(DISTINCT person) FROM user_days WHERE day BETWEEN @day::date - 6 AND @day::date) AS weekly,
       (SELECT count(DISTINCT person) FROM user_days WHERE day BETWEEN @day::date - 29 AND @day::date) AS monthly,
       (SELECT count(*) FROM people WHERE first_day = @day::date) AS new,
       (SELECT count(*) FROM event_hours WHERE hour >= @start AND hour < @start + interval '1 day') AS hours,
       EXISTS (SELECT FROM event_hours WHERE hour < @start + interval '1 day') AS any_data;
