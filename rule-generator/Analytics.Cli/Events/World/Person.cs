using System.Globalization;
using Analytics.Catalog;

namespace Analytics.Cli.Events.World;

/// <summary>What a person pays, until when, and since when.</summary>
internal sealed record Subscription(Plan Plan, decimal Amount, DateOnly RenewsOn);

/// <summary>
/// One person: who they are (fixed at birth from their own dice) and where they are in life (onboarded, trial, subscription). What they do is in
/// the behaviours.
/// </summary>
internal sealed class Person
{
    private readonly Consent _consent;
    private readonly double _updatesAfterDays;

    /// <summary>A person of a stage.</summary>
    /// <param name="index">Which one; everything about them follows from it.</param>
    /// <param name="stage">Where they live.</param>
    /// <param name="signsUpAt">When they sign up; null to let their dice decide within the stage's window.</param>
    public Person(int index, Stage stage, DateTimeOffset? signsUpAt = null)
    {
        Index = index;
        Dice = stage.DiceOf("person", index);
        Stream = stage.StreamOf("person", index);
        UserId = string.Create(CultureInfo.InvariantCulture, $"user-{stage.Seed}-{index}");
        Country = Dice.Pick(Market.Countries);
        SignsUpAt = signsUpAt ?? Rhythm.SignUpOf(stage, Country, Dice);
        (Channel, var quality) = Dice.Pick(Market.Channels);
        (Platform, OsVersion, Model, Screen) = Dice.Pick(Devices);
        Goal = Dice.Pick(Goals);
        AgeBand = Dice.Pick(AgeBands);
        Wearable = Dice.Chance(0.32) ? Dice.Pick(Wearables) : null;
        Liveliness = Math.Clamp(Dice.LogNormal(1, 0.35), 0.3, 2.2) * (Wearable is null ? 1 : 1.15);
        FinishesOnboarding = Dice.Chance(Math.Min(0.95, 0.66 * quality * (Platform == DevicePlatform.Web ? 0.85 : 1.05)));
        _updatesAfterDays = Dice.Exponential(4);
        var trackable = !Dice.Chance(0.03);
        _consent = new Consent(trackable, trackable && !Dice.Chance(0.06), Dice.Chance(0.4), SignsUpAt, Consent.CurrentVersion);
        WithdrawsAt = trackable ? ConsentBehaviour.WithdrawalOf(this, stage) : null;
    }

    private static readonly Weighted<(DevicePlatform Platform, string Os, string Model, string Screen)> Devices = new(
        ((DevicePlatform.Ios, "26.1", "iPhone 17", "1206x2622"), 26),
        ((DevicePlatform.Ios, "18.7", "iPhone 14", "1170x2532"), 18),
        ((DevicePlatform.Android, "16", "Pixel 10", "1080x2424"), 16),
        ((DevicePlatform.Android, "15", "Galaxy S25", "1080x2340"), 22),
        ((DevicePlatform.Web, "macOS 26", "Safari", "1440x900"), 8),
        ((DevicePlatform.Web, "Windows 11", "Chrome", "1920x1080"), 10));

    private static readonly Weighted<Goal> Goals = new(
        (Goal.LoseWeight, 34), (Goal.BuildMuscle, 26), (Goal.Endurance, 16), (Goal.Mobility, 8), (Goal.Health, 16));

    private static readonly Weighted<AgeBand> AgeBands = new(
        (AgeBand.Under18, 2), (AgeBand.From18, 22), (AgeBand.From25, 34), (AgeBand.From35, 22), (AgeBand.From45, 12), (AgeBand.From55, 6), (AgeBand.From65, 2));

    private static readonly Weighted<Wearable> Wearables = new(
        (Analytics.Catalog.Wearable.AppleWatch, 44), (Analytics.Catalog.Wearable.Garmin, 20), (Analytics.Catalog.Wearable.Fitbit, 18),
        (Analytics.Catalog.Wearable.Whoop, 8), (Analytics.Catalog.Wearable.Polar, 6), (Analytics.Catalog.Wearable.Other, 4));

    public int Index { get; }

    public Dice Dice { get; private set; }

    public EventStream Stream { get; private set; }

    public string UserId { get; }

    public DateTimeOffset SignsUpAt { get; }

    /// <summary>When this person takes the consent back; null for never.</summary>
    public DateTimeOffset? WithdrawsAt { get; }

    public Country Country { get; }

    public string Channel { get; }

    public DevicePlatform Platform { get; }

    public string OsVersion { get; }

    public string Model { get; }

    public string Screen { get; }

    public Goal Goal { get; }

    public AgeBand AgeBand { get; }

    public Wearable? Wearable { get; }

    /// <summary>How much more often than others this person comes back (1 = as often).</summary>
    public double Liveliness { get; }

    /// <summary>Whether this person gets to the end of the onboarding: those who do stay much longer.</summary>
    public bool FinishesOnboarding { get; }

    public bool ReachedFirstValue { get; set; }

    public bool HasGoal { get; set; }

    /// <summary>The last day of a running trial.</summary>
    public DateOnly? TrialEnds { get; set; }

    public Subscription? Subscription { get; set; }

    /// <summary>Has paid and left; such people rarely come back.</summary>
    public bool Left { get; set; }

    public Tier Tier => Subscription is { } subscription ? Market.TierOf(subscription.Plan) : TrialEnds is null ? Tier.Free : Tier.Trial;

    /// <summary>Goes on living on another stage, with other dice and ids than in the life so far.</summary>
    public void GoOn(Stage stage)
    {
        Dice = stage.DiceOf("person goes on", Index);
        Stream = stage.StreamOf("person goes on", Index);
    }

    public AppRelease AppAt(Stage stage, DateTimeOffset at) =>
        stage.Releases.AppAt(at, Platform == DevicePlatform.Web ? TimeSpan.Zero : TimeSpan.FromDays(_updatesAfterDays));

    /// <summary>This person as the cause of events of one session.</summary>
    public Actor As(string sessionId, Stage stage, DateTimeOffset at)
    {
        var device = new Device(Platform, AppAt(stage, at).Version, OsVersion, Model, Screen, Platform != DevicePlatform.Web && Dice.Chance(0.4) ? "cellular" : "wifi");
        return new Actor(UserId, sessionId, device, new Segment(Tier, Goal, AgeBand, Country.Code), _consent);
    }
}
