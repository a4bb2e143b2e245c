using Analytics.Cli.Events.World;

namespace Analytics.Cli.Events.Demo;

/// <summary>Things that arrive independently of each other at their own mean intervals (Poisson processes).</summary>
internal sealed class Arrivals(Dice dice, DateTimeOffset start)
{
    private readonly List<Source> _sources = [];

    private sealed class Source(double meanSeconds, Action<DateTimeOffset> arrive, DateTimeOffset next)
    {
        public double MeanSeconds { get; } = meanSeconds;

        public Action<DateTimeOffset> Arrive { get; } = arrive;

        public DateTimeOffset Next { get; set; } = next;
    }

    public void Add(double meanSeconds, Action<DateTimeOffset> arrive) => _sources.Add(new Source(meanSeconds, arrive, start + Gap(meanSeconds)));

    /// <summary>Lets everything arrive that does so before an instant.</summary>
    public void Advance(DateTimeOffset until)
    {
        foreach (var source in _sources)
        {
            for (; source.Next < until; source.Next += Gap(source.MeanSeconds))
            {
                source.Arrive(source.Next);
            }
        }
    }

    private TimeSpan Gap(double meanSeconds) => TimeSpan.FromSeconds(dice.Exponential(meanSeconds));
}
