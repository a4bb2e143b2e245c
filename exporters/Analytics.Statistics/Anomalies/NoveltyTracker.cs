namespace Analytics.Statistics.Anomalies;

/// <summary>
/// Remembers how far a quantity has strayed to either side, and tells how far beyond that a new value goes, in units of the distance between the
/// middle and the record.
/// </summary>
internal sealed class NoveltyTracker
{
    private const double Absorb = 0.06;
    private const double Alarm = 0.32;
    private const double Forget = 1.0 / 4000;

    private long _count;
    private double _middle;
    private double _deviation;
    private double _high;
    private double _low;

    public double Next(double value, bool learning)
    {
        if (_count++ == 0)
        {
            (_middle, _high, _low) = (value, value, value);
            return 0;
        }

        // Centre and deviation by stochastic approximation of median and mean absolute deviation.
        var rate = Math.Max(0.002, 1.0 / _count);
        var distance = value - _middle;
        var clipped = _count < 20 ? distance : Math.Clamp(distance, -6 * _deviation, 6 * _deviation);
        _middle += rate * clipped;
        _deviation += rate * (Math.Abs(clipped) - _deviation);
        var floor = Math.Max(3 * _deviation, 1e-12 + (1e-6 * Math.Abs(_middle)));
        var up = Side(value - _middle, Math.Max(floor, _high - _middle));
        var down = Side(_middle - value, Math.Max(floor, _middle - _low));
        _high = Update(_high, value, up, learning, 1);
        _low = -Update(-_low, -value, down, learning, -1);
        return learning ? 0 : Math.Max(up, down);
    }

    private static double Side(double distance, double record) => Math.Max(0, (distance / record) - 1);

    private double Update(double record, double value, double novelty, bool learning, int sign)
    {
        if (value <= record)
        {
            return record - (Forget * Math.Max(0, record - (sign * _middle)));
        }

        return learning || novelty < Alarm ? value : record + (Absorb * (value - record));
    }
}
