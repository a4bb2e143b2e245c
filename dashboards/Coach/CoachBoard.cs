namespace Analytics.Dashboards.Coach;

/// <summary>How clients get on, all together.</summary>
public static class CoachBoard
{
    private static readonly LabelVariable Exercise = Variable.Of(FitnessMetrics.WorkoutsStarted, FitnessMetrics.WorkoutsStarted.Labels.ExerciseType, "Exercise");

    public static Dashboard Board { get; } = new(
        "coach",
        Audience.Coach,
        "How are the clients doing?",
        "Workouts, goals and what the AI recommends, for all clients together. Nothing here is about one person: no name, no id, no group small enough to guess.",
        new Row("Do clients finish what they begin?", Completion, Completed, CompletionByExercise, CompletionOverTime),
        new Row("Do they reach their goals?", GoalsReached, Goals, Progress),
        new Row("Do they take the AI's advice?", Acceptance, AcceptanceOverTime),
        new Row("Are they content, and unhurt?", Satisfaction, Injuries))
    {
        Variables = [Exercise],
        Period = TimeSpan.FromDays(30),
        Refresh = TimeSpan.FromMinutes(5),
        ReaderTest =
        [
            new("Which exercise do clients break off?", CompletionByExercise, "the shortest bar"),
            new("Do they reach what they want?", GoalsReached, "the share, green when most do"),
            new("Do they trust the AI?", AcceptanceOverTime, "a line that rises"),
        ],
    };

    private static Gauge Completion => new("Workouts finished", "Of the workouts begun in the chosen time, the share that was finished.", Share.Of(
        FitnessMetrics.WorkoutsCompleted.Where(_ => Exercise.Chosen).Increase(BoardTime.Whole).SumBy(),
        FitnessMetrics.WorkoutsStarted.Where(_ => Exercise.Chosen).Increase(BoardTime.Whole).SumBy()))
    {
        Unit = "percentunit",
        Thresholds = Thresholds.Falling(good: 0.8, critical: 0.6),
    };

    private static Stat Completed => Stat.Total("Workouts", "Workouts finished in the chosen time.", FitnessMetrics.WorkoutsCompleted.Where(_ => Exercise.Chosen).Increase(BoardTime.Whole).SumBy());

    private static BarGauge CompletionByExercise => new("Finished, by exercise", "The share finished, for each type of exercise: a low bar is too hard, or too dull.", Share.Of(
        FitnessMetrics.WorkoutsCompleted.Where(_ => Exercise.Chosen).Increase(BoardTime.Whole).SumBy(l => l.ExerciseType),
        FitnessMetrics.WorkoutsStarted.Where(_ => Exercise.Chosen).Increase(BoardTime.Whole).SumBy(l => l.ExerciseType)))
    {
        Max = 1,
    };

    private static TimeSeries CompletionOverTime => new(
        "Begun, finished and broken off in 24 hours",
        "Lines that rise and fall together are healthy.",
        FitnessMetrics.WorkoutsStarted.Where(_ => Exercise.Chosen).Increase(1.Days()).SumBy().As("begun"),
        FitnessMetrics.WorkoutsCompleted.Where(_ => Exercise.Chosen).Increase(1.Days()).SumBy().As("finished"),
        FitnessMetrics.WorkoutsAbandoned.Where(_ => Exercise.Chosen).Increase(1.Days()).SumBy().As("broken off"))
    {
        Min = 0,
        SeriesColours = [("begun", Colour.Blue), ("finished", Colour.Green), ("broken off", Colour.Red)],
    };

    private static Stat GoalsReached => Stat.Total("Goals reached", "Goals reached in the chosen time.", FitnessMetrics.GoalsAchieved.Increase(BoardTime.Whole).SumBy());

    private static BarChart Goals => new(
        "Goals set and reached",
        "In the chosen time, by what people want to reach.",
        FitnessMetrics.GoalsSet.Labels.Goal,
        FitnessMetrics.GoalsSet.Increase(BoardTime.Whole).SumBy(l => l.Goal).As("set"),
        FitnessMetrics.GoalsAchieved.Increase(BoardTime.Whole).SumBy(l => l.Goal).As("reached"))
    {
        Decimals = 0,
    };

    private static TimeSeries Progress => new(
        "Progress recorded in 24 hours",
        "More weight, more distance, more repetitions: by type of exercise.",
        FitnessMetrics.ProgressionsRecorded.Where(_ => Exercise.Chosen).Increase(1.Days()).SumBy(l => l.ExerciseType))
    {
        Stacked = true,
        Min = 0,
    };

    private static Stat Acceptance => new("Recommendations accepted", "Of the answers in the chosen time, the share that accepts the AI's recommendation unchanged.", AiQuality.Acceptance(BoardTime.Whole))
    {
        Course = false,
        Decimals = 0,
    };

    private static TimeSeries AcceptanceOverTime => new("Recommendations accepted, over time", "The share of the answers of the last 24 hours.", AiQuality.Acceptance(1.Days()))
    {
        Min = 0,
        Max = 1,
    };

    private static Stat Satisfaction => new(
        "Satisfaction with workouts",
        "Mean rating of the chosen time, 1 (bad) to 5 (good).",
        EngagementMetrics.SatisfactionScore.Where(l => l.Subject.Is(RatedSubject.Workout)).Average(BoardTime.Whole))
    {
        Course = false,
        Decimals = 1,
        Thresholds = Thresholds.Falling(good: 4, critical: 3),
        EmptyWithout = "No rating in the chosen time.",
    };

    private static TimeSeries Injuries => new(
        "Injuries reported in 7 days",
        "By type of exercise: a rise asks for a look at the plans.",
        FitnessMetrics.InjuriesReported.Where(_ => Exercise.Chosen).Increase(7.Days()).SumBy(l => l.ExerciseType))
    {
        Min = 0,
    };
}
