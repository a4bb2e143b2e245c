using Analytics.Catalog;

namespace Analytics.Cli.Events.World;

/// <summary>What a person pays: trials become subscriptions or lapse, renewals succeed, fail, are given back or are the day somebody leaves.</summary>
internal static class PaymentBehaviour
{
    private static readonly Weighted<Plan> Plans = new(
        (Plan.PremiumMonthly, 44), (Plan.BasicMonthly, 30), (Plan.PremiumYearly, 15), (Plan.BasicYearly, 11));

    private static readonly Weighted<PaymentFailure> Failures = new(
        (PaymentFailure.Declined, 40), (PaymentFailure.InsufficientFunds, 28), (PaymentFailure.Expired, 22), (PaymentFailure.Provider, 8), (PaymentFailure.Fraud, 2));

    private static readonly Weighted<CancellationReason> Reasons = new(
        (CancellationReason.Unused, 40), (CancellationReason.MissingFeature, 22), (CancellationReason.Price, 20), (CancellationReason.Other, 18));

    /// <summary>One day of a person's contract; most days nothing happens.</summary>
    public static void Live(Person person, Stage stage, DateOnly day)
    {
        if (person.Subscription is { } subscription)
        {
            if (day >= subscription.RenewsOn)
            {
                Renew(person, stage, TimeOn(day, person), subscription);
            }
            else if (person.Dice.Chance(0.0035))
            {
                Change(person, stage, day, subscription);
            }
            else if (person.Dice.Chance(stage.Story.PriceFactor(Rhythm.StartOf(day)) > 1 ? 0.006 : 0.003))
            {
                Cancel(person, stage, TimeOn(day, person), subscription, person.Dice.Pick(Reasons));
            }
        }
        else if (person.TrialEnds is { } end ? day >= end : !person.Left && person.FinishesOnboarding && person.ReachedFirstValue && person.Dice.Chance(0.008))
        {
            Decide(person, stage, day);
        }
    }

    private static void Decide(Person person, Stage stage, DateOnly day)
    {
        var at = TimeOn(day, person);
        var likely = 0.5 * Math.Sqrt(person.Liveliness) * (person.ReachedFirstValue ? 1.2 : 0.6) * (stage.Story.PriceFactor(at) > 1 ? 0.7 : 1);
        var buys = person.TrialEnds is null || person.Dice.Chance(likely);
        person.TrialEnds = null;
        if (!buys)
        {
            return;
        }

        var plan = person.Dice.Pick(Plans);
        var price = Market.PriceOf(plan, person.Country.Currency, stage.Story.PriceFactor(at));
        if (Pay(person, stage, at, plan, price))
        {
            Tell(person, stage, at, BusinessEvents.SubscriptionStarted, plan).With(BusinessFields.Amount, price).With(BusinessFields.Currency, person.Country.Currency);
            person.Subscription = new Subscription(plan, price, day.AddDays(Market.DaysOf(plan)));
            person.Left = false;
        }
    }

    /// <summary>A renewal falls due: it is paid, fails, or is the moment to leave.</summary>
    public static void Renew(Person person, Stage stage, DateTimeOffset at, Subscription subscription)
    {
        var day = DateOnly.FromDateTime(at.UtcDateTime);
        var price = Market.PriceOf(subscription.Plan, person.Country.Currency, stage.Story.PriceFactor(at));
        var dearer = price > subscription.Amount;
        if (person.Dice.Chance(dearer ? 0.19 : 0.09))
        {
            Cancel(person, stage, at, subscription, dearer && person.Dice.Chance(0.6) ? CancellationReason.Price : person.Dice.Pick(Reasons));
        }
        else if (Pay(person, stage, at, subscription.Plan, price))
        {
            Tell(person, stage, at, BusinessEvents.SubscriptionRenewed, subscription.Plan).With(BusinessFields.Amount, price).With(BusinessFields.Currency, person.Country.Currency);
            person.Subscription = new Subscription(subscription.Plan, price, day.AddDays(Market.DaysOf(subscription.Plan)));
        }
        else if (person.Dice.Chance(0.4))
        {
            Cancel(person, stage, at, subscription, CancellationReason.PaymentFailed);
        }
        else
        {
            person.Subscription = subscription with { RenewsOn = day.AddDays(2) };
        }
    }

    private static void Change(Person person, Stage stage, DateOnly day, Subscription subscription)
    {
        var (plan, change) = subscription.Plan switch
        {
            Plan.BasicMonthly => (Plan.PremiumMonthly, PlanChange.Upgrade),
            Plan.BasicYearly => (Plan.PremiumYearly, PlanChange.Upgrade),
            Plan.PremiumMonthly when person.Dice.Chance(0.4) => (Plan.PremiumYearly, PlanChange.Upgrade),
            Plan.PremiumMonthly => (Plan.BasicMonthly, PlanChange.Downgrade),
            _ => (Plan.BasicYearly, PlanChange.Downgrade),
        };
        var at = TimeOn(day, person);
        Tell(person, stage, at, BusinessEvents.SubscriptionChanged, plan).With(BusinessFields.Change, change);
        person.Subscription = subscription with { Plan = plan };
    }

    private static void Cancel(Person person, Stage stage, DateTimeOffset at, Subscription subscription, CancellationReason reason)
    {
        Tell(person, stage, at, BusinessEvents.SubscriptionCancelled, subscription.Plan).With(BusinessFields.Reason, reason);
        person.Subscription = null;
        person.Left = true;
    }

    private static bool Pay(Person person, Stage stage, DateTimeOffset at, Plan plan, decimal price)
    {
        var dice = person.Dice;
        var currency = person.Country.Currency;
        var payment = person.Stream.NextThing("pay");
        stage.Traffic.Ask(AppSurface.Checkout, at);
        if (dice.Chance(0.08))
        {
            Tell(person, stage, at, BusinessEvents.PaymentFailed, plan).With(BusinessFields.Failure, dice.Pick(Failures))
                .With(BusinessFields.Amount, price).With(BusinessFields.Currency, currency).With(BusinessFields.PaymentId, payment);
            return false;
        }

        Tell(person, stage, at, BusinessEvents.PaymentCompleted, plan)
            .With(BusinessFields.Amount, price).With(BusinessFields.Currency, currency).With(BusinessFields.PaymentId, payment);
        if (dice.Chance(0.035))
        {
            Tell(person, stage, at + TimeSpan.FromHours(dice.Between(2, 96)), BusinessEvents.PaymentRefunded, plan)
                .With(BusinessFields.Amount, price).With(BusinessFields.Currency, currency).With(BusinessFields.PaymentId, payment);
        }

        return true;
    }

    private static Happening Tell(Person person, Stage stage, DateTimeOffset at, EventKind kind, Plan plan) =>
        stage.Tell(kind, at, person.Stream, person.As("billing-" + person.Stream.NextSession(), stage, at)).With(BusinessFields.Plan, plan);

    private static DateTimeOffset TimeOn(DateOnly day, Person person) => Rhythm.InCountry(Rhythm.StartOf(day), person.Country, person.Dice);
}
