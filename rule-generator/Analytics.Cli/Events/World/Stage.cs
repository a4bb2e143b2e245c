using Analytics.Catalog;

namespace Analytics.Cli.Events.World;

/// <summary>The world that everyone lives in: its window, its story, what is released, and the timeline that takes what happens.</summary>
internal sealed class Stage
{
    private readonly string _run;
    private readonly string _runOfAll;

    public Stage(long seed, DateTimeOffset from, DateTimeOffset until, Story story, Timeline timeline, string run, int users)
    {
        Seed = seed;
        From = from;
        Until = until;
        Story = story;
        Timeline = timeline;
        _run = run;
        _runOfAll = $"{run}|{users}";
        Releases = new Releases(from, until, story);
        Traffic = new ServiceTraffic(this);
    }

    public long Seed { get; }

    /// <summary>The day the product opened; nobody is there before.</summary>
    public DateTimeOffset From { get; }

    /// <summary>The end of the planned window; live traffic goes on beyond it.</summary>
    public DateTimeOffset Until { get; }

    public Story Story { get; }

    public Timeline Timeline { get; }

    public Releases Releases { get; }

    /// <summary>The services that answer the app.</summary>
    public ServiceTraffic Traffic { get; }

    public Dice DiceOf(string stream, long number = 0) => new(Dice.SeedOf(Seed, stream, number));

    /// <summary>A person's ids: the same in a run with more people.</summary>
    public EventStream StreamOf(string stream, long number) => new(_run, Seed, stream, number);

    /// <summary>The ids of something that everybody has a part in, such as a service.</summary>
    public EventStream SharedStreamOf(string stream) => new(_runOfAll, Seed, stream);

    /// <summary>Puts an event on the timeline; its fields are added to what is returned.</summary>
    public Happening Tell(EventKind kind, DateTimeOffset at, EventStream stream, Actor actor)
    {
        var happening = new Happening(kind, at, stream.NextEvent(), actor);
        Timeline.Add(happening);
        return happening;
    }

    /// <summary>A program of the product as the cause of events. It has no session: what a server does happens in nobody's.</summary>
    public Actor Software() =>
        new(UserId: null, SessionId: null, new Device(DevicePlatform.Web, "server-7", "linux"), Segment: null, Consent.OfSoftware(From));
}
