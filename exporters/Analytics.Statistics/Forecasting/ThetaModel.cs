namespace Analytics.Statistics.Forecasting;

/// <summary>
/// The classical Theta method on a series without season (Assimakopoulos, Nikolopoulos 2000; M4's <c>Theta.classic</c>): half of simple
/// exponential smoothing of 2 z - line plus half of the least squares line, both extrapolated.
/// </summary>
internal sealed class ThetaModel
{
    private readonly Smoothing _smoothing;
    private readonly double _intercept;
    private readonly double _slope;
    private readonly int _length;

    private ThetaModel(Smoothing smoothing, double intercept, double slope, int length) =>
        (_smoothing, _intercept, _slope, _length) = (smoothing, intercept, slope, length);

    public double Sigma { get; private set; }

    public static ThetaModel Fit(ReadOnlySpan<double> series)
    {
        var n = series.Length;
        double meanT = (n + 1) / 2.0, meanY = 0, numerator = 0, denominator = 0;
        foreach (var y in series)
        {
            meanY += y / n;
        }

        for (var t = 0; t < n; t++)
        {
            numerator += (t + 1 - meanT) * (series[t] - meanY);
            denominator += (t + 1 - meanT) * (t + 1 - meanT);
        }

        var slope = denominator > 0 ? numerator / denominator : 0;
        var intercept = meanY - (slope * meanT);
        var doubled = new double[n];
        for (var t = 0; t < n; t++)
        {
            doubled[t] = (2 * series[t]) - intercept - (slope * (t + 1));
        }

        // The combined one-step error: y - (f + line) / 2 = (2 y - line - f) / 2, half of the smoothing's.
        var smoothing = Smoothing.Fit(doubled, Trend.None);
        return new ThetaModel(smoothing, intercept, slope, n) { Sigma = smoothing.Sigma / 2 };
    }

    public double[] Forecast(int horizon)
    {
        var level = _smoothing.Level;
        var mean = new double[horizon];
        for (var h = 0; h < horizon; h++)
        {
            mean[h] = (level + _intercept + (_slope * (_length + h + 1))) / 2;
        }

        return mean;
    }

    public double[] Spread(int horizon) =>
        [.. Enumerable.Range(0, horizon).Select(h => Sigma * Math.Sqrt(1 + (h * _smoothing.Alpha * _smoothing.Alpha)))];
}
