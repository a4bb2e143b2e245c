namespace Analytics.Statistics.ServiceLevels;

/// <summary>
/// Requests per minute: minute m holds [t0 + 60 m, t0 + 60 (m + 1)). A minute without data is unknown and left out of everything; one with zero
/// requests was seen and had no traffic. Counts are decimal, so that comparisons with thresholds are exact.
/// </summary>
public sealed class MinuteCounts
{
    private readonly decimal[] _total;
    private readonly decimal[] _bad;
    private readonly int[] _known;

    private MinuteCounts(long start, decimal[] total, decimal[] bad, bool[] known)
    {
        Start = start;
        (_total, _bad, _known) = (new decimal[known.Length + 1], new decimal[known.Length + 1], new int[known.Length + 1]);
        for (var i = 0; i < known.Length; i++)
        {
            _total[i + 1] = _total[i] + total[i];
            _bad[i + 1] = _bad[i] + bad[i];
            _known[i + 1] = _known[i] + (known[i] ? 1 : 0);
        }
    }

    /// <summary>t0 in ticks of UTC.</summary>
    public long Start { get; }

    /// <summary>Number of minutes from the first to the last with data.</summary>
    public int Length => _known.Length - 1;

    /// <summary>From samples of one interval each; several in a minute add up.</summary>
    /// <param name="samples">Instant in ticks, total and bad; null counts mean no data.</param>
    public static MinuteCounts FromIntervals(IReadOnlyList<(long Instant, decimal? Total, decimal? Bad)> samples)
    {
        var start = samples.Count == 0 ? 0 : samples.Min(s => s.Instant);
        var last = samples.Count == 0 ? -1 : Minute(samples.Max(s => s.Instant), start);
        var (total, bad, known) = (new decimal[last + 1], new decimal[last + 1], new bool[last + 1]);
        foreach (var sample in samples)
        {
            if (sample.Total is { } t && sample.Bad is { } b)
            {
                var m = Minute(sample.Instant, start);
                total[m] += t;
                bad[m] += b;
                known[m] = true;
            }
        }

        return new MinuteCounts(start, total, bad, known);
    }

    /// <summary>
    /// From samples of cumulative counters: the increase is v - previous, or v after a reset; it belongs to the minute before the later sample,
    /// however long the gap. Nothing is extrapolated.
    /// </summary>
    /// <param name="samples">Instant in ticks, counter of all (or of the good) requests, counter of the bad ones; null means no data.</param>
    /// <param name="firstIsGood">The first counter counts good requests: each counter resets on its own, and total = good + bad.</param>
    public static MinuteCounts FromCounters(IReadOnlyList<(long Instant, decimal? First, decimal? Bad)> samples, bool firstIsGood = false)
    {
        var ordered = samples.Where(s => s is { First: not null, Bad: not null }).OrderBy(s => s.Instant).ToArray();
        if (ordered.Length == 0)
        {
            return FromIntervals([]);
        }

        var start = ordered[0].Instant;
        var last = ordered.Length == 1 ? -1 : Minute(ordered[^1].Instant - 1, start);
        var (total, bad, known) = (new decimal[last + 1], new decimal[last + 1], new bool[last + 1]);
        for (var i = 1; i < ordered.Length; i++)
        {
            var m = Minute(Math.Max(start, ordered[i].Instant - 1), start);
            var badIncrease = Increase(ordered[i - 1].Bad!.Value, ordered[i].Bad!.Value);
            total[m] += Increase(ordered[i - 1].First!.Value, ordered[i].First!.Value) + (firstIsGood ? badIncrease : 0);
            bad[m] += badIncrease;
            known[m] = true;
        }

        return new MinuteCounts(start, total, bad, known);
    }

    /// <summary>Requests, bad requests and minutes with data of the buckets that start in [at - window, at), cut at the beginning.</summary>
    public (decimal Total, decimal Bad, int Known) Window(long at, TimeSpan window)
    {
        var from = Math.Clamp(Ceiling(at - window.Ticks - Start), 0, Length);
        var to = Math.Clamp(Ceiling(at - Start), from, Length);
        return (_total[to] - _total[from], _bad[to] - _bad[from], _known[to] - _known[from]);
    }

    /// <summary>One minute's counts; null without data.</summary>
    public (decimal Total, decimal Bad)? this[int minute] =>
        _known[minute + 1] == _known[minute] ? null : (_total[minute + 1] - _total[minute], _bad[minute + 1] - _bad[minute]);

    private static decimal Increase(decimal previous, decimal value) => value >= previous ? value - previous : value;

    private static int Minute(long instant, long start) => checked((int)((instant - start) / TimeSpan.TicksPerMinute));

    private static int Ceiling(long ticks) => ticks <= 0 ? 0 : (int)Math.Min(int.MaxValue, ((ticks - 1) / TimeSpan.TicksPerMinute) + 1);
}
