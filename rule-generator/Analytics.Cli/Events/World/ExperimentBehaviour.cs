using Analytics.Catalog;

namespace Analytics.Cli.Events.World;

/// <summary>Experiments: each person is in one arm for good (drawn from a dice of its own), and is exposed when they meet it.</summary>
internal static class ExperimentBehaviour
{
    public const string Onboarding = "short-onboarding";

    public const string Coach = "coach-tone";

    private const string Control = "control";

    private const string Treatment = "treatment";

    /// <summary>Exposes a person; the second experiment meets only one visit in eight.</summary>
    public static void Expose(Visit visit, string experiment)
    {
        if (experiment == Onboarding || visit.Dice.Chance(0.125))
        {
            visit.Tell(AiEvents.ExperimentExposed).With(AiFields.Experiment, experiment).With(AiFields.Variant, ArmOf(visit.Person, experiment));
        }
    }

    /// <summary>By how much a person's arm of the coach experiment makes them like recommendations more.</summary>
    public static double LiftOf(Person person) => ArmOf(person, Coach) == Treatment ? 0.04 : 0;

    private static string ArmOf(Person person, string experiment) =>
        new Dice(Dice.SeedOf(person.Index, experiment)).Chance(0.5) ? Treatment : Control;
}
