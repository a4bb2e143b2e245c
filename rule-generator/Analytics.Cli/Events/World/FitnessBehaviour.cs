using Analytics.Catalog;

namespace Analytics.Cli.Events.World;

/// <summary>Goals and workouts: started, finished or broken off, progress, now and then an injury.</summary>
internal static class FitnessBehaviour
{
    /// <summary>Exercise types with: how long a workout takes (median, minutes), the share that is finished, the usual effort (Borg CR10), the share of injuries.</summary>
    private sealed record Exercise(ExerciseType Type, double Minutes, double Finished, double Effort, double Injured);

    private static readonly Weighted<Exercise> Exercises = new(
        (new(ExerciseType.Strength, 44, 0.86, 6.2, 0.0050), 30),
        (new(ExerciseType.Running, 34, 0.90, 5.8, 0.0060), 22),
        (new(ExerciseType.Hiit, 21, 0.72, 8.1, 0.0080), 14),
        (new(ExerciseType.Yoga, 32, 0.91, 3.4, 0.0008), 12),
        (new(ExerciseType.Cycling, 48, 0.88, 5.5, 0.0020), 10),
        (new(ExerciseType.Mobility, 17, 0.93, 2.6, 0.0005), 8),
        (new(ExerciseType.Swimming, 38, 0.89, 5.9, 0.0010), 4));

    private static readonly Weighted<InjurySeverity> Severities = new((InjurySeverity.Minor, 74), (InjurySeverity.Moderate, 20), (InjurySeverity.Severe, 6));

    public static void SetGoal(Visit visit)
    {
        var person = visit.Person;
        if (!person.HasGoal)
        {
            person.HasGoal = true;
            visit.Tell(FitnessEvents.GoalSet).With(FitnessFields.Goal, person.Goal);
        }
        else if (visit.Dice.Chance(0.25))
        {
            person.HasGoal = false;
            visit.Tell(FitnessEvents.GoalAchieved).With(FitnessFields.Goal, person.Goal);
        }
    }

    public static void Train(Visit visit)
    {
        var dice = visit.Dice;
        var exercise = dice.Pick(Exercises);
        visit.View("workout_player", AppSurface.StartWorkout);
        visit.Tell(FitnessEvents.WorkoutStarted).With(FitnessFields.ExerciseType, exercise.Type);
        var seconds = Math.Clamp(dice.LogNormal(exercise.Minutes * 60, 0.3), 240, 14_400);
        if (!dice.Chance(exercise.Finished))
        {
            visit.Pass(seconds * dice.Between(0.1, 0.7));
            visit.Tell(FitnessEvents.WorkoutAbandoned).With(FitnessFields.ExerciseType, exercise.Type).With(FitnessFields.Duration, (visit.Now - visit.Start).TotalSeconds);
            return;
        }

        visit.Pass(seconds);
        visit.Stage.Traffic.Ask(AppSurface.FinishWorkout, visit.Now);
        visit.Tell(FitnessEvents.WorkoutCompleted).With(FitnessFields.ExerciseType, exercise.Type).With(FitnessFields.Duration, seconds)
            .With(FitnessFields.Effort, exercise.Effort + (1.3 * dice.Normal()));
        visit.ReachFirstValue();
        if (dice.Chance(0.2))
        {
            visit.Tell(FitnessEvents.ProgressionRecorded).With(FitnessFields.ExerciseType, exercise.Type).With(FitnessFields.Improvement, 0.02 + (0.03 * dice.Normal()));
        }

        if (dice.Chance(exercise.Injured))
        {
            visit.Tell(FitnessEvents.InjuryReported).With(FitnessFields.ExerciseType, exercise.Type).With(FitnessFields.InjurySeverity, dice.Pick(Severities));
        }
    }
}
