namespace Analytics.Statistics.Forecasting;

/// <summary>Seasonality as in the M4 competition's benchmarks (Makridakis, Spiliotis, Assimakopoulos 2020).</summary>
public static class SeasonalIndices
{
    /// <summary>
    /// Whether the autocorrelation at the season's lag is significant at 90 %: n >= 3 m and |r_m| > 1.645 sqrt((1 + 2 sum of r_k^2, k &lt; m) / n).
    /// </summary>
    public static bool IsSeasonal(ReadOnlySpan<double> series, int season)
    {
        var n = series.Length;
        if (season < 2 || n < 3 * season)
        {
            return false;
        }

        var mean = Mean(series);
        var variance = 0.0;
        foreach (var value in series)
        {
            variance += (value - mean) * (value - mean);
        }

        if (variance <= 0)
        {
            return false;
        }

        double squares = 0, last = 0;
        for (var lag = 1; lag <= season; lag++)
        {
            var sum = 0.0;
            for (var t = lag; t < n; t++)
            {
                sum += (series[t] - mean) * (series[t - lag] - mean);
            }

            last = sum / variance;
            squares += lag < season ? last * last : 0;
        }

        return Math.Abs(last) > 1.645 * Math.Sqrt((1 + (2 * squares)) / n);
    }

    /// <summary>
    /// Classical multiplicative decomposition: ratios to the centred moving average, averaged per position, scaled to a mean of 1. Index i belongs
    /// to positions t with t mod m = i. All 1 when a ratio is not finite or not positive.
    /// </summary>
    public static double[] Multiplicative(ReadOnlySpan<double> series, int season) => Classical(series, season, multiplicative: true);

    /// <summary>The additive decomposition: differences to the centred moving average with a mean of 0.</summary>
    public static double[] Additive(ReadOnlySpan<double> series, int season) => Classical(series, season, multiplicative: false);

    /// <summary>Centred moving average over one season (2 x m for an even one); NaN at the ends that it does not reach.</summary>
    internal static double[] CentredAverage(ReadOnlySpan<double> series, int season)
    {
        var half = season / 2;
        var trend = new double[series.Length];
        Array.Fill(trend, double.NaN);
        for (var t = half; t < series.Length - half; t++)
        {
            var sum = 0.0;
            for (var k = -half; k <= half; k++)
            {
                sum += series[t + k] * (season % 2 == 0 && Math.Abs(k) == half ? 0.5 : 1);
            }

            trend[t] = sum / season;
        }

        return trend;
    }

    private static double[] Classical(ReadOnlySpan<double> series, int season, bool multiplicative)
    {
        var trend = CentredAverage(series, season);
        var sums = new double[season];
        var counts = new int[season];
        for (var t = 0; t < series.Length; t++)
        {
            if (!double.IsNaN(trend[t]))
            {
                sums[t % season] += multiplicative ? series[t] / trend[t] : series[t] - trend[t];
                counts[t % season]++;
            }
        }

        var indices = sums.Select((s, i) => counts[i] == 0 ? double.NaN : s / counts[i]).ToArray();
        var mean = indices.Average();
        for (var i = 0; i < season; i++)
        {
            indices[i] = multiplicative ? indices[i] / mean : indices[i] - mean;
        }

        var usable = indices.All(i => double.IsFinite(i) && (!multiplicative || i > 1e-6));
        return usable ? indices : [.. Enumerable.Repeat(multiplicative ? 1.0 : 0.0, season)];
    }

    private static double Mean(ReadOnlySpan<double> series)
    {
        var sum = 0.0;
        foreach (var value in series)
        {
            sum += value;
        }

        return sum / series.Length;
    }
}
