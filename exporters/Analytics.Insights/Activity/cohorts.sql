-- Weekly cohorts that began between @first and @day, and who of them came back exactly N days after the first day. Days after @complete are not over yet:
-- whose day N lies there is not eligible.
SELECT to_char(first_day, 'IYYY-"W"IW') AS cohort, count(*) AS size,
       count(*) FILTER (WHERE first_day + 1 <= @complete::date) AS eligible1,
       count(*) FILTER (WHERE first_day + 7 <= @complete::date) AS eligible7,
       count(*) FILTER (WHERE first_day + 30 <= @complete::date) AS eligible30,
       count(one.day) AS retained1, count(seven.day) AS retained7, count(thirty.day) AS retained30
FROM people
LEFT JOIN user_days AS one ON one.person = people.person AND one.day = first_day + 1 AND one.day <= @complete::date
LEFT JOIN user_days AS seven ON seven.person = people.person AND seven.day = first_day + 7 AND seven.day <= @complete::date
LEFT JOIN user_days AS thirty ON thirty.person = people.person AND thirty.day = first_day + 30 AND thirty.day <= @complete::date
WHERE first_day BETWEEN @first::date AND @day::date
GROUP BY 1
ORDER BY 1;
