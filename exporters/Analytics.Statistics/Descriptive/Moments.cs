namespace Analytics.Statistics.Descriptive;

/// <summary>Count, mean and sum of squared deviations of a sample, gathered in one pass (Welford 1962) and mergeable (Chan et al. 1979).</summary>
public readonly record struct Moments(long Count, double Mean, double SquaredDeviations)
{
    /// <summary>Unbiased sample variance; null with fewer than two values.</summary>
    public double? Variance => Count < 2 ? null : SquaredDeviations / (Count - 1);

    public static Moments Of(ReadOnlySpan<double> values)
    {
        var moments = default(Moments);
        foreach (var value in values)
        {
            moments = moments.With(value);
        }

        return moments;
    }

    /// <summary>These moments with one value more.</summary>
    public Moments With(double value)
    {
        var count = Count + 1;
        var delta = value - Mean;
        var mean = Mean + (delta / count);
        return new Moments(count, mean, SquaredDeviations + (delta * (value - mean)));
    }

    /// <summary>The moments of both samples together.</summary>
    public Moments Plus(Moments other)
    {
        if (Count == 0 || other.Count == 0)
        {
            return Count == 0 ? other : this;
        }

        var count = Count + other.Count;
        var delta = other.Mean - Mean;
        return new Moments(
            count,
            Mean + (delta * other.Count / count),
            SquaredDeviations + other.SquaredDeviations + (delta * delta * ((double)Count * other.Count / count)));
    }
}
