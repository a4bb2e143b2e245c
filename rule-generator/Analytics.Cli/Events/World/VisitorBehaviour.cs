using Analytics.Catalog;

namespace Analytics.Cli.Events.World;

/// <summary>People who look at the website and never sign in: sessions without a user id.</summary>
internal sealed class VisitorBehaviour(Stage stage)
{
    private readonly Dice _dice = stage.DiceOf("visitors");
    private readonly EventStream _stream = stage.SharedStreamOf("visitors");

    public void Visit(DateTimeOffset at)
    {
        var device = new Device(DevicePlatform.Web, "5.2.0", "Windows 11", "Chrome", "1920x1080", "wifi");
        var visitor = new Actor(UserId: null, _stream.NextSession(), device, Segment: null, new Consent(CanTrack: true, CanProfile: false, CanShare: false, at, Consent.CurrentVersion));
        stage.Tell(EngagementEvents.SessionStarted, at, _stream, visitor);
        var now = at;
        for (var pages = 1 + _dice.Poisson(0.8); pages > 0; pages--)
        {
            stage.Tell(EngagementEvents.ScreenViewed, now, _stream, visitor).With(EngagementFields.Screen, _dice.Pick(Pages));
            stage.Traffic.Ask(AppSurface.Programs, now);
            now += TimeSpan.FromSeconds(_dice.LogNormal(22, 0.8));
        }

        if (_dice.Chance(0.3))
        {
            stage.Tell(EngagementEvents.FlowAbandoned, now, _stream, visitor).With(EngagementFields.Flow, "sign_up").With(EngagementFields.Step, _dice.Pick(Steps));
        }

        stage.Tell(EngagementEvents.SessionEnded, now, _stream, visitor).With(EngagementFields.SessionDuration, (now - at).TotalSeconds);
    }

    private static readonly IReadOnlyList<string> Pages = ["landing", "pricing", "programs", "blog"];

    private static readonly IReadOnlyList<string> Steps = ["email", "password", "confirmation"];
}
