namespace Analytics.Catalog;

public sealed class WorkoutLabels : LabelSet
{
    public Label<ExerciseType> ExerciseType => FitnessFields.ExerciseType.Label;

    public Label<DevicePlatform> Platform => ContextFields.Platform.Label;
}

public sealed class ExerciseLabels : LabelSet
{
    public Label<ExerciseType> ExerciseType => FitnessFields.ExerciseType.Label;
}

public sealed class GoalLabels : LabelSet
{
    public Label<Goal> Goal => FitnessFields.Goal.Label;
}

public sealed class WearableLabels : LabelSet
{
    public Label<Wearable> Device => FitnessFields.Device.Label;
}

/// <summary>How people train, counted. What says something about one body (effort, severity of an injury) is no label.</summary>
public static class FitnessMetrics
{
    public static readonly Counter<WorkoutLabels> WorkoutsStarted = Declare("workouts_started", Unit.Of("workout"), "Workouts begun.")
        .CountOf(FitnessEvents.WorkoutStarted).Counter<WorkoutLabels>();

    public static readonly Counter<WorkoutLabels> WorkoutsCompleted = Declare("workouts_completed", Unit.Of("workout"), "Workouts finished.")
        .CountOf(FitnessEvents.WorkoutCompleted).Counter<WorkoutLabels>();

    public static readonly Histogram<ExerciseLabels> WorkoutDuration = Declare("workout.duration", Unit.Seconds, "How long finished workouts lasted.")
        .ValueOf(FitnessEvents.WorkoutCompleted, FitnessFields.Duration).Histogram<ExerciseLabels>(MetricDeclaration.HumanSeconds);

    public static readonly Histogram<ExerciseLabels> WorkoutEffort = Declare("workout.effort", Unit.Of("point"), "Perceived exertion of finished workouts, 0 to 10.")
        .ValueOf(FitnessEvents.WorkoutCompleted, FitnessFields.Effort).Histogram<ExerciseLabels>([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);

    public static readonly Counter<WorkoutLabels> WorkoutsAbandoned = Declare("workouts_abandoned", Unit.Of("workout"), "Workouts broken off.")
        .CountOf(FitnessEvents.WorkoutAbandoned).Counter<WorkoutLabels>();

    public static readonly Counter<GoalLabels> GoalsSet = Declare("goals_set", Unit.Of("goal"), "Goals set.")
        .CountOf(FitnessEvents.GoalSet).Counter<GoalLabels>();

    public static readonly Counter<GoalLabels> GoalsAchieved = Declare("goals_achieved", Unit.Of("goal"), "Goals reached.")
        .CountOf(FitnessEvents.GoalAchieved).Counter<GoalLabels>();

    public static readonly Counter<ExerciseLabels> ProgressionsRecorded = Declare("progressions_recorded", Unit.Of("progression"), "Progress recorded at exercises.")
        .CountOf(FitnessEvents.ProgressionRecorded).Counter<ExerciseLabels>();

    public static readonly Counter<ExerciseLabels> InjuriesReported = Declare("injuries_reported", Unit.Of("injury"), "Injuries reported.")
        .CountOf(FitnessEvents.InjuryReported).Counter<ExerciseLabels>();

    public static readonly Counter<WearableLabels> WearableSyncs = Declare("wearable_syncs", Unit.Of("sync"), "Deliveries of samples by wearables.")
        .CountOf(FitnessEvents.WearableSynced).Counter<WearableLabels>();

    public static readonly Counter<WearableLabels> WearableSamplesExpected = Declare("wearable_samples_expected", Unit.Of("sample"), "Samples that the wearables should have delivered.")
        .ValueOf(FitnessEvents.WearableSynced, FitnessFields.SamplesExpected).Counter<WearableLabels>();

    public static readonly Counter<WearableLabels> WearableSamplesReceived = Declare("wearable_samples_received", Unit.Of("sample"), "Samples that the wearables delivered.")
        .ValueOf(FitnessEvents.WearableSynced, FitnessFields.SamplesReceived).Counter<WearableLabels>();

    public static readonly Histogram<WearableLabels> WearableGap = Declare("wearable.gap", Unit.Seconds, "The longest time without a sample in a delivery.")
        .ValueOf(FitnessEvents.WearableSynced, FitnessFields.Gap).Histogram<WearableLabels>([60, 300, 900, 3_600, 14_400, 86_400]);

    private static MetricDeclaration Declare(string name, Unit unit, string help) =>
        new(Domain.Fitness, MetricOrigin.Events, "analytics.fitness." + name, unit, help);
}
