namespace Analytics.Dashboards.Product;

/// <summary>What people do in the app, and where they leave it.</summary>
public static class ProductBoard
{
    private static readonly PlatformTierLabels Labels = EngagementMetrics.SessionsStarted.Labels;

    private static readonly LabelVariable Platform = Variable.Of(EngagementMetrics.SessionsStarted, Labels.Platform, "Platform");

    public static Dashboard Board { get; } = new(
        "product",
        Audience.Product,
        "Product and engagement",
        "What people do in the app, how far newcomers get, what they use and where they leave. Choose the platform above to compare.",
        new Row("Do people come, and do they stay?", Active, Stickiness, Sessions, SessionLength, SessionsOverTime, SessionLengths),
        new Row("How far do newcomers get?", Funnel, OnboardingRate, Cohorts),
        new Row("What do they use?", Features, Screens, Elements),
        new Row("Where do they leave?", Abandoned, AbandonedOverTime, Crashes),
        new Row("Are they content?", Satisfaction, SatisfactionOverTime, Meals))
    {
        Variables = [Platform],
        Links = [BoardLink.To(() => AudienceBoard.Board)],
        Period = TimeSpan.FromDays(7),
        Refresh = TimeSpan.FromMinutes(5),
        Annotations = [Annotation.Deployments, Annotation.ModelReleases],
        ReaderTest =
        [
            new("Where do newcomers get lost?", Funnel, "the longest fall between two bars"),
            new("Does the product get stickier?", Cohorts, "columns that turn greener downwards"),
            new("Which step of which flow is broken?", Abandoned, "the first line of the table"),
        ],
    };

    private static Stat Active => new("Active today", "People who did anything at all today (UTC), on any platform.", Every.Day(DerivedMetrics.DailyActiveUsers));

    private static Stat Stickiness => new("Stickiness", "Of the people active in 30 days, the share active on one day.", Every.Day(DerivedMetrics.Stickiness))
    {
        Thresholds = Thresholds.Falling(good: 0.2, critical: 0.1),
    };

    private static Stat Sessions => Stat.Total("Sessions", "Sessions begun in the chosen time.", EngagementMetrics.SessionsStarted.Where(_ => Platform.Chosen).Increase(BoardTime.Whole).SumBy());

    private static Stat SessionLength => new("Half of the sessions last", "Half of the sessions of the chosen time lasted longer than this.", EngagementMetrics.SessionDuration.Where(_ => Platform.Chosen).Quantile(0.5, BoardTime.Whole))
    {
        Course = false,
    };

    private static TimeSeries SessionsOverTime => new(
        "Sessions, by what people pay for",
        "Sessions begun in each hour, by tier: do those who pay come more often?",
        EngagementMetrics.SessionsStarted.Where(_ => Platform.Chosen).Increase(1.Hours()).SumBy(l => l.Tier))
    {
        Stacked = true,
        Min = 0,
    };

    private static Heatmap SessionLengths => new(
        "How long sessions last",
        "Each column is a moment, each cell how many sessions lasted so long.",
        EngagementMetrics.SessionDuration.Where(_ => Platform.Chosen).BucketIncrease(BoardTime.Rate));

    private static BarGauge Funnel => Newcomers.Funnel("From sign-up to first value", "How many people of the last 30 days took each step, on all platforms. The longest fall between two bars is where to work.");

    private static Gauge OnboardingRate => new(
        "Finished of those who began",
        "Onboardings finished over onboardings begun, in the chosen time.",
        Share.Of(
            EngagementMetrics.OnboardingsCompleted.Where(_ => Platform.Chosen).Increase(BoardTime.Whole).SumBy(),
            EngagementMetrics.OnboardingsStarted.Where(_ => Platform.Chosen).Increase(BoardTime.Whole).SumBy()))
    {
        Unit = "percentunit",
        Thresholds = Thresholds.Falling(good: 0.6, critical: 0.4),
    };

    private static Matrix Cohorts => Retention.ByCohort("A row is the people who arrived in one week; a cell the share that came back exactly so many days later, on any platform.");

    private static BarGauge Features => new(
        "Most used features",
        "Uses of the ten most used features in the chosen time.",
        EngagementMetrics.FeaturesUsed.Where(_ => Platform.Chosen).Increase(BoardTime.Whole).SumBy(l => l.Feature).TopK(10))
    {
        Decimals = 0,
    };

    private static BarGauge Screens => new(
        "Most seen screens",
        "Views of the ten screens seen most in the chosen time.",
        EngagementMetrics.ScreensViewed.Where(_ => Platform.Chosen).Increase(BoardTime.Whole).SumBy(l => l.Screen).TopK(10))
    {
        Decimals = 0,
    };

    private static BarGauge Elements => new(
        "Most touched elements",
        "Clicks and taps on the ten elements touched most in the chosen time.",
        EngagementMetrics.ElementsClicked.Where(_ => Platform.Chosen).Increase(BoardTime.Whole).SumBy(l => l.Element).TopK(10))
    {
        Decimals = 0,
    };

    private static Table Abandoned => new(
        "Flows left before their end",
        "At which step people gave up in the chosen time; the ten worst. On all platforms.",
        [(EngagementMetrics.FlowsAbandoned.Labels.Flow, "Flow"), (EngagementMetrics.FlowsAbandoned.Labels.Step, "Step")],
        new Column("Left", EngagementMetrics.FlowsAbandoned.Increase(BoardTime.Whole).SumBy(l => l.Flow, l => l.Step).TopK(10)) { Decimals = 0, Cell = Cell.Bar })
    {
        SortedBy = "Left",
        Width = 8,
    };

    private static TimeSeries AbandonedOverTime => new("Flows left, by flow", "Flows left in each hour: a rise after a release is a broken step.", EngagementMetrics.FlowsAbandoned.Increase(1.Hours()).SumBy(l => l.Flow))
    {
        Stacked = true,
        Min = 0,
        Width = 8,
    };

    private static TimeSeries Crashes => new("Crashes of the app", "Crashes of each hour, by platform and version: the newest version should not stand out.", PlatformMetrics.AppCrashes.Where(_ => Platform.Chosen).Increase(1.Hours()).SumBy(l => l.Platform, l => l.AppVersion))
    {
        Drawing = Drawing.Bars,
        Stacked = true,
        Min = 0,
        Width = 8,
        EmptyWithout = "No crash in the chosen time.",
    };

    private static Stat Satisfaction => new("Satisfaction", "Mean rating of the chosen time, 1 (bad) to 5 (good), for each subject.", EngagementMetrics.SatisfactionScore.Where(_ => Platform.Chosen).Average(BoardTime.Whole, l => l.Subject))
    {
        Course = false,
        Decimals = 1,
        Thresholds = Thresholds.Falling(good: 4, critical: 3),
    };

    private static TimeSeries SatisfactionOverTime => new(
        "Satisfaction, day by day",
        "Mean rating of the last 24 hours, for each subject.",
        (EngagementMetrics.SatisfactionScore.Where(_ => Platform.Chosen).SumIncrease(1.Days()).SumBy(l => l.Subject)
            / EngagementMetrics.SatisfactionScore.Where(_ => Platform.Chosen).CountIncrease(1.Days()).SumBy(l => l.Subject)).As("{{subject}}"))
    {
        Min = 1,
        Max = 5,
    };

    private static TimeSeries Meals => new("Meals logged", "Meals logged in each hour: does the habit hold?", EngagementMetrics.NutritionLogged.Where(_ => Platform.Chosen).Increase(1.Hours()).SumBy(l => l.Meal))
    {
        Stacked = true,
        Min = 0,
    };
}
