namespace Analytics.Statistics.Segments;

/// <summary>z scores by column: mean 0, population standard deviation 1; a constant column becomes 0.</summary>
public sealed class Standardization
{
    private readonly double[] _means;
    private readonly double[] _deviations;

    private Standardization(double[] means, double[] deviations) => (_means, _deviations) = (means, deviations);

    public static Standardization Of(IReadOnlyList<double[]> points)
    {
        var width = points[0].Length;
        var means = Enumerable.Range(0, width).Select(f => points.Average(p => p[f])).ToArray();
        var deviations = Enumerable.Range(0, width).Select(f => Math.Sqrt(points.Average(p => (p[f] - means[f]) * (p[f] - means[f])))).ToArray();
        return new Standardization(means, deviations);
    }

    public double[] Apply(double[] point) => [.. point.Select((x, f) => _deviations[f] > 0 ? (x - _means[f]) / _deviations[f] : 0)];

    public double[] Undo(double[] scores) => [.. scores.Select((z, f) => (z * _deviations[f]) + _means[f])];
}
