using Analytics.Dashboards.Operations;

namespace Analytics.Dashboards.Executive;

/// <summary>How the company is doing, on one screen.</summary>
public static class ExecutiveBoard
{
    public static Dashboard Board { get; } = new(
        "executive",
        Audience.Executive,
        "How are we doing?",
        "The state of the product for people who decide about it. Every number is counted from events that people allowed; choose the time above right.",
        new Row("Are more people coming, and do they stay active?", ActiveToday, ActiveThisWeek, ActiveThisMonth, Stickiness, SignUps, ActiveUsers, NewUsers),
        new Row("Do they come back?", RetentionByCohort, RetentionOverTime),
        new Row("What do we earn?", Revenue, Refunds, MarketplaceSales, RevenuePerDay, Subscriptions, Cancellations),
        new Row("Where is it going?", UsersExpected, UsersOutlook, RevenueExpected, RevenueOutlook),
        new Row("What do people do with the product?", TopFeatures, Workouts, Satisfaction),
        new Row("Is the AI worth it?", Accuracy, SafetyEvents, Acceptance),
        new Row("Can people rely on it?", Availability, ResponseTime))
    {
        Period = TimeSpan.FromDays(30),
        Refresh = TimeSpan.FromMinutes(5),
        Links = [BoardLink.To(() => SlaBoard.Board)],
        Annotations = [Annotation.Incidents],
        ReaderTest =
        [
            new("Are more people coming?", ActiveUsers, "the lines rise from left to right; the gap between them says how often people come"),
            new("What do we earn, and with which plan?", RevenuePerDay, "the height of the pile, and the colour that grows"),
            new("Can people rely on us?", Availability, "green: the promise is kept"),
        ],
    };

    private static Stat ActiveToday => new("Active today", "People who did anything at all today (UTC).", Every.Day(DerivedMetrics.DailyActiveUsers));

    private static Stat ActiveThisWeek => new("Active in 7 days", "Different people in the last 7 days.", Every.Day(DerivedMetrics.WeeklyActiveUsers));

    private static Stat ActiveThisMonth => new("Active in 30 days", "Different people in the last 30 days.", Every.Day(DerivedMetrics.MonthlyActiveUsers));

    private static Stat Stickiness => new(
        "Stickiness",
        "Of the people active in 30 days, the share that is active on one day. Above 20 % people come more than once a week.",
        Every.Day(DerivedMetrics.Stickiness))
    {
        Thresholds = Thresholds.Falling(good: 0.2, critical: 0.1),
    };

    private static Stat SignUps => new(
        "Sign-ups",
        "Accounts created in the chosen time.",
        EngagementMetrics.UsersSignedUp.Increase(BoardTime.Whole).SumBy())
    {
        Course = false,
        Decimals = 0,
    };

    private static TimeSeries ActiveUsers => new(
        "Active users",
        "Different people with any event: on the day, in 7 days, in 30 days. The closer the lines, the more often people come.",
        Every.Day(DerivedMetrics.DailyActiveUsers).As("on the day"),
        Every.Day(DerivedMetrics.WeeklyActiveUsers).As("in 7 days"),
        Every.Day(DerivedMetrics.MonthlyActiveUsers).As("in 30 days"))
    {
        Drawing = Drawing.Steps,
        Min = 0,
    };

    private static TimeSeries NewUsers => new("New users", "People seen for the first time, on each day.", Every.Day(DerivedMetrics.NewUsers).As("new users"))
    {
        Drawing = Drawing.Steps,
        Min = 0,
    };

    private static Matrix RetentionByCohort => Retention.ByCohort("A row is the people who arrived in one week; a cell is the share of them that came back exactly so many days later. Read down: is it getting better?");

    private static TimeSeries RetentionOverTime => new(
        "Who comes back, all weeks together",
        "The share of people who came back 1, 7 and 30 days after they arrived: all weekly cohorts, weighted by their size.",
        Retention.WeightedBySize.As("after {{day}} days"))
    {
        Drawing = Drawing.Steps,
        Min = 0,
    };

    private static Stat Revenue => new(
        "Revenue",
        "Payments that arrived in the chosen time, before refunds, in each currency.",
        BusinessMetrics.Revenue.Increase(BoardTime.Whole).SumBy(l => l.Currency))
    {
        Course = false,
    };

    private static Stat Refunds => new(
        "Refunds",
        "Payments given back in the chosen time, in each currency.",
        BusinessMetrics.Refunds.Increase(BoardTime.Whole).SumBy(l => l.Currency))
    {
        Course = false,
    };

    private static Stat MarketplaceSales => new(
        "Marketplace sales",
        "What people paid for trainers' programs in the chosen time, in each currency.",
        BusinessMetrics.ProgramSales.Increase(BoardTime.Whole).SumBy(l => l.Currency))
    {
        Course = false,
    };

