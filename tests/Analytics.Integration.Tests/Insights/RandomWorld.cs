using System.Globalization;
using Analytics.Catalog;
using Analytics.Testing.Intake;

namespace Analytics.Integration.Tests.Insights;

/// <summary>An event of the random world.</summary>
internal sealed record WorldEvent(string Id, EventKind Kind, DateTimeOffset At, string? User, IReadOnlyDictionary<string, object> Values)
{
    public DateOnly Day => DateOnly.FromDateTime(At.UtcDateTime);

    public string? Text(Field field) => Values.GetValueOrDefault(field.Name) as string;

    public double? Number(Field field) => Values.TryGetValue(field.Name, out var value) ? Convert.ToDouble(value, CultureInfo.InvariantCulture) : null;

    public decimal? Amount => Values.TryGetValue(BusinessFields.Amount.Name, out var value) ? (decimal)value : null;

    public EventRow Row => EventRow.Of(Id, Kind, At, User, Values);
}

/// <summary>
/// Events as awkward as they come: on midnight and just before it, sessions across it, gaps of exactly 30 minutes, people seen once, nobody, several platforms, plan
/// changes at one instant, refunds without a payment, prices that only others tell.
/// </summary>
internal sealed class RandomWorld
{
    public const int Days = 48;

    /// <summary>A Sunday, so that weeks are cut; months too.</summary>
    public static readonly DateTimeOffset Start = new(2026, 9, 20, 0, 0, 0, TimeSpan.Zero);

    private static readonly EventKind[] Actions =
    [
        EngagementEvents.SessionStarted, EngagementEvents.ScreenViewed, EngagementEvents.ScreenViewed, EngagementEvents.ElementClicked, EngagementEvents.FeatureUsed, EngagementEvents.FeatureUsed,
        EngagementEvents.FlowAbandoned, EngagementEvents.UserSignedUp, EngagementEvents.OnboardingStarted, EngagementEvents.OnboardingCompleted, EngagementEvents.FirstValueReached,
        EngagementEvents.SatisfactionRated, FitnessEvents.WorkoutCompleted, FitnessEvents.WorkoutAbandoned, FitnessEvents.ProgressionRecorded, FitnessEvents.InjuryReported,
        FitnessEvents.GoalSet, FitnessEvents.GoalAchieved, FitnessEvents.WearableSynced, BusinessEvents.ProgramRated,
    ];

    private static readonly EventKind[] Contracts =
        [BusinessEvents.SubscriptionStarted, BusinessEvents.SubscriptionRenewed, BusinessEvents.SubscriptionRenewed, BusinessEvents.SubscriptionChanged, BusinessEvents.SubscriptionCancelled];

    private static readonly EventKind[] Money = [BusinessEvents.PaymentCompleted, BusinessEvents.PaymentCompleted, BusinessEvents.ProgramSold, BusinessEvents.PaymentRefunded, BusinessEvents.CommissionRecorded];

    private static readonly EventKind[] Advice = [AiEvents.RecommendationServed, AiEvents.RecommendationServed, AiEvents.RecommendationAnswered, AiEvents.OutcomeLabelled, AiEvents.SafetyEventRaised];

    private readonly Random _random;

    public RandomWorld(int seed)
    {
        _random = new Random(seed);
        for (var user = 0; user < 140; user++)
        {
            LivePerson(user % 9 == 0 ? null : $"u{user}", visits: user % 7 == 0 ? 1 : 1 + _random.Next(14), onlyOne: user % 7 == 0);
        }

        for (var hour = 0; hour < Days * 24; hour++)
        {
            for (var i = _random.Next(9); i > 0; i--)
            {
                Add(Pick(Advice), Start.AddHours(hour).AddSeconds(_random.Next(3_600)), _random.Next(12) == 0 ? null : $"u{_random.Next(140)}");
            }
        }

        for (var day = 0; day < Days; day++)
        {
            Add(BusinessEvents.CostRecorded, Start.AddDays(day), null);
            Add(BusinessEvents.CostRecorded, Start.AddDays(day).AddHours(20), null);
        }
    }

