using Analytics.Statistics.Descriptive;

namespace Analytics.Statistics.Drift;

/// <summary>How the reference is cut into bins.</summary>
public enum Binning
{
    /// <summary>At the type 7 deciles of the reference, duplicates removed.</summary>
    Deciles,

    /// <summary>Ten bins of equal width over the reference's range.</summary>
    EqualWidth,
}

/// <summary>
/// Two samples counted in the bins of the first. A value equal to an edge belongs to the lower bin; the outer bins are unbounded.
/// </summary>
public sealed class BinnedSamples
{
    private BinnedSamples(double[] edges, double[] reference, double[] current) => (Edges, Reference, Current) = (edges, reference, current);

    /// <summary>Inner edges, ascending.</summary>
    public IReadOnlyList<double> Edges { get; }

    /// <summary>Share of the reference in each bin.</summary>
    public IReadOnlyList<double> Reference { get; }

    /// <summary>Share of the current sample in each bin.</summary>
    public IReadOnlyList<double> Current { get; }

    /// <summary>Bins by the reference. Neither sample may be empty.</summary>
    public static BinnedSamples Of(ReadOnlySpan<double> reference, ReadOnlySpan<double> current, Binning binning = Binning.Deciles)
    {
        ArgumentOutOfRangeException.ThrowIfZero(reference.Length);
        ArgumentOutOfRangeException.ThrowIfZero(current.Length);
        var sorted = reference.ToArray();
        Array.Sort(sorted);
        var edges = Enumerable.Range(1, 9)
            .Select(i => binning == Binning.Deciles
                ? Quantiles.OfSorted(sorted, i / 10.0)!.Value
                : sorted[0] + ((sorted[^1] - sorted[0]) * i / 10))
            .Distinct().ToArray();
        return new BinnedSamples(edges, Shares(edges, reference), Shares(edges, current));
    }

    /// <summary>Two samples that are counted already, category by category in the same order. Neither may be empty.</summary>
    public static BinnedSamples OfCounts(IReadOnlyList<long> reference, IReadOnlyList<long> current)
    {
        var (all, allCurrent) = (reference.Sum(), current.Sum());
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(all, nameof(reference));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(allCurrent, nameof(current));
        return new BinnedSamples([], [.. reference.Select(count => (double)count / all)], [.. current.Select(count => (double)count / allCurrent)]);
    }

    /// <summary>
    /// Population stability index sum (q - p) ln(q / p), proportions floored and not renormalized (Siddiqi 2006, "Credit risk scorecards").
    /// Usual bands: below 0.1 none, 0.1 to 0.25 moderate, above 0.25 major.
    /// </summary>
    public double PopulationStabilityIndex(double floor = 1e-4)
    {
        var sum = 0.0;
        for (var i = 0; i < Reference.Count; i++)
        {
            var p = Math.Max(floor, Reference[i]);
            var q = Math.Max(floor, Current[i]);
            sum += (q - p) * Math.Log(q / p);
        }

        return sum;
    }

    /// <summary>Jensen-Shannon divergence in nats, 0 to ln 2, no floor (Lin 1991).</summary>
    public double JensenShannon()
    {
        var sum = 0.0;
        for (var i = 0; i < Reference.Count; i++)
        {
            var (p, q) = (Reference[i], Current[i]);
            var middle = (p + q) / 2;
            sum += (p > 0 ? p * Math.Log(p / middle) : 0) + (q > 0 ? q * Math.Log(q / middle) : 0);
        }

        return Math.Max(0, sum / 2);
    }

    private static double[] Shares(double[] edges, ReadOnlySpan<double> values)
    {
        var counts = new double[edges.Length + 1];
        foreach (var value in values)
        {
            // The lower bin of an edge: as many edges as are strictly below the value.
            var found = Array.BinarySearch(edges, value);
            counts[found >= 0 ? found : ~found]++;
        }

        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] /= values.Length;
        }

        return counts;
    }
}
