namespace Analytics.Dashboards.Product;

/// <summary>Who the people are: segments, how they begin, whether they stay.</summary>
public static class AudienceBoard
{
    private static readonly SegmentLabels Labels = AudienceSeries.ActiveUsers.Labels;

    private static readonly LabelVariable Dimension = Variable.Of(AudienceSeries.ActiveUsers, Labels.Dimension, "Told apart by") with { All = false, Multi = false };

    public static Dashboard Board { get; } = new(
        "audience",
        Audience.Product,
        "Who are our people, and how do they begin?",
        "People by what they pay, want, are and use; their way from the sign-up page to the first value; and who stays, by what they began with. Choose above by what people are told apart; groups too small to hide a person are left out.",
        new Row("Who is active?", ActiveBySegment, ActiveOverTime, EngagedOverTime),
        new Row("How far do newcomers get, and how long does it take?", Journey, Conversion, StepTimes),
        new Row("What do people adopt?", Adoption, FeatureRetention),
        new Row("Who stays, who comes back, who leaves?", Lifecycle, Churn, Retention),
        new Row("How do the groups differ?", ByGroup, AdoptionByGroup))
    {
        Variables = [Dimension],
        Period = TimeSpan.FromDays(30),
        Refresh = TimeSpan.FromMinutes(5),
        Links = [BoardLink.To(() => ProductBoard.Board)],
        Annotations = [Annotation.Deployments, Annotation.ModelReleases],
        ReaderTest =
        [
            new("Which group is largest?", ActiveBySegment, "the longest bar"),
            new("At which step do newcomers give up?", Journey, "the longest fall between two bars"),
            new("Which feature makes people stay?", FeatureRetention, "the first line of the table"),
        ],
    };

    private static BarGauge ActiveBySegment => new("Active in 30 days, by group", "Different people of each group in the last 30 days.",
        AudienceSeries.ActiveUsersMonthly.Where(_ => Dimension.Chosen).LastOverTime(1.Days()).MaxBy(l => l.Segment).TopK(20)) { Decimals = 0 };

    private static TimeSeries ActiveOverTime => new("Active on the day, by group", "Different people of each group, day by day.",
        AudienceSeries.ActiveUsers.Where(_ => Dimension.Chosen).LastOverTime(1.Days()).MaxBy(l => l.Segment)) { Drawing = Drawing.Steps, Min = 0, Width = 8 };

    private static TimeSeries EngagedOverTime => new("More than three actions on the day", "Of the people active on the day, the share who did more than three things.",
        AudienceSeries.EngagedUsers.Where(_ => Dimension.Chosen).LastOverTime(1.Days()).MaxBy(l => l.Segment)
            / AudienceSeries.ActiveUsers.Where(_ => Dimension.Chosen).LastOverTime(1.Days()).MaxBy(l => l.Segment)) { Drawing = Drawing.Steps, Min = 0, Max = 1, Width = 8 };

    private static BarGauge Journey => Newcomers.Funnel("From the page to the first value", "People who saw the sign-up page within 30 days and reached each step within 7 days.");

    private static TimeSeries Conversion => new("Newcomers who get first value, by group", "Of the people who saw the page, the share that got what they came for.",
        AudienceSeries.SignUpConversion.Where(_ => Dimension.Chosen, l => l.Step.Is(SignUpStep.FirstValue)).LastOverTime(1.Days()).MaxBy(l => l.Segment))
    {
        Drawing = Drawing.Steps,
        Min = 0,
        Width = 8,
        EmptyWithout = "Each group has too few newcomers to be shown.",
    };

    private static Table StepTimes => new("How long each step takes", "Half of the people needed less time from the step before.", [(AudienceSeries.SignUpSeconds.Labels.Step, "Step")],
        new Column("Median", AudienceSeries.SignUpSeconds.Where(l => l.Dimension.Is(SegmentDimension.All)).LastOverTime(1.Days()).MaxBy(l => l.Step))) { SortedBy = "Median", Width = 8 };

