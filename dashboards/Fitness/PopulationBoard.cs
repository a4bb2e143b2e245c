using Analytics.AlertRules.Fitness;

namespace Analytics.Dashboards.Fitness;

/// <summary>How people train, in the aggregate.</summary>
public static class PopulationBoard
{
    private static readonly LabelVariable Exercise = Variable.Of(FitnessMetrics.WorkoutsStarted, FitnessMetrics.WorkoutsStarted.Labels.ExerciseType, "Exercise");

    public static Dashboard Board { get; } = new(
        "fitness-population",
        Audience.Fitness,
        "How people train",
        "What the population trains, how long, how hard, and what it does to them. Counts only: no label says anything about one person.",
        new Row("What do people train?", Workouts, Mix, WorkoutsOverTime),
        new Row("How long and how hard?", Duration, Effort, DurationSpread, EffortSpread),
        new Row("What has changed in four weeks?", Trend, PerPerson, Goals, Gains),
        new Row("Does it work?", Completion, Progress, Injuries))
    {
        Variables = [Exercise],
        Period = TimeSpan.FromDays(30),
        Refresh = TimeSpan.FromMinutes(5),
        Links = [BoardLink.To(() => WearablesBoard.Board)],
        ReaderTest =
        [
            new("What is in fashion?", WorkoutsOverTime, "the band that grows"),
            new("Do people train too hard?", EffortSpread, "dark cells near 10"),
            new("Which exercise works?", Progress, "the highest line"),
        ],
    };

    private static Stat Workouts => Stat.Total("Workouts finished", "Workouts finished in the chosen time.", FitnessMetrics.WorkoutsCompleted.Where(_ => Exercise.Chosen).Increase(BoardTime.Whole).SumBy());

    private static PieChart Mix => new(
        "Types of exercise",
        "Workouts finished in the chosen time, by type.",
        FitnessMetrics.WorkoutsCompleted.Where(_ => Exercise.Chosen).Increase(BoardTime.Whole).SumBy(l => l.ExerciseType))
    {
        Decimals = 0,
    };

    private static TimeSeries WorkoutsOverTime => new(
        "Workouts finished in each hour",
        "The rhythm of days and weeks, by type.",
        FitnessMetrics.WorkoutsCompleted.Where(_ => Exercise.Chosen).Increase(1.Hours()).SumBy(l => l.ExerciseType))
    {
        Stacked = true,
        Min = 0,
    };

    private static BarGauge Duration => new(
        "Half of the workouts last",
        "Half of the workouts of the chosen time lasted longer, for each type.",
        FitnessMetrics.WorkoutDuration.Where(_ => Exercise.Chosen).Quantile(0.5, BoardTime.Whole, l => l.ExerciseType))
    {
        Width = 12,
    };

    private static BarGauge Effort => new(
        "Mean effort",
        "Perceived exertion, 0 (none) to 10 (the utmost), mean of the chosen time for each type.",
        FitnessMetrics.WorkoutEffort.Where(_ => Exercise.Chosen).Average(BoardTime.Whole, l => l.ExerciseType))
    {
        Decimals = 1,
        Max = 10,
        Width = 12,
    };

    private static Heatmap DurationSpread => new("How long workouts last", "How many workouts lasted so long, over time.", FitnessMetrics.WorkoutDuration.Where(_ => Exercise.Chosen).BucketIncrease(BoardTime.Rate));

    private static Heatmap EffortSpread => new("How hard workouts are", "How many workouts were so hard, over time.", FitnessMetrics.WorkoutEffort.Where(_ => Exercise.Chosen).BucketIncrease(BoardTime.Rate));

    private static Stat Trend => new("Workouts against the four weeks before", "Above 0 people train more.", Every.Day(FitnessSeries.Trend)) { Unit = "percentunit", Decimals = 1, Thresholds = Thresholds.AtLeast(0), Width = 5, Height = 8, EmptyWithout = "Needs eight weeks of workouts." };

    private static Stat PerPerson => new("Workouts of a person", "Finished workouts of four weeks over the people who finished any.", Every.Day(FitnessSeries.WorkoutsPerUser)) { Decimals = 1, Width = 5, Height = 8 };

    private static BarGauge Goals => new("Goals reached of those set", "In four weeks, for each goal.", Every.Day(FitnessSeries.Goals).MaxBy(l => l.GoalType)) { Max = 1, Width = 7 };

    private static BarGauge Gains => new("Mean progress", "Mean recorded improvement over the value before, in four weeks, for each type of exercise.", Every.Day(FitnessSeries.Progression).MaxBy(l => l.ExerciseType)) { Unit = "percentunit", Decimals = 1, Width = 7 };

    private static BarGauge Completion => new("Finished of those begun", "The share finished, for each type of exercise.", Share.Of(
        FitnessMetrics.WorkoutsCompleted.Where(_ => Exercise.Chosen).Increase(BoardTime.Whole).SumBy(l => l.ExerciseType),
        FitnessMetrics.WorkoutsStarted.Where(_ => Exercise.Chosen).Increase(BoardTime.Whole).SumBy(l => l.ExerciseType)))
    {
        Max = 1,
    };

    private static TimeSeries Progress => new(
        "Progress for each 100 workouts",
        "Progress recorded in 7 days, for each 100 workouts finished, by type: which exercise works.",
        FitnessMetrics.ProgressionsRecorded.Where(_ => Exercise.Chosen).Increase(7.Days()).SumBy(l => l.ExerciseType)
            / (FitnessMetrics.WorkoutsCompleted.Where(_ => Exercise.Chosen).Increase(7.Days()).SumBy(l => l.ExerciseType) > 0) * 100)
    {
        Width = 8,
        Min = 0,
    };

    private static TimeSeries Injuries => new(
        "Injuries for each 1,000 workouts",
        "Injuries reported in 7 days, for each 1,000 workouts begun, by type.",
        FitnessMetrics.InjuriesReported.Where(_ => Exercise.Chosen).Increase(7.Days()).SumBy(l => l.ExerciseType)
            / (FitnessMetrics.WorkoutsStarted.Where(_ => Exercise.Chosen).Increase(7.Days()).SumBy(l => l.ExerciseType) > 0) * 1000)
    {
        Links = [BoardLink.ToRunbook(Wearables.InjuriesRising)],
        Width = 8,
        Min = 0,
    };
}
