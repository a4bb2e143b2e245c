using System.Globalization;
using Analytics.Catalog;
using Analytics.Testing.Intake;

namespace Analytics.Benchmarks.Insights;

/// <summary>
/// Days of a product whose people sign up evenly over 90 days and come back ever less often: about five events a session. Cheap to make, so that loading is what is
/// measured.
/// </summary>
internal sealed class ProductStream(int users, int seed)
{
    public const int Days = 90;

    public static readonly DateOnly First = new(2026, 8, 3);

    private static readonly string[] Tiers = ["free", "trial", "basic", "premium"];
    private static readonly string[] Goals = ["lose_weight", "build_muscle", "endurance", "mobility", "health"];
    private static readonly string[] Ages = ["18_24", "25_34", "35_44", "45_54", "55_64"];
    private static readonly string[] Countries = ["US", "DE", "GB", "JP", "FR", "IN", "ES", "CH", "BR", "AU"];
    private static readonly string[] Platforms = ["ios", "android", "web"];
    private static readonly string[] Plans = ["basic_monthly", "premium_monthly", "basic_yearly", "premium_yearly"];
    private static readonly string[] Models = ["workout", "nutrition", "recovery"];

    private readonly Random _random = new(seed);
    private long _ids;

    /// <summary>About so many events of one day; the people who sign up on it among them.</summary>
    public IEnumerable<EventRow> Day(int day, int events)
    {
        var at = new DateTimeOffset(First.AddDays(day), TimeOnly.MinValue, TimeSpan.Zero);
        var (known, next) = ((int)((long)users * day / Days), (int)((long)users * Math.Min(day + 1, Days) / Days));
        var left = events;
        for (var user = known; user < next; user++)
        {
            foreach (var row in SignUp(user, at.AddSeconds(_random.Next(80_000))))
            {
                left--;
                yield return row;
            }
        }

        while (left > 0 && next > 0)
        {
            // Squared: those who came last come back most.
            var chance = _random.NextDouble();
            var user = next - 1 - (int)(chance * chance * next);
            foreach (var row in Session(user, at.AddSeconds(_random.Next(86_000))))
            {
                left--;
                yield return row;
            }
        }
    }

    private IEnumerable<EventRow> SignUp(int user, DateTimeOffset at)
    {
        yield return Row(EngagementEvents.ScreenViewed, at, user, ",\"screen\":\"sign_up\"");
        EventKind[] steps = [EngagementEvents.UserSignedUp, EngagementEvents.OnboardingStarted, EngagementEvents.OnboardingCompleted, EngagementEvents.FirstValueReached];
        foreach (var step in steps.TakeWhile(_ => _random.Next(6) > 0))
        {
            at += TimeSpan.FromSeconds(20 + _random.Next(300));
            yield return Row(step, at, user, string.Empty);
        }
    }

    private IEnumerable<EventRow> Session(int user, DateTimeOffset at)
    {
        yield return Row(EngagementEvents.SessionStarted, at, user, string.Empty);
        for (var i = 2 + _random.Next(4); i > 0; i--)
        {
            at += TimeSpan.FromSeconds(5 + _random.Next(400));
            yield return _random.Next(7) switch
            {
                0 => Row(EngagementEvents.FeatureUsed, at, user, $",\"feature\":\"feature_{_random.Next(12)}\""),
                1 => Row(EngagementEvents.ElementClicked, at, user, $",\"element\":\"element_{_random.Next(20)}\",\"screen\":\"screen_{_random.Next(8)}\""),
                2 => Row(FitnessEvents.WorkoutCompleted, at, user, $",\"exercise_type\":\"running\",\"duration\":{_random.Next(600, 5_000)}"),
                3 => Row(AiEvents.RecommendationServed, at, user, string.Create(CultureInfo.InvariantCulture, $",\"model\":\"{Models[_random.Next(3)]}\",\"version\":\"1.0\",\"score\":{_random.NextDouble():F3},\"latency\":0.4")),
                _ => Row(EngagementEvents.ScreenViewed, at, user, $",\"screen\":\"screen_{_random.Next(8)}\""),
            };
        }

        if (_random.Next(40) == 0)
        {
            var plan = Plans[_random.Next(4)];
            var kind = _random.Next(5) switch { 0 => BusinessEvents.SubscriptionCancelled, 1 => BusinessEvents.SubscriptionRenewed, _ => BusinessEvents.SubscriptionStarted };
            yield return Row(kind, at, user, $",\"plan\":\"{plan}\",\"amount\":{(plan.EndsWith("yearly", StringComparison.Ordinal) ? 99 : 12)}.99,\"currency\":\"EUR\"");
            yield return Row(BusinessEvents.PaymentCompleted, at, user, $",\"plan\":\"{plan}\",\"amount\":12.99,\"currency\":\"EUR\"");
        }
    }

    private EventRow Row(EventKind kind, DateTimeOffset at, int user, string more) => new(
        (++_ids).ToString(CultureInfo.InvariantCulture), kind, at, $"{user * 2_654_435_761L % 4_294_967_296L:x8}{user:x24}",
        $$"""{"platform":"{{Platforms[user % 3]}}","tier":"{{Tiers[user % 4]}}","goal":"{{Goals[user % 5]}}","age_band":"{{Ages[user / 3 % 5]}}","country":"{{Countries[user / 7 % 10]}}"{{more}}}""");
}
