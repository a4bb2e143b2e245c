namespace Analytics.Benchmarks.Insights;

/// <summary>The four hot questions put to the raw events, as somebody would who has no rollups. One number or one row comes back, to be compared with the rollups' answer.</summary>
internal static class RawQuestions
{
    /// <summary>Daily, weekly and monthly active users of @day.</summary>
    public const string ActiveUsers = """
        SELECT count(DISTINCT user_id) FILTER (WHERE occurred_at >= @day::timestamp AT TIME ZONE 'UTC'),
               count(DISTINCT user_id) FILTER (WHERE occurred_at >= (@day - 6)::timestamp AT TIME ZONE 'UTC'), count(DISTINCT user_id)
        FROM events WHERE occurred_at >= (@day - 29)::timestamp AT TIME ZONE 'UTC' AND occurred_at < (@day + 1)::timestamp AT TIME ZONE 'UTC'
        """;

    /// <summary>How many cells the weekly matrix has, and the people in all of them.</summary>
    public const string WeeklyRetention = """
        WITH weeks AS (SELECT DISTINCT user_id, date_trunc('week', occurred_at AT TIME ZONE 'UTC')::date AS week FROM events WHERE user_id IS NOT NULL),
        firsts AS (SELECT user_id, min(week) AS cohort FROM weeks GROUP BY 1)
        SELECT count(DISTINCT (cohort, week)), count(*) FROM weeks JOIN firsts USING (user_id) WHERE week < date_trunc('week', @day + 1)
        """;

    /// <summary>People who reached each of the five steps.</summary>
    public const string SignUpFunnel = """
        WITH steps AS (
            SELECT user_id, kind, occurred_at AS at FROM events
            WHERE kind IN ('screen.viewed', 'user.signed_up', 'onboarding.started', 'onboarding.completed', 'first_value.reached') AND user_id IS NOT NULL
              AND (kind <> 'screen.viewed' OR properties ->> 'screen' = 'sign_up') AND occurred_at < (@day + 1)::timestamp AT TIME ZONE 'UTC'
        ),
        one AS (SELECT user_id, min(at) AS t1 FROM steps WHERE kind = 'screen.viewed' GROUP BY 1 HAVING min(at) >= (@day - 29)::timestamp AT TIME ZONE 'UTC'),
        two AS (SELECT user_id, t1, min(at) AS t2 FROM one JOIN steps USING (user_id) WHERE kind = 'user.signed_up' AND at > t1 AND at <= t1 + interval '7 days' GROUP BY 1, 2),
        three AS (SELECT user_id, t1, min(at) AS t3 FROM two JOIN steps USING (user_id) WHERE kind = 'onboarding.started' AND at > t2 AND at <= t1 + interval '7 days' GROUP BY 1, 2),
        four AS (SELECT user_id, t1, min(at) AS t4 FROM three JOIN steps USING (user_id) WHERE kind = 'onboarding.completed' AND at > t3 AND at <= t1 + interval '7 days' GROUP BY 1, 2),
        five AS (SELECT user_id FROM four JOIN steps USING (user_id) WHERE kind = 'first_value.reached' AND at > t4 AND at <= t1 + interval '7 days' GROUP BY 1)
        SELECT (SELECT count(*) FROM one), (SELECT count(*) FROM two), (SELECT count(*) FROM three), (SELECT count(*) FROM four), (SELECT count(*) FROM five)
        """;

    /// <summary>Subscribers and MRR at the end of @day.</summary>
    public const string Mrr = """
        SELECT count(*), round(sum(mrr), 2) FROM (
            SELECT DISTINCT ON (user_id) kind, (properties ->> 'amount')::numeric / (CASE WHEN properties ->> 'plan' LIKE '%yearly' THEN 12 ELSE 1 END) AS mrr
            FROM events
            WHERE kind IN ('subscription.started', 'subscription.renewed', 'subscription.changed', 'subscription.cancelled') AND user_id IS NOT NULL
              AND occurred_at < (@day + 1)::timestamp AT TIME ZONE 'UTC'
            ORDER BY user_id, occurred_at DESC, id COLLATE "C" DESC
        ) AS last WHERE kind <> 'subscription.cancelled'
        """;
}
