using Analytics.Catalog;

namespace Analytics.Cli.Events.World;

/// <summary>The first session: account, onboarding to its end or to the step where the person gives up, often a trial.</summary>
internal static class OnboardingBehaviour
{
    private static readonly Weighted<int> TrialLengths = new((7, 70), (14, 30));

    private static readonly Weighted<Plan> TrialPlans = new((Plan.PremiumMonthly, 62), (Plan.PremiumYearly, 18), (Plan.BasicMonthly, 20));

    public static void Live(Visit visit)
    {
        var person = visit.Person;
        visit.Tell(EngagementEvents.ScreenViewed).With(EngagementFields.Screen, "sign_up");
        visit.Pass(visit.Dice.LogNormal(35, 0.5));
        visit.Stage.Traffic.Ask(AppSurface.SignUp, visit.Now);
        visit.Tell(EngagementEvents.UserSignedUp).With(EngagementFields.Channel, person.Channel);
        visit.Pass(visit.Dice.LogNormal(8, 0.4));
        ExperimentBehaviour.Expose(visit, ExperimentBehaviour.Onboarding);

        var begun = visit.Now;
        visit.Tell(EngagementEvents.OnboardingStarted);
        var last = person.FinishesOnboarding ? AppSurface.OnboardingSteps.Count : 1 + visit.Dice.Below(AppSurface.OnboardingSteps.Count - 1);
        for (var step = 0; step < last; step++)
        {
            visit.View("onboarding_" + AppSurface.OnboardingSteps[step], AppSurface.Home);
            visit.Pass(visit.Dice.LogNormal(18, 0.5));
        }

        if (!person.FinishesOnboarding)
        {
            visit.Abandon("onboarding", AppSurface.OnboardingSteps[last]);
            return;
        }

        visit.Tell(EngagementEvents.OnboardingCompleted).With(EngagementFields.OnboardingDuration, (visit.Now - begun).TotalSeconds);
        FitnessBehaviour.SetGoal(visit);
        OfferTrial(visit);
    }

    private static void OfferTrial(Visit visit)
    {
        var dearer = visit.Stage.Story.PriceFactor(visit.Now) > 1;
        if (!visit.Dice.Chance(dearer ? 0.42 : 0.56))
        {
            visit.Abandon("checkout", visit.Dice.Pick(AppSurface.CheckoutSteps));
            return;
        }

        visit.Stage.Traffic.Ask(AppSurface.Checkout, visit.Now);
        var days = visit.Dice.Pick(TrialLengths);
        visit.Tell(BusinessEvents.TrialStarted).With(BusinessFields.Plan, visit.Dice.Pick(TrialPlans)).With(BusinessFields.TrialDays, days);
        visit.Person.TrialEnds = DateOnly.FromDateTime(visit.Now.UtcDateTime).AddDays(days);
    }
}
