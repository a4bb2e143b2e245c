using Analytics.Catalog;

namespace Analytics.Cli.Events.World;

/// <summary>
/// In a story a few people stop coming, and some time later take their consent back: then the gateway erases them. Nothing of them follows, and for days
/// nothing of them comes before it, so that batches on their way side by side cannot overtake the withdrawal.
/// </summary>
internal static class ConsentBehaviour
{
    private const double Share = 0.015;

    private static readonly TimeSpan Silence = TimeSpan.FromDays(9);

    /// <summary>When a person withdraws: drawn from dice of its own, so that everybody else's life stays as it is; null for nearly all.</summary>
    public static DateTimeOffset? WithdrawalOf(Person person, Stage stage)
    {
        var dice = stage.DiceOf("withdrawal", person.Index);
        return stage.Story.HasWithdrawals && dice.Chance(Share) ? person.SignsUpAt + Silence + TimeSpan.FromDays(1 + dice.Exponential(14)) : null;
    }

    /// <summary>Whether a person keeps silent from a day on, up to the withdrawal and for good.</summary>
    public static bool IsSilent(Person person, DateOnly day) => person.WithdrawsAt is { } at && day >= DayOf(at - Silence);

    /// <summary>The withdrawal, on its day.</summary>
    public static void Live(Person person, Stage stage, DateOnly day)
    {
        if (person.WithdrawsAt is { } at && day == DayOf(at))
        {
            var actor = person.As(person.Stream.NextSession(), stage, at);
            stage.Tell(PlatformEvents.ConsentWithdrawn, at, person.Stream, actor with { Consent = Consent.TakenBack(at) });
        }
    }

    /// <summary>Whether a person has withdrawn at an instant.</summary>
    public static bool IsGone(Person person, DateTimeOffset at) => person.WithdrawsAt <= at;

    private static DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);
}
