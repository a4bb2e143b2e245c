using Analytics.Catalog;

namespace Analytics.Cli.Events.World;

/// <summary>Ratings, and tickets when something is wrong.</summary>
internal static class FeedbackBehaviour
{
    private static readonly Weighted<RatedSubject> Subjects = new(
        (RatedSubject.App, 34), (RatedSubject.Workout, 34), (RatedSubject.Nutrition, 18), (RatedSubject.Recovery, 8), (RatedSubject.Support, 6));

    private static readonly Weighted<TicketTopic> Topics = new(
        (TicketTopic.Technical, 38), (TicketTopic.Billing, 24), (TicketTopic.Account, 20), (TicketTopic.Content, 13), (TicketTopic.Privacy, 5));

    public static void Rate(Visit visit)
    {
        var trouble = visit.Stage.Story.IncidentOf(AppSurface.Api, visit.Now) is not null;
        visit.Tell(EngagementEvents.SatisfactionRated).With(EngagementFields.Subject, visit.Dice.Pick(Subjects))
            .With(EngagementFields.Score, (trouble ? 2.4 : 4.2) + (0.9 * visit.Dice.Normal()));
    }

    public static void AskForHelp(Visit visit)
    {
        var dearer = visit.Stage.Story.PriceFactor(visit.Now) > 1;
        visit.Tell(BusinessEvents.TicketOpened).With(BusinessFields.Topic, dearer && visit.Dice.Chance(0.25) ? TicketTopic.Billing : visit.Dice.Pick(Topics));
    }
}
