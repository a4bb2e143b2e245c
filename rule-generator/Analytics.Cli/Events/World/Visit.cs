using Analytics.Catalog;

namespace Analytics.Cli.Events.World;

/// <summary>One session while it runs: the person, the time that passes, and the events they cause.</summary>
internal sealed class Visit(Person person, Stage stage, DateTimeOffset start)
{
    private readonly Actor _actor = person.As(person.Stream.NextSession(), stage, start);

    public Person Person { get; } = person;

    public Stage Stage { get; } = stage;

    public Dice Dice => Person.Dice;

    public DateTimeOffset Start { get; } = start;

    public DateTimeOffset Now { get; private set; } = start;

    /// <summary>Something happens now. The person's tier is read anew: it may change within a session.</summary>
    public Happening Tell(EventKind kind) => TellAt(kind, Now);

    /// <summary>Something happens at another time, but belongs to this session.</summary>
    public Happening TellAt(EventKind kind, DateTimeOffset at) =>
        Stage.Tell(kind, at, Person.Stream, _actor.Segment is { } segment ? _actor with { Segment = segment with { Tier = Person.Tier } } : _actor);

    public void Pass(double seconds) => Now += TimeSpan.FromSeconds(seconds);

    /// <summary>Opens a screen, whose data a service delivers; false when the service failed.</summary>
    public bool View(string screen, Route route)
    {
        Tell(EngagementEvents.ScreenViewed).With(EngagementFields.Screen, screen);
        var answered = Stage.Traffic.Ask(route, Now);
        Pass(Dice.LogNormal(14, 0.7));
        return answered;
    }

    public void Click(string element, string screen) =>
        Tell(EngagementEvents.ElementClicked).With(EngagementFields.Element, element).With(EngagementFields.Screen, screen);

    public void Use(string feature) => Tell(EngagementEvents.FeatureUsed).With(EngagementFields.Feature, feature);

    public void Abandon(string flow, string step) =>
        Tell(EngagementEvents.FlowAbandoned).With(EngagementFields.Flow, flow).With(EngagementFields.Step, step);

    /// <summary>The first workout or meal is what the person came for.</summary>
    public void ReachFirstValue()
    {
        if (!Person.ReachedFirstValue)
        {
            Person.ReachedFirstValue = true;
            Tell(EngagementEvents.FirstValueReached);
        }
    }
}
