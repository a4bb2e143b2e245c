namespace Analytics.Catalog;

public sealed class DerivedExerciseLabels : LabelSet
{
    public Label<ExerciseType> ExerciseType => FitnessFields.ExerciseType.Label;
}

public sealed class DerivedGoalLabels : LabelSet
{
    public Label<Goal> GoalType => FitnessFields.Goal.Label;
}

public sealed class DerivedDeviceLabels : LabelSet
{
    public Label<Wearable> Device => FitnessFields.Device.Label;
}

/// <summary>What the job <c>fitness</c> computes about the 28 days up to the end of each day.</summary>
public static class FitnessSeries
{
    public static readonly Gauge<DerivedExerciseLabels> Completion = Declare("fitness:completion:ratio", Unit.One, "Workouts finished over workouts finished or broken off.").Gauge<DerivedExerciseLabels>();

    public static readonly Gauge<DerivedExerciseLabels> Injuries = Declare("fitness:injuries:per_thousand", Unit.Of("injury"), "Injuries reported per 1,000 workouts finished or broken off.").Gauge<DerivedExerciseLabels>();

    public static readonly Gauge<DerivedExerciseLabels> Progression = Declare("fitness:progression:mean", Unit.Of("share"), "Mean recorded improvement as a share of the value before; negative when people get worse.").Gauge<DerivedExerciseLabels>();

    public static readonly Gauge<DerivedExerciseLabels> Duration = Declare("fitness:workout_seconds:median", Unit.Seconds, "Median length of finished workouts.").Gauge<DerivedExerciseLabels>();

    public static readonly Gauge<DerivedExerciseLabels> Effort = Declare("fitness:effort:mean", Unit.Of("point"), "Mean rated exertion of finished workouts (Borg CR10).").Gauge<DerivedExerciseLabels>();

    public static readonly Gauge<DerivedGoalLabels> Goals = Declare("fitness:goals_achieved:ratio", Unit.One, "Goals reached over goals set; at most 1.").Gauge<DerivedGoalLabels>();

    public static readonly Gauge<NoLabels> WorkoutsPerUser = Declare("fitness:workouts:per_user", Unit.Of("workout"), "Finished workouts per user who finished any.").Gauge<NoLabels>();

    public static readonly Gauge<NoLabels> Trend = Declare("fitness:workouts:change_ratio", Unit.Of("share"), "Finished workouts over those of the 28 days before, minus 1.").Gauge<NoLabels>();

    public static readonly Gauge<DerivedExerciseLabels> ExerciseTrend = Declare("fitness:exercise_workouts:change_ratio", Unit.Of("share"), "Finished workouts of the exercise over those of the 28 days before, minus 1.").Gauge<DerivedExerciseLabels>();

    public static readonly Gauge<DerivedDeviceLabels> WearableCompleteness = Declare("wearable:data_completeness:ratio", Unit.One, "Samples received over samples expected; at most 1.").Gauge<DerivedDeviceLabels>();

    public static readonly Gauge<DerivedDeviceLabels> WearableGaps = Declare("wearable:gap_seconds:p95", Unit.Seconds, "95th percentile of the longest gap of each delivery.").Gauge<DerivedDeviceLabels>();

    private static MetricDeclaration Declare(string name, Unit unit, string help) => new(Domain.Fitness, MetricOrigin.Worker, name, unit, help, "fitness");
}
