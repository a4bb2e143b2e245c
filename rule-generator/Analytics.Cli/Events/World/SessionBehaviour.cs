using Analytics.Catalog;

namespace Analytics.Cli.Events.World;

/// <summary>One visit to the app: log in, wander, do one to three things, leave (or crash).</summary>
internal static class SessionBehaviour
{
    private static readonly Weighted<Action<Visit>> Doings = new(
        (FitnessBehaviour.Train, 30),
        (NutritionBehaviour.LogMeal, 26),
        (RecommendationBehaviour.AskForAdvice, 26),
        (MarketplaceBehaviour.Shop, 5),
        (FeedbackBehaviour.Rate, 6),
        (FeedbackBehaviour.AskForHelp, 2),
        (FitnessBehaviour.SetGoal, 5));

    /// <summary>A visit that begins at an instant; the first one of a person is their onboarding.</summary>
    public static void Visit(Person person, Stage stage, DateTimeOffset start, bool first = false)
    {
        var visit = new Visit(person, stage, start);
        visit.Tell(EngagementEvents.SessionStarted);
        if (first)
        {
            OnboardingBehaviour.Live(visit);
        }
        else
        {
            stage.Traffic.Ask(AppSurface.Login, start);
            ExperimentBehaviour.Expose(visit, ExperimentBehaviour.Coach);
        }

        Wander(visit, 1 + visit.Dice.Poisson(1.1));
        if (visit.Dice.Chance(person.AppAt(stage, start).CrashChance))
        {
            visit.Tell(PlatformEvents.AppCrashed).With(PlatformFields.CrashSignature, visit.Dice.Pick(AppSurface.CrashSignatures));
            return;
        }

        for (var things = first && !person.FinishesOnboarding ? 0 : Math.Min(3, visit.Dice.Poisson(1.7)); things > 0; things--)
        {
            visit.Dice.Pick(Doings)(visit);
            visit.Pass(visit.Dice.LogNormal(20, 0.6));
        }

        visit.Tell(EngagementEvents.SessionEnded).With(EngagementFields.SessionDuration, (visit.Now - start).TotalSeconds);
    }

    private static void Wander(Visit visit, int screens)
    {
        for (; screens > 0; screens--)
        {
            var (screen, route) = visit.Dice.Pick(AppSurface.Browsing);
            if (!visit.View(screen, route) && visit.Dice.Chance(0.5))
            {
                return;
            }

            if (visit.Dice.Chance(0.6))
            {
                visit.Click(visit.Dice.Pick(AppSurface.Elements), screen);
            }

            if (visit.Dice.Chance(0.45))
            {
                visit.Use(visit.Dice.Pick(AppSurface.Features));
            }
        }
    }
}
