namespace Analytics.Catalog;

public sealed class WeeklyRetentionLabels : LabelSet
{
    public Label<string> Cohort { get; } = new("cohort", "ISO week of the first event: 2026-W40.", budget: 30);

    public Label<string> Week { get; } = new("week", "Weeks after the cohort's: 0 to 26.", [.. Enumerable.Range(0, 27).Select(week => week.ToString(System.Globalization.CultureInfo.InvariantCulture))]);
}

public sealed class FeatureRetentionLabels : LabelSet
{
    public Label<string> Feature => EngagementFields.Feature.Label;

    public Label<RetentionDay> Day { get; } = new("day", "Days after the first use.", WireName.All<RetentionDay>());
}

public sealed class PlanRetentionLabels : LabelSet
{
    public Label<Plan> Plan => BusinessFields.Plan.Label;

    public Label<RetentionDay> Day { get; } = new("day", "Days after the first start of the plan.", WireName.All<RetentionDay>());
}

public sealed class DayLabels : LabelSet
{
    public Label<RetentionDay> Day { get; } = new("day", "Days after the first event.", WireName.All<RetentionDay>());
}

public sealed class MonthlyRetentionLabels : LabelSet
{
    public Label<string> Cohort { get; } = new("cohort", "Calendar month of the first event: 2026-10.", budget: 14);

    public Label<string> Month { get; } = new("month", "Months after the cohort's: 0 to 11.", [.. Enumerable.Range(0, 12).Select(month => month.ToString(System.Globalization.CultureInfo.InvariantCulture))]);
}

public sealed class CurveLabels : LabelSet
{
    public Label<string> Age { get; } = new("age_days", "Days after the first event: 1 to 30.", [.. Enumerable.Range(1, 30).Select(day => day.ToString(System.Globalization.CultureInfo.InvariantCulture))]);
}

public sealed class SurvivalLabels : LabelSet
{
    public Label<string> Age { get; } = new("age_days", "Days since the first start of a subscription.", ["30", "60", "90", "180", "365"]);
}

/// <summary>What the job <c>cohorts</c> computes about each whole UTC day: who came back, by when and by what they began with.</summary>
public static class CohortSeries
{
    public static readonly Gauge<WeeklyRetentionLabels> Weekly = Declare("cohort:weekly_retention:ratio", "Of the users whose first event is in the ISO week, the share active in the week that many weeks later; complete weeks only.")
        .Gauge<WeeklyRetentionLabels>();

    public static readonly Gauge<WeeklyRetentionLabels> WeeklyUnbounded = Declare("cohort:weekly_unbounded_retention:ratio", "Of the users whose first event is in the ISO week, the share active in the week that many weeks later or after it; complete weeks only.")
        .Gauge<WeeklyRetentionLabels>();

    public static readonly Gauge<MonthlyRetentionLabels> Monthly = Declare("cohort:monthly_retention:ratio", "Of the users whose first event is in the calendar month, the share active in the month that many months later; complete months only.")
        .Gauge<MonthlyRetentionLabels>();

    public static readonly Gauge<MonthlyRetentionLabels> MonthlyUnbounded = Declare("cohort:monthly_unbounded_retention:ratio", "Of the users whose first event is in the calendar month, the share active in the month that many months later or after it; complete months only.")
        .Gauge<MonthlyRetentionLabels>();

    public static readonly Gauge<CurveLabels> Curve = Declare("cohort:retention_curve:ratio", "Of all eligible users of the last 90 days, the share with an event exactly N days after their first, for each N up to 30.")
        .Gauge<CurveLabels>();

    public static readonly Gauge<DayLabels> Pooled = Declare("cohort:pooled_retention:ratio", "Of all eligible users of the last 90 days, the share with an event exactly N days after their first.")
        .Gauge<DayLabels>();

    public static readonly Gauge<DayLabels> Unbounded = Declare("cohort:unbounded_retention:ratio", "Of all eligible users of the last 90 days, the share with an event N days after their first or later.")
        .Gauge<DayLabels>();

    public static readonly Gauge<FeatureRetentionLabels> ByFeature = Declare("cohort:feature_retention:ratio", "Of the eligible users who first used the feature in the last 90 days, the share with any event exactly N days later.")
        .Gauge<FeatureRetentionLabels>();

    public static readonly Gauge<PlanRetentionLabels> ByPlan = Declare("cohort:plan_retention:ratio", "Of the eligible users whose first subscription began with the plan in the last 90 days, the share with any event exactly N days later.")
        .Gauge<PlanRetentionLabels>();

    public static readonly Gauge<SurvivalLabels> Survival = Declare("cohort:subscription_survival:ratio", "Kaplan-Meier estimate of the share of subscribers who have not cancelled N days after their first start.")
        .Gauge<SurvivalLabels>();

    private static MetricDeclaration Declare(string name, string help) => new(Domain.Engagement, MetricOrigin.Worker, name, Unit.One, help, "cohorts");
}
