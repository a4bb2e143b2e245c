namespace Analytics.Catalog;

/// <summary>What a workout consists of.</summary>
public enum ExerciseType
{
    Strength,
    Running,
    Cycling,
    Swimming,
    Yoga,
    Hiit,
    Mobility,
}

/// <summary>Wearables that workouts are recorded with.</summary>
public enum Wearable
{
    AppleWatch,
    Fitbit,
    Garmin,
    Polar,
    Whoop,
    Other,
}

/// <summary>How bad an injury is.</summary>
public enum InjurySeverity
{
    Minor,
    Moderate,
    Severe,
}

/// <summary>Fields of the fitness events.</summary>
public static class FitnessFields
{
    public static readonly ChoiceField<ExerciseType> ExerciseType = new("exercise_type", "What the workout consists of.");
    public static readonly NumberField Duration = new("duration", "How long the workout lasted.", Unit.Seconds, 0, 86_400);
    public static readonly NumberField Effort = new("effort", "Rated perceived exertion (Borg CR10).", Unit.Of("point"), 0, 10, sensitivity: Sensitivity.Health);
    public static readonly ChoiceField<Goal> Goal = new("goal_type", "What is to be reached.");
    public static readonly NumberField Improvement = new("improvement", "By how much a person got better, as a share of the value before.", Unit.One, -1, 10, sensitivity: Sensitivity.Health);
    public static readonly ChoiceField<InjurySeverity> InjurySeverity = new("injury_severity", "How bad the injury is.", Sensitivity.Health);
    public static readonly ChoiceField<Wearable> Device = new("device", "The wearable.");
    public static readonly NumberField SamplesExpected = new("samples_expected", "How many samples the interval should have.", Unit.Of("sample"), 0, 10_000_000, integral: true);
    public static readonly NumberField SamplesReceived = new("samples_received", "How many samples came.", Unit.Of("sample"), 0, 10_000_000, integral: true);
    public static readonly NumberField Gap = new("gap", "The longest time without a sample.", Unit.Seconds, 0, 2_592_000);
}

/// <summary>How people train.</summary>
public static class FitnessEvents
{
    public static readonly EventKind WorkoutStarted = Declare("workout.started", "A workout began.",
        ContextFields.Platform.Required, FitnessFields.ExerciseType.Required);

    public static readonly EventKind WorkoutCompleted = Declare("workout.completed", "A workout was finished.",
        ContextFields.Platform.Required, FitnessFields.ExerciseType.Required, FitnessFields.Duration.Required, FitnessFields.Effort.Optional);

    public static readonly EventKind WorkoutAbandoned = Declare("workout.abandoned", "A workout was broken off.",
        ContextFields.Platform.Required, FitnessFields.ExerciseType.Required, FitnessFields.Duration.Optional);

    public static readonly EventKind GoalSet = Declare("goal.set", "A person set a goal.", FitnessFields.Goal.Required);
    public static readonly EventKind GoalAchieved = Declare("goal.achieved", "A person reached a goal.", FitnessFields.Goal.Required);
    public static readonly EventKind ProgressionRecorded = Declare("progression.recorded", "A person got better (or worse) at an exercise.",
        FitnessFields.ExerciseType.Required, FitnessFields.Improvement.Required);

    public static readonly EventKind InjuryReported = Declare("injury.reported", "A person was hurt.",
        FitnessFields.ExerciseType.Required, FitnessFields.InjurySeverity.Required);

    public static readonly EventKind WearableSynced = Declare("wearable.synced", "A wearable delivered its samples.",
        FitnessFields.Device.Required, FitnessFields.SamplesExpected.Required, FitnessFields.SamplesReceived.Required, FitnessFields.Gap.Optional);

    private static EventKind Declare(string name, string help, params EventField[] fields) =>
        EventKind.Declare(Domain.Fitness, EventType.UserAction, DataClass.Usage, name, help, fields);
}
