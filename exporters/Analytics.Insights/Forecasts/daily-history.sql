-- Active users, net revenue in euros and payers of each of the 400 days up to @day, from the first with anybody on.
SELECT coalesce(users, 0), coalesce(net, 0)::double precision, coalesce(payers, 0)
FROM generate_series(greatest(@day - 399, (SELECT min(first_day) FROM people))::timestamp, @day::timestamp, interval '1 day') AS all_days (at)
     LEFT JOIN (SELECT day, count(*) AS users FROM user_days WHERE day BETWEEN @day - 399 AND @day GROUP BY 1) AS active ON active.day = at::date
     LEFT JOIN (SELECT day, sum((gross + refunds) * euros) AS net, count(DISTINCT person) AS payers
                FROM user_money JOIN rates ON rates.currency = user_money.currency AND day >= from_day AND day < until_day WHERE day BETWEEN @day - 399 AND @day GROUP BY 1) AS money
               ON money.day = at::date
ORDER BY at;
