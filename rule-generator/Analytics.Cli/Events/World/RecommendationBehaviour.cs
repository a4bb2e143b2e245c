using Analytics.Catalog;

namespace Analytics.Cli.Events.World;

/// <summary>A model recommends, the person answers, and later it shows who was right; a bad release is wrong more often, and people notice.</summary>
internal static class RecommendationBehaviour
{
    private static readonly Weighted<AiModel> Models = new((AiModel.Workout, 46), (AiModel.Nutrition, 34), (AiModel.Recovery, 20));

    private static readonly Weighted<SafetyIssue> Issues = new((SafetyIssue.RailTriggered, 95), (SafetyIssue.MedicalContradiction, 4), (SafetyIssue.Violation, 1));

    private static readonly Weighted<SafetySeverity> Severities = new(
        (SafetySeverity.Low, 60), (SafetySeverity.Medium, 28), (SafetySeverity.High, 10), (SafetySeverity.Critical, 2));

    public static void AskForAdvice(Visit visit)
    {
        if (visit.Stage.Traffic.Ask(AppSurface.Recommend, visit.Now))
        {
            Recommend(visit, visit.Stage.Releases.ModelAt(visit.Dice.Pick(Models), visit.Now));
        }
    }

    /// <summary>A recommendation that ends in a safety event, as one in a thousand does.</summary>
    public static void Slip(Visit visit) => Recommend(visit, visit.Stage.Releases.ModelAt(visit.Dice.Pick(Models), visit.Now), slips: true);

    private static void Recommend(Visit visit, ModelRelease release, bool slips = false)
    {
        var dice = visit.Dice;
        var right = dice.Chance(release.Accuracy);
        var isBad = release.Accuracy < 0.75;
        var id = visit.Person.Stream.NextThing("rec");
        Say(visit, AiEvents.RecommendationServed, release, id)
            .With(AiFields.Score, (isBad ? 0.69 : 0.78) + (right ? 0.08 : -0.06) + (0.09 * dice.Normal()))
            .With(AiFields.Latency, dice.LogNormal(0.38, 0.5));
        if (dice.Chance(isBad ? 0.02 : 0.001) || slips)
        {
            Say(visit, AiEvents.SafetyEventRaised, release, id).With(AiFields.Issue, dice.Pick(Issues)).With(AiFields.Severity, dice.Pick(Severities));
        }

        visit.Pass(dice.LogNormal(16, 0.6));
        if (dice.Chance(0.82))
        {
            var liking = dice.Unit() + (right ? 0.18 : -0.25) + ExperimentBehaviour.LiftOf(visit.Person);
            var answer = liking > 0.45 ? Answer.Accepted : liking > 0.2 ? Answer.Modified : Answer.Rejected;
            var answered = Say(visit, AiEvents.RecommendationAnswered, release, id).With(AiFields.Answer, answer);
            if (dice.Chance(0.3))
            {
                answered.With(AiFields.Satisfaction, 1 + (4 * Math.Clamp(liking, 0, 1)));
            }
        }

        if (dice.Chance(0.55))
        {
            var known = visit.Now + TimeSpan.FromSeconds(dice.Exponential(900));
            visit.TellAt(AiEvents.OutcomeLabelled, known).With(AiFields.Model, release.Model).With(AiFields.Version, release.Version)
                .With(AiFields.Outcome, right ? Outcome.Right : Outcome.Wrong).With(AiFields.RecommendationId, id);
        }
    }

    private static Happening Say(Visit visit, EventKind kind, ModelRelease release, string id) =>
        visit.Tell(kind).With(AiFields.Model, release.Model).With(AiFields.Version, release.Version).With(AiFields.RecommendationId, id);
}
