using Analytics.Catalog;

namespace Analytics.Cli.Events.World;

/// <summary>A wearable delivers its day: a sample a minute, some lost, each brand losing its own share.</summary>
internal static class WearableBehaviour
{
    public static void Sync(Person person, Stage stage, DateTimeOffset at)
    {
        if (person.Wearable is not { } device)
        {
            return;
        }

        var dice = person.Dice;
        var expected = 60 * Math.Round(dice.Between(8, 24));
        var lost = Math.Min(0.95, LossOf(device) * dice.LogNormal(1, 0.8));
        stage.Traffic.Ask(AppSurface.SyncWearable, at);
        var synced = stage.Tell(FitnessEvents.WearableSynced, at, person.Stream, person.As(person.Stream.NextSession(), stage, at))
            .With(FitnessFields.Device, device)
            .With(FitnessFields.SamplesExpected, expected)
            .With(FitnessFields.SamplesReceived, Math.Floor(expected * (1 - lost)));
        if (lost > 0.01)
        {
            synced.With(FitnessFields.Gap, Math.Round(60 * expected * lost * dice.Between(0.3, 1)));
        }
    }

    private static double LossOf(Wearable device) => device switch
    {
        Wearable.AppleWatch => 0.012,
        Wearable.Garmin => 0.015,
        Wearable.Polar => 0.02,
        Wearable.Whoop => 0.03,
        Wearable.Fitbit => 0.06,
        _ => 0.12,
    };
}
