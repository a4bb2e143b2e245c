namespace Analytics.Statistics.Forecasting;

/// <summary>A series with its season taken out, and the way back.</summary>
internal sealed class Adjusted
{
    private readonly double[]? _indices;
    private readonly bool _multiplicative;
    private readonly int _length;

    private Adjusted(double[] values, double[]? indices, bool multiplicative)
    {
        (Values, _indices, _multiplicative, _length) = (values, indices, multiplicative, values.Length);
    }

    public double[] Values { get; }

    /// <summary>As M4's benchmarks: multiplicative if the seasonality test says so, else untouched.</summary>
    public static Adjusted Of(double[] series, int season) =>
        SeasonalIndices.IsSeasonal(series, season) ? By(series, SeasonalIndices.Multiplicative(series, season), true) : new Adjusted(series, null, true);

    public static Adjusted By(double[] series, double[] indices, bool multiplicative) =>
        new([.. series.Select((v, t) => multiplicative ? v / indices[t % indices.Length] : v - indices[t % indices.Length])], indices, multiplicative);

    /// <summary>Puts the season back into a forecast of the adjusted series.</summary>
    public ForecastPath Restore(ForecastPath path)
    {
        if (_indices is null)
        {
            return path;
        }

        double Index(int h) => _indices[(_length + h) % _indices.Length];
        return _multiplicative
            ? new ForecastPath([.. path.Mean.Select((m, h) => m * Index(h))], [.. path.Spread.Select((s, h) => s * Math.Abs(Index(h)))])
            : new ForecastPath([.. path.Mean.Select((m, h) => m + Index(h))], path.Spread);
    }
}
