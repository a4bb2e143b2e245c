-- What each person bought on each day up to @day, in euros; purchases of one day are one.
SELECT person, day, sum(gross * euros)
FROM user_money JOIN rates ON rates.currency = user_money.currency AND day >= from_day AND day < until_day
WHERE person > 0 AND orders > 0 AND day <= @day
GROUP BY 1, 2 HAVING sum(gross) > 0
ORDER BY 1, 2;