    private static BarGauge Adoption => new("Adoption of features", "Of all people active in 30 days, the share that used the feature; the fifteen most adopted.",
        Every.Day(AudienceSeries.FeatureAdoption).MaxBy(l => l.Feature).TopK(15)) { Max = 1, Width = 12 };

    private static Table FeatureRetention => new("Who stays, by the feature they tried first", "Of the people who first used the feature in the last 90 days, the share that came back on day 30.",
        [(CohortSeries.ByFeature.Labels.Feature, "Feature")],
        new Column("Came back, day 30", CohortSeries.ByFeature.Where(l => l.Day.Is(RetentionDay.Thirty)).LastOverTime(1.Days()).MaxBy(l => l.Feature).TopK(15)) { Decimals = 1, Cell = Cell.Bar })
    {
        SortedBy = "Came back, day 30",
        Width = 12,
        EmptyWithout = "Needs 20 people of each feature, a month ago.",
    };

    private static Table ByGroup => new("New, stayed, content, by group", "People of each group by how they stand this month, and how they clicked, gave up and rated within 7 days.", [(Labels.Segment, "Group")],
        new Column("New", States(LifecycleState.New)) { Decimals = 0 },
        new Column("Stayed", States(LifecycleState.Retained)) { Decimals = 0 },
        new Column("Came back", States(LifecycleState.Resurrected)) { Decimals = 0 },
        new Column("Clicks per view", AudienceSeries.ClickThroughBySegment.Where(_ => Dimension.Chosen).LastOverTime(1.Days()).MaxBy(l => l.Segment)) { Decimals = 1 },
        new Column("Onboarding given up", AudienceSeries.OnboardingAbandonmentBySegment.Where(_ => Dimension.Chosen).LastOverTime(1.Days()).MaxBy(l => l.Segment)) { Decimals = 1 },
        new Column("Rating of the app", AudienceSeries.SatisfactionBySegment.Where(_ => Dimension.Chosen, l => l.Subject.Is(RatedSubject.App)).LastOverTime(1.Days()).MaxBy(l => l.Segment)) { Decimals = 2 })
    {
        SortedBy = "New",
        Width = 14,
        EmptyWithout = "Each group has too few people to be shown.",
    };

    private static BarGauge AdoptionByGroup => new("Most adopted features, by group", "Of a group's people active in 30 days, the share that used the feature; the twenty highest.",
        AudienceSeries.FeatureAdoptionBySegment.Where(_ => Dimension.Chosen).LastOverTime(1.Days()).MaxBy(l => l.Segment, l => l.Feature).TopK(20).As("{{segment}}: {{feature}}"))
    {
        Max = 1,
        Width = 10,
        EmptyWithout = "Each group has too few people to be shown.",
    };

    private static InstantVector States(LifecycleState state) =>
        AudienceSeries.LifecycleBySegment.Where(_ => Dimension.Chosen, l => l.State.Is(state)).LastOverTime(1.Days()).MaxBy(l => l.Segment);

    private static TimeSeries Lifecycle => new("This month's people", "New, stayed, came back, and not seen (yet) this month.", Every.Day(AudienceSeries.Lifecycle).MaxBy(l => l.State))
    {
        Drawing = Drawing.Steps,
        Min = 0,
        SeriesColours = [("new", Colour.Blue), ("retained", Colour.Green), ("resurrected", Colour.Purple), ("churned", Colour.Red)],
        Width = 10,
    };

    private static Stat Churn => new("Not seen again this month", "Of the people active last month, the share not (yet) active in this one. It falls through the month.", Every.Day(AudienceSeries.MonthlyChurn)) { Decimals = 1, Width = 4, Height = 8, EmptyWithout = "Too few people to be told." };

    private static TimeSeries Retention => new("Who comes back", "Of all newcomers of the last 90 days, the share that came back exactly so many days later.", Every.Day(CohortSeries.Pooled).MaxBy(l => l.Day).As("after {{day}} days"))
    {
        Drawing = Drawing.Steps,
        Min = 0,
        Width = 10,
    };
}
