namespace Analytics.Statistics.Drift;

/// <summary>
/// ADWIN: a window over a stream that grows while the mean is stable and drops its old part when two halves differ
/// (Bifet and Gavalda 2007, "Learning from time-changing data with adaptive windowing"; normal-approximation cut of that paper, section 3.2).
/// Memory grows with the logarithm of the window.
/// </summary>
/// <param name="delta">Bound of the false alarm probability per check, e.g. 0.002.</param>
public sealed class AdaptiveWindow(double delta = 0.002)
{
    private const int BucketsPerLevel = 5;
    private const int CheckEvery = 32;
    private const int SmallestPart = 5;

    // Level k holds buckets of 2^k values, oldest first.
    private readonly List<List<(double Sum, double SquaredDeviations)>> _levels = [[]];
    private long _seen;
    private double _sum;
    private double _squaredDeviations;

    /// <summary>Values in the window.</summary>
    public long Length { get; private set; }

    /// <summary>Mean of the window; null before the first value.</summary>
    public double? Mean => Length == 0 ? null : _sum / Length;

    /// <summary>Takes the next value; true when the window was cut because the mean had changed.</summary>
    public bool Add(double value)
    {
        if (Length > 0)
        {
            var delta1 = value - (_sum / Length);
            _squaredDeviations += delta1 * delta1 * Length / (Length + 1);
        }

        Length++;
        _sum += value;
        _levels[0].Add((value, 0));
        Compress();
        return ++_seen % CheckEvery == 0 && Length > 2 * SmallestPart && Shrink();
    }

    private void Compress()
    {
        for (var k = 0; k < _levels.Count && _levels[k].Count > BucketsPerLevel; k++)
        {
            if (k + 1 == _levels.Count)
            {
                _levels.Add([]);
            }

            var (first, second) = (_levels[k][0], _levels[k][1]);
            double size = 1L << k;
            var gap = (first.Sum - second.Sum) / size;
            _levels[k + 1].Add((first.Sum + second.Sum, first.SquaredDeviations + second.SquaredDeviations + (gap * gap * size / 2)));
            _levels[k].RemoveRange(0, 2);
        }
    }

    private bool Shrink()
    {
        var cut = false;
        while (Length > 2 * SmallestPart && HasCut())
        {
            DropOldest();
            cut = true;
        }

        return cut;
    }

    private bool HasCut()
    {
        double oldCount = 0, oldSum = 0;
        var variance = _squaredDeviations / Length;
        var confidence = Math.Log(2 * Math.Log(Length) / delta);
        for (var k = _levels.Count - 1; k >= 0; k--)
        {
            foreach (var bucket in _levels[k])
            {
                oldCount += 1L << k;
                oldSum += bucket.Sum;
                var newCount = Length - oldCount;
                if (newCount < SmallestPart)
                {
                    return false;
                }

                if (oldCount < SmallestPart)
                {
                    continue;
                }

                var harmonic = (1 / (oldCount - SmallestPart + 1)) + (1 / (newCount - SmallestPart + 1));
                var limit = Math.Sqrt(2 * harmonic * variance * confidence) + (2.0 / 3 * confidence * harmonic);
                if (Math.Abs((oldSum / oldCount) - ((_sum - oldSum) / newCount)) > limit)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private void DropOldest()
    {
        var k = _levels.Count - 1;
        var bucket = _levels[k][0];
        double size = 1L << k;
        _levels[k].RemoveAt(0);
        Length -= 1L << k;
        _sum -= bucket.Sum;
        var gap = (bucket.Sum / size) - (_sum / Length);
        _squaredDeviations = Math.Max(0, _squaredDeviations - bucket.SquaredDeviations - (gap * gap * size * Length / (size + Length)));
        if (_levels[k].Count == 0 && k > 0)
        {
            _levels.RemoveAt(k);
        }
    }
}
