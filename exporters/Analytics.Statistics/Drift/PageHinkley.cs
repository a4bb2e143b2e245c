namespace Analytics.Statistics.Drift;

/// <summary>
/// Page's test for a change of the mean of a stream, both directions, in constant memory (Page 1954; Gama et al. 2014, "A survey on concept
/// drift adaptation"). After an alarm it starts anew.
/// </summary>
/// <param name="tolerance">Changes smaller than this, in the stream's unit, are not looked for.</param>
/// <param name="threshold">Cumulative deviation that counts as a change, in the stream's unit; larger is later and surer.</param>
/// <param name="minimumCount">Values to see before the first alarm.</param>
public sealed class PageHinkley(double tolerance = 0.005, double threshold = 50, int minimumCount = 30)
{
    private long _count;
    private double _mean;
    private double _up;
    private double _down;

    /// <summary>Takes the next value; true when the mean has changed.</summary>
    public bool Add(double value)
    {
        _count++;
        _mean += (value - _mean) / _count;
        _up = Math.Max(0, _up + value - _mean - tolerance);
        _down = Math.Max(0, _down - value + _mean - tolerance);
        if (_count < minimumCount || Math.Max(_up, _down) <= threshold)
        {
            return false;
        }

        (_count, _mean, _up, _down) = (0, 0, 0, 0);
        return true;
    }
}