    private static TimeSeries RevenuePerDay => new(
        "Revenue in 24 hours, by plan",
        "Payments of the 24 hours before each moment. A new price shows here first.",
        BusinessMetrics.Revenue.Increase(1.Days()).SumBy(l => l.Plan, l => l.Currency))
    {
        Stacked = true,
        Min = 0,
    };

    private static TimeSeries Subscriptions => new(
        "Subscriptions begun and ended in 24 hours",
        "While the green line is above the red one, the number of subscribers grows.",
        BusinessMetrics.SubscriptionsStarted.Increase(1.Days()).SumBy().As("begun"),
        BusinessMetrics.SubscriptionsCancelled.Increase(1.Days()).SumBy().As("ended"))
    {
        SeriesColours = [("begun", Colour.Green), ("ended", Colour.Red)],
        Min = 0,
    };

    private static BarGauge Cancellations => new(
        "Why subscriptions ended",
        "The reasons that people gave in the chosen time.",
        BusinessMetrics.SubscriptionsCancelled.Increase(BoardTime.Whole).SumBy(l => l.Reason).SortDescending())
    {
        Decimals = 0,
    };

    private static TimeSeries UsersExpected => Forecasts.InAWeek("Active users of a day, and what is expected in 7 days", "The band is where the day in a week lies 19 times of 20.", Every.Day(DerivedMetrics.DailyActiveUsers), ForecastSeries.ActiveUsers);

    private static Table UsersOutlook => Forecasts.Outlook("Active users of a day, expected", "Expected for a day that far ahead, with the interval that holds it 19 times of 20.", ForecastSeries.ActiveUsers);

    private static TimeSeries RevenueExpected => Forecasts.InAWeek("Net revenue of a day, and what is expected in 7 days", "In euros. The band is where the day in a week lies 19 times of 20.", Every.Day(RevenueSeries.RevenueDaily), ForecastSeries.Revenue);

    private static Table RevenueOutlook => Forecasts.Outlook("Net revenue of a day, expected", "In euros, for a day that far ahead, with the interval that holds it 19 times of 20.", ForecastSeries.Revenue);

    private static BarGauge TopFeatures => new(
        "Most used features",
        "How often the ten most used features were used in the chosen time.",
        EngagementMetrics.FeaturesUsed.Increase(BoardTime.Whole).SumBy(l => l.Feature).TopK(10))
    {
        Decimals = 0,
    };

    private static TimeSeries Workouts => new(
        "Workouts finished in 24 hours",
        "By type of exercise: what people train.",
        FitnessMetrics.WorkoutsCompleted.Increase(1.Days()).SumBy(l => l.ExerciseType))
    {
        Stacked = true,
        Min = 0,
    };

    private static Stat Satisfaction => new(
        "Satisfaction",
        "Mean of the ratings of the chosen time, 1 (bad) to 5 (good), for each subject.",
        EngagementMetrics.SatisfactionScore.Average(BoardTime.Whole, l => l.Subject))
    {
        Course = false,
        Decimals = 1,
        Thresholds = Thresholds.Falling(good: 4, critical: 3),
    };

    private static TimeSeries Acceptance => new(
        "Recommendations that people take",
        "Of the answers of the last 24 hours, the share that accepts the recommendation as it was, for each model.",
        AiQuality.Acceptance(1.Days()))
    {
        Min = 0,
        Max = 1,
    };

    private static Stat Accuracy => new(
        "Right recommendations",
        "Of the recommendations whose outcome became known in the chosen time, the share that was right. The goal is 85 %; below 75 % the AI team is alerted.",
        AiQuality.Accuracy(BoardTime.Whole))
    {
        Course = false,
        Decimals = 1,
        Thresholds = Thresholds.Falling(good: 0.85, critical: 0.75),
    };

    private static Stat SafetyEvents => new(
        "Safety events",
        "Unsafe recommendations and triggered safety rails in the chosen time. The goal is none.",
        AiMetrics.SafetyEvents.Increase(BoardTime.Whole).SumBy())
    {
        Course = false,
        Decimals = 0,
        Thresholds = Thresholds.Below(0.5),
    };

    private static Stat Availability => new(
        "Available, 30 days",
        "The share of requests of the last 30 days that were answered without an error of ours, for each service. Promised: 99.9 %.",
        DerivedMetrics.SlaAvailability.Where(l => l.Window.Is(SlaWindow.Month)).LastOverTime(1.Days()).MinBy(l => l.Service))
    {
        Decimals = 2,
        Thresholds = Thresholds.Falling(good: 0.999, critical: 0.995),
        Width = 12,
    };

    private static Stat ResponseTime => new(
        "Slowest answers, 30 days",
        "19 of 20 requests of the last 30 days were answered within this time, for each service.",
        DerivedMetrics.SlaLatencyP95.Where(l => l.Window.Is(SlaWindow.Month)).LastOverTime(1.Days()).MaxBy(l => l.Service))
    {
        Thresholds = Thresholds.Rising(warning: 0.5, critical: 2),
        Width = 12,
    };
}
