namespace Analytics.Catalog;

/// <summary>By what people are told apart. A person has one value of each, the latest that an event carried; of platforms, all that were used.</summary>
public enum SegmentDimension
{
    /// <summary>Everybody, whose one segment is <c>all</c>.</summary>
    All,
    Tier,
    Goal,
    AgeBand,
    Country,
    Platform,
}

/// <summary>All platforms that a person used.</summary>
public enum PlatformMix
{
    Ios,
    Android,
    Web,
    IosAndroid,
    IosWeb,
    AndroidWeb,
    All,

    /// <summary>No event told any.</summary>
    Unknown,
}

/// <summary>How a person stands in a calendar month.</summary>
public enum LifecycleState
{
    /// <summary>First event ever in the month.</summary>
    New,

    /// <summary>Also active in the month before.</summary>
    Retained,

    /// <summary>Seen before, but not in the month before.</summary>
    Resurrected,

    /// <summary>Active in the month before and not (yet) in this one.</summary>
    Churned,
}

/// <summary>The five steps from the sign-up page to the first value.</summary>
public enum SignUpStep
{
    Page,
    SignedUp,
    OnboardingStarted,
    OnboardingCompleted,
    FirstValue,
}

public sealed class SegmentLabels : LabelSet
{
    public Label<SegmentDimension> Dimension { get; } = new("dimension", "By what people are told apart.", WireName.All<SegmentDimension>());

    public Label<string> Segment { get; } = new("segment", "The value of the dimension; small groups are left out.", budget: 40);
}

public sealed class PlatformMixLabels : LabelSet
{
    public Label<PlatformMix> Platforms { get; } = new("platforms", "All platforms that the person used, and no other.", WireName.All<PlatformMix>());
}

public sealed class StepLabels : LabelSet
{
    public Label<SignUpStep> Step { get; } = new("step", "The step that was not reached.", WireName.All<SignUpStep>());
}

public sealed class FunnelLabels : LabelSet
{
    public Label<SegmentDimension> Dimension { get; } = new("dimension", "By what people are told apart.", WireName.All<SegmentDimension>());

    public Label<string> Segment { get; } = new("segment", "The value of the dimension; small groups are left out.", budget: 40);

    public Label<SignUpStep> Step { get; } = new("step", "The step that was reached.", WireName.All<SignUpStep>());
}

public sealed class PathLabels : LabelSet
{
    public Label<SignUpStep> Step { get; } = new("step", "The step of the sign-up funnel.", WireName.All<SignUpStep>());

    public Label<string> Event { get; } = new("event", "The kind of the person's event next to it; none where the session begins or ends.", budget: 60);
}

public sealed class LifecycleLabels : LabelSet
{
    public Label<LifecycleState> State { get; } = new("state", "How people stand in the month.", WireName.All<LifecycleState>());
}

public sealed class DerivedFeatureLabels : LabelSet
{
    public Label<string> Feature => EngagementFields.Feature.Label;
}

public sealed class DerivedScreenLabels : LabelSet
{
    public Label<string> Screen { get; } = new("screen", "The screen's name; all for all of them.", budget: 100);
}

public sealed class DerivedFlowLabels : LabelSet
{
    public Label<string> Flow => EngagementFields.Flow.Label;

    public Label<string> Step => EngagementFields.Step.Label;
}

public sealed class DerivedSubjectLabels : LabelSet
{
    public Label<RatedSubject> Subject => EngagementFields.Subject.Label;
}

public sealed class SegmentLifecycleLabels : LabelSet
{
    public Label<SegmentDimension> Dimension { get; } = new("dimension", "By what people are told apart.", WireName.All<SegmentDimension>());

    public Label<string> Segment { get; } = new("segment", "The value of the dimension; small groups are left out.", budget: 40);

    public Label<LifecycleState> State { get; } = new("state", "How people stand in the month.", WireName.All<LifecycleState>());
}

public sealed class SegmentFeatureLabels : LabelSet
{
    public Label<SegmentDimension> Dimension { get; } = new("dimension", "By what people are told apart.", WireName.All<SegmentDimension>());

    public Label<string> Segment { get; } = new("segment", "The value of the dimension; small groups are left out.", budget: 40);

    public Label<string> Feature { get; } = new("feature", "The feature's name; the 10 with most users.", budget: 10);
}

