using System.Globalization;

namespace Analytics.Cli.Events.World;

/// <summary>
/// The ids of one stream of events (a person, a service). They come from the seed too, so that sending the same events again changes nothing; the name
/// of the run is part of them, because events of a run with other settings have other contents and must not collide.
/// </summary>
internal sealed class EventStream(string run, long seed, string name, long number = 0)
{
    private readonly string _prefix = Dice.SeedOf(seed, run + "|" + name, number).ToString("x16", CultureInfo.InvariantCulture);
    private int _events;
    private int _sessions;
    private int _things;

    public string NextEvent() => string.Create(CultureInfo.InvariantCulture, $"{_prefix}-{_events++:x4}");

    public string NextSession() => string.Create(CultureInfo.InvariantCulture, $"s-{_prefix}-{_sessions++:x}");

    /// <summary>An id for something that events tell of: a payment, a recommendation.</summary>
    public string NextThing(string what) => string.Create(CultureInfo.InvariantCulture, $"{what}_{_prefix}{_things++:x}");
}