    /// <summary>As they arrive: in no order, some twice.</summary>
    public IReadOnlyList<WorldEvent> Arriving => [.. Events.Concat(Events.Where((_, i) => i % 17 == 0)).OrderBy(_ => _random.Next())];

    public List<WorldEvent> Events { get; } = [];

    private void LivePerson(string? user, int visits, bool onlyOne)
    {
        for (; visits > 0; visits--)
        {
            var day = Start.AddDays(_random.Next(Days));
            var at = _random.Next(5) switch { 0 => day, 1 => day.AddMilliseconds(-1), 2 => day.AddHours(23).AddMinutes(50), _ => day.AddSeconds(_random.Next(86_400)) };
            for (var i = onlyOne ? 1 : 1 + _random.Next(9); i > 0; i--)
            {
                Add(Pick(Actions), at, user);
                at += Pick(TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(7), TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(30) + TimeSpan.FromMicroseconds(1), TimeSpan.FromHours(5));
            }

            if (!onlyOne && _random.Next(3) == 0)
            {
                Funnel(user, at);
            }
        }

        for (var i = onlyOne ? 0 : _random.Next(7); i > 0; i--)
        {
            var at = Start.AddDays(_random.Next(Days)).AddHours(_random.Next(24));
            Add(Pick(Contracts), at, user);
            if (_random.Next(4) == 0)
            {
                Add(Pick(Contracts), at, user);
            }

            Add(Pick(Money), at.AddMinutes(_random.Next(5_000)), user);
        }
    }

    private void Funnel(string? user, DateTimeOffset at)
    {
        Add(EngagementEvents.ScreenViewed, at, user, (EngagementFields.Screen, "sign_up"));
        foreach (var kind in new[] { EngagementEvents.UserSignedUp, EngagementEvents.OnboardingStarted, EngagementEvents.OnboardingCompleted, EngagementEvents.FirstValueReached }.TakeWhile(_ => _random.Next(5) > 0))
        {
            at += Pick(TimeSpan.Zero, TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(40), TimeSpan.FromHours(9), TimeSpan.FromDays(3.5));
            Add(kind, at, user);
        }
    }

    private void Add(EventKind kind, DateTimeOffset at, string? user, params ReadOnlySpan<(Field Field, object Value)> given)
    {
        var values = new Dictionary<string, object>();
        foreach (var own in kind.Fields)
        {
            var isContext = ContextFields.All.Contains(own.Field);
            if (own.Field == ContextFields.Platform ? _random.Next(12) > 0 : isContext ? own.Field is ChoiceField or TextField { MaxLength: 2 } && _random.Next(3) > 0 : own.Required || _random.Next(4) > 0)
            {
                values[own.Field.Name] = ValueOf(own.Field);
            }
        }

        foreach (var (field, value) in given)
        {
            values[field.Name] = value;
        }

        Events.Add(new WorldEvent(Events.Count.ToString("D6", CultureInfo.InvariantCulture), kind, at, user, values));
    }

    private object ValueOf(Field field) => field switch
    {
        _ when field == ContextFields.Country => Pick("DE", "FR", "US", "xx"),
        _ when field == EngagementFields.Flow => Pick("onboarding", "checkout"),
        _ when field == BusinessFields.TrainerId => $"t{_random.Next(6)}",
        _ when field == AiFields.Version => $"1.{_random.Next(3)}",
        ChoiceField choice => choice.Values[_random.Next(choice.Values.Count)],
        MoneyField => _random.Next(1, 20_000) / 100m,
        NumberField { Integral: true } number => number.Minimum + _random.Next((int)Math.Min(number.Maximum - number.Minimum, 50) + 1),
        NumberField number => Math.Round(number.Minimum + (_random.NextDouble() * (Math.Min(number.Maximum, 5_000) - number.Minimum)), 4),
        _ => $"{field.Name}_{_random.Next(4)}",
    };

    private T Pick<T>(params ReadOnlySpan<T> choices) => choices[_random.Next(choices.Length)];
}