public sealed class SegmentSubjectLabels : LabelSet
{
    public Label<SegmentDimension> Dimension { get; } = new("dimension", "By what people are told apart.", WireName.All<SegmentDimension>());

    public Label<string> Segment { get; } = new("segment", "The value of the dimension; small groups are left out.", budget: 40);

    public Label<RatedSubject> Subject => EngagementFields.Subject.Label;
}

/// <summary>What the job <c>behaviour</c> computes about each whole UTC day. Groups of fewer people than the privacy threshold are left out.</summary>
public static class AudienceSeries
{
    public static readonly Gauge<SegmentLabels> ActiveUsers = Daily("audience:active_users:daily", "user", "Distinct users of the segment with any event on the day.");

    public static readonly Gauge<SegmentLabels> ActiveUsersWeekly = Daily("audience:active_users:weekly", "user", "Distinct users of the segment with any event on the day or the 6 before.");

    public static readonly Gauge<SegmentLabels> ActiveUsersMonthly = Daily("audience:active_users:monthly", "user", "Distinct users of the segment with any event on the day or the 29 before.");

    public static readonly Gauge<PlatformMixLabels> PlatformMixes = Declare("audience:platform_mix:monthly", Unit.Of("user"), "Distinct users on the day or the 29 before by all platforms that they used: each is in one of them, so that their sum is everybody and the sum of those with a platform is the platform's number.").Gauge<PlatformMixLabels>();

    public static readonly Gauge<SegmentLabels> EngagedUsers = Daily("audience:engaged_users:daily", "user", "Users of the segment with more than 3 actions on the day.");

    public static readonly Gauge<SegmentLabels> ActionsPerUser = Daily("audience:actions:per_user", "action", "Actions on the day per active user.");

    public static readonly Gauge<SegmentLabels> SessionsPerUser = Daily("audience:sessions:per_user", "session", "Sessions begun on the day per active user; a session ends after more than 30 minutes without an event.");

    public static readonly Gauge<SegmentLabels> SessionSecondsMean = Seconds("audience:session_seconds:mean", "Mean length of the sessions begun on the day, first to last event.");

    public static readonly Gauge<SegmentLabels> SessionSecondsMedian = Seconds("audience:session_seconds:median", "Median length of the sessions begun on the day, first to last event.");

    public static readonly Gauge<SegmentLabels> Bounces = Declare("audience:session_bounces:ratio", Unit.One, "Share of the sessions begun on the day that have one event.").Gauge<SegmentLabels>();

    public static readonly Gauge<NoLabels> StreakMean = Declare("engagement:streak_days:mean", Unit.Days, "Mean number of days in a row, up to the day, of the users active on it.").Gauge<NoLabels>();

    public static readonly Gauge<NoLabels> StreakWeek = Declare("engagement:streak_week:ratio", Unit.One, "Share of the users active on the day who were active on each of the 6 days before too.").Gauge<NoLabels>();

    public static readonly Gauge<LifecycleLabels> Lifecycle = Declare("engagement:lifecycle:monthly", Unit.Of("user"), "Users by how they stand in the calendar month so far.").Gauge<LifecycleLabels>();

    public static readonly Gauge<NoLabels> MonthlyChurn = Declare("engagement:churn:monthly_ratio", Unit.One, "Share of the users active in the month before who are not (yet) active in this one.").Gauge<NoLabels>();

    public static readonly Gauge<DerivedFeatureLabels> FeatureUsers = Declare("feature:active_users:monthly", Unit.Of("user"), "Distinct users of the feature on the day or the 29 before.").Gauge<DerivedFeatureLabels>();

    public static readonly Gauge<DerivedFeatureLabels> FeatureAdoption = Declare("feature:adoption:ratio", Unit.One, "Users of the feature in 30 days over all active users in 30 days.").Gauge<DerivedFeatureLabels>();

    public static readonly Gauge<DerivedScreenLabels> ClickThrough = Declare("engagement:click_through:ratio", Unit.One, "Clicks on the screen over its views in 7 days; at most 1.").Gauge<DerivedScreenLabels>();

    public static readonly Gauge<DerivedFlowLabels> Abandonments = Declare("flow:abandonments:weekly", Unit.Of("abandonment"), "Flows left at the step in 7 days.").Gauge<DerivedFlowLabels>();

