namespace Analytics.Statistics.Descriptive;

/// <summary>Quantiles by linear interpolation between order statistics: type 7 of Hyndman and Fan (1996), R's default, SQL's <c>percentile_cont</c>.</summary>
public static class Quantiles
{
    /// <summary>The quantile of values that are already in ascending order; null when there are none.</summary>
    /// <param name="ascending">Finite values in ascending order.</param>
    /// <param name="probability">0 (minimum) to 1 (maximum).</param>
    public static double? OfSorted(ReadOnlySpan<double> ascending, double probability)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(probability);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(probability, 1);
        if (ascending.IsEmpty)
        {
            return null;
        }

        var position = (ascending.Length - 1) * probability;
        var below = (int)Math.Floor(position);
        var fraction = position - below;
        return fraction == 0 ? ascending[below] : ascending[below] + (fraction * (ascending[below + 1] - ascending[below]));
    }

    /// <summary>The quantile of values in any order; the input is left as it is.</summary>
    public static double? Of(IEnumerable<double> values, double probability)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        return OfSorted(sorted, probability);
    }

    /// <summary>The median of values in any order; null when there are none.</summary>
    public static double? Median(IEnumerable<double> values) => Of(values, 0.5);

    /// <summary>The median of money amounts, exact in decimal; null when there are none.</summary>
    public static decimal? Median(IEnumerable<decimal> values)
    {
        var sorted = values.ToArray();
        if (sorted.Length == 0)
        {
            return null;
        }

        Array.Sort(sorted);
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
