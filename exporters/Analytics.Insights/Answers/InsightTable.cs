using Analytics.Insights.Ai;
using Analytics.Insights.Cohorts;
using Analytics.Insights.Fitness;
using Analytics.Insights.Forecasts;
using Analytics.Insights.Revenue;

namespace Analytics.Insights.Answers;

/// <summary>All insights: the one place to read what can be asked about a day.</summary>
public static class InsightTable
{
    public static Insight Audience { get; } = Insight.FromSql("audience", "behaviour", "Active users, actions, sessions by tier, goal, age band, country and platform.");

    public static Insight Habits { get; } = Insight.FromSql("habits", "behaviour", "Streaks, and new, retained, resurrected and churned users of the month.");

    public static Insight Features { get; } = Insight.FromSql("features", "behaviour", "Adoption of features, clicks, flows that were left, satisfaction.");

    public static Insight Segments { get; } = Insight.FromSql("segments", "behaviour", "Lifecycle, adoption of features, clicks, flows that were left and satisfaction by segment.");

    public static Insight SignUpFunnel { get; } =
        Insight.FromSql("sign-up-funnel", "behaviour", "From the sign-up page to the first value in five steps.", "sign-up-funnel.sql", "segmented", isOn: false);

    public static Insight SignUpFunnelBySegment { get; } =
        Insight.FromSql("sign-up-funnel-segments", "behaviour", "The sign-up funnel by segment.", "sign-up-funnel.sql", "segmented", isOn: true);

    public static Insight Paths { get; } = Insight.FromSql("paths", "behaviour", "What people do directly before and after each step of the sign-up funnel.");

    public static Insight WeeklyRetention { get; } =
        Insight.FromSql("weekly-retention", "cohorts", "Who came back in which week, by week of the first event.", "weekly-retention.sql", "unbounded", isOn: false);

    public static Insight WeeklyUnbounded { get; } =
        Insight.FromSql("weekly-retention-unbounded", "cohorts", "Who came back in which week or after it, by week of the first event.", "weekly-retention.sql", "unbounded", isOn: true);

    public static Insight MonthlyRetention { get; } = Insight.FromSql("monthly-retention", "cohorts", "Who came back in which calendar month, by month of the first event.");

    public static Insight Returning { get; } = Insight.FromSql("returning", "cohorts", "Who came back on or after day N, by first event, first use of a feature and plan.");

    public static Insight Survival { get; } = new("survival", "cohorts", "How long subscriptions last, with those that go on.", SurvivalInsight.Compute);

    public static Insight Mrr { get; } = Insight.FromSql("mrr", "revenue", "Monthly recurring revenue and its movements.");

    public static Insight Money { get; } = Insight.FromSql("money", "revenue", "Revenue, refunds, revenue per user and payer, lifetime value so far.");

    public static Insight Marketplace { get; } = Insight.FromSql("marketplace", "revenue", "Programs sold, commissions, ratings, buyers, and what things cost.");

    public static Insight CustomerValue { get; } = new("customer-value", "revenue", "Lifetime value to come, payers by recency, frequency and value.", CustomerValueInsight.Compute);

    public static Insight AiQuality { get; } = Insight.FromSql("ai-quality", "ai", "Accuracy, answers, satisfaction, latency and safety of each version of each model.");

    public static Insight AiDegradation { get; } = Insight.FromSql("ai-degradation", "ai", "Each model's youngest version against the one before, each model against the week before.");

    public static Insight Drift { get; } = new("drift", "drift", "Drift of scores and inputs against the 28 days before.", DriftInsight.Compute);

    public static Insight Fitness { get; } = new("fitness", "fitness", "Completion, injuries, progression, goals, wearables, trends.",
        (database, day, cancel) => FitnessInsight.Compute(database, day, trainer: null, cancel));

    public static Insight Forecast { get; } = new("forecast", "forecast", "Active users and revenue to expect.", ForecastInsight.Compute);

    public static IReadOnlyList<Insight> All { get; } =
    [
        Audience, Habits, Features, Segments, SignUpFunnel, SignUpFunnelBySegment, Paths, WeeklyRetention, WeeklyUnbounded, MonthlyRetention, Returning, Survival, Mrr, Money, Marketplace, CustomerValue, AiQuality, AiDegradation, Drift, Fitness, Forecast,
    ];
}