    public static readonly Gauge<NoLabels> OnboardingAbandonment = Declare("flow:onboarding_abandonment:ratio", Unit.One, "Onboardings left over onboardings left or completed, in 7 days.").Gauge<NoLabels>();

    public static readonly Gauge<DerivedSubjectLabels> Satisfaction = Declare("engagement:satisfaction:mean", Unit.Of("point"), "Mean rating from 1 to 5 in 7 days.").Gauge<DerivedSubjectLabels>();

    public static readonly Gauge<SegmentLifecycleLabels> LifecycleBySegment = Declare("audience:lifecycle:monthly", Unit.Of("user"), "Users of the segment by how they stand in the calendar month so far.")
        .WithSeriesBudget(1_100).Gauge<SegmentLifecycleLabels>();

    public static readonly Gauge<SegmentFeatureLabels> FeatureUsersBySegment = Declare("audience:feature_users:monthly", Unit.Of("user"), "Distinct users of the segment who used the feature on the day or the 29 before; the 10 features with most users.")
        .WithSeriesBudget(3_100).Gauge<SegmentFeatureLabels>();

    public static readonly Gauge<SegmentFeatureLabels> FeatureAdoptionBySegment = Declare("audience:feature_adoption:ratio", Unit.One, "Users of the feature in 30 days over active users of the segment in 30 days; the 10 features with most users.")
        .WithSeriesBudget(3_100).Gauge<SegmentFeatureLabels>();

    public static readonly Gauge<SegmentLabels> ClickThroughBySegment = Declare("audience:click_through:ratio", Unit.One, "Clicks of the segment's users over their screen views in 7 days; at most 1.").Gauge<SegmentLabels>();

    public static readonly Gauge<SegmentLabels> AbandonmentsBySegment = Daily("audience:abandonments:weekly", "abandonment", "Flows that the segment's users left in 7 days.");

    public static readonly Gauge<SegmentLabels> OnboardingAbandonmentBySegment = Declare("audience:onboarding_abandonment:ratio", Unit.One, "Onboardings that the segment's users left over those they left or completed, in 7 days.").Gauge<SegmentLabels>();

    public static readonly Gauge<SegmentSubjectLabels> SatisfactionBySegment = Declare("audience:satisfaction:mean", Unit.Of("point"), "Mean rating from 1 to 5 by the segment's users in 7 days.")
        .WithSeriesBudget(1_300).Gauge<SegmentSubjectLabels>();

    public static readonly Gauge<FunnelLabels> SignUpUsers = Declare("funnel:sign_up:users", Unit.Of("user"), "Users who entered the sign-up funnel in the 30 days up to the day and reached the step within 7 days.")
        .WithSeriesBudget(1_300).Gauge<FunnelLabels>();

    public static readonly Gauge<FunnelLabels> SignUpConversion = Declare("funnel:sign_up:conversion_ratio", Unit.One, "Of the users who entered the funnel, the share that reached the step.")
        .WithSeriesBudget(1_300).Gauge<FunnelLabels>();

    public static readonly Gauge<FunnelLabels> SignUpSeconds = Declare("funnel:sign_up:step_seconds", Unit.Seconds, "Median time from the step before to the step.")
        .WithSeriesBudget(1_300).Gauge<FunnelLabels>();

    public static readonly Gauge<StepLabels> SignUpDropOff = Declare("funnel:sign_up:drop_off_ratio", Unit.One, "Of the users who reached the step before, the share that did not reach the step.").Gauge<StepLabels>();

    public static readonly Gauge<PathLabels> Before = Declare("path:before:ratio", Unit.One, "Of the times that the step was taken in 7 days, the share directly preceded by the event, at most 30 minutes before.").Gauge<PathLabels>();

    public static readonly Gauge<PathLabels> After = Declare("path:after:ratio", Unit.One, "Of the times that the step was taken in 7 days, the share directly followed by the event, at most 30 minutes later.").Gauge<PathLabels>();

    private static Gauge<SegmentLabels> Daily(string name, string thing, string help) => Declare(name, Unit.Of(thing), help).Gauge<SegmentLabels>();

    private static Gauge<SegmentLabels> Seconds(string name, string help) => Declare(name, Unit.Seconds, help).Gauge<SegmentLabels>();

    private static MetricDeclaration Declare(string name, Unit unit, string help) => new(Domain.Engagement, MetricOrigin.Worker, name, unit, help, "behaviour");
}
