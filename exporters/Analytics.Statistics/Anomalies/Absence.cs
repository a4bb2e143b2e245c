namespace Analytics.Statistics.Anomalies;

/// <summary>
/// How new it is that values are missing: rows without a value, or rows that are not there at all, counted in the usual step of the series (the median of
/// its last nine). A few missing values in a row are never news.
/// </summary>
internal sealed class Absence
{
    private const int Steps = 9;
    private const int Tolerated = 3;

    private readonly NoveltyTracker _novelty = new(Math.Log(1 + Tolerated));
    private readonly long[] _steps = new long[Steps];
    private int _known;
    private long? _last;
    private int _empty;

    /// <summary>A row without a value: the longer the run of them, the more novel.</summary>
    public double Missing(long instant)
    {
        Skipped(instant);
        return _novelty.Of(Math.Log(1 + ++_empty));
    }

    /// <summary>A row with a value: novel by the time that it was overdue. Only now a run is learned, for a growing one would excuse itself.</summary>
    public double Arrived(long instant, bool learning)
    {
        var skipped = Skipped(instant);
        var novelty = _novelty.Next(Math.Log(1 + Math.Max(skipped, _empty)), learning);
        var told = skipped <= _empty;
        _empty = 0;
        return told ? 0 : novelty;
    }

    // How many usual steps fit between the row before and this one.
    private double Skipped(long instant)
    {
        var step = instant - _last;
        _last = Math.Max(instant, _last ?? instant);
        if (step is not > 0)
        {
            return 0;
        }

        var skipped = 0.0;
        if (_known >= Steps)
        {
            Span<long> sorted = stackalloc long[Steps];
            _steps.CopyTo(sorted);
            sorted.Sort();
            skipped = Math.Round((double)step / sorted[Steps / 2]) - 1;
        }

        _steps[_known++ % Steps] = step.Value;
        return Math.Max(0, skipped);
    }
}
