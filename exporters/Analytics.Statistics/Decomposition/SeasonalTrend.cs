using Analytics.Statistics.Descriptive;

namespace Analytics.Statistics.Decomposition;

/// <summary>A series split into parts that add up to it.</summary>
public sealed record SeasonalTrendParts(double[] Seasonal, double[] Trend, double[] Remainder);

/// <summary>
/// STL, seasonal-trend decomposition by loess (Cleveland, Cleveland, McRae, Terpenning 1990). As R's <c>stl</c> with all jumps 1: seasonal degree 0,
/// trend and low-pass degree 1; robust by bisquare weights of the remainders over six times their median, as the paper (and statsmodels) has it.
/// </summary>
public static class SeasonalTrend
{
    /// <param name="series">At least two periods.</param>
    /// <param name="period">Length of the season, 2 or more.</param>
    /// <param name="seasonalWindow">Span of the seasonal loess in periods, odd, 7 or more; large for a stable season.</param>
    /// <param name="robust">Keeps outliers out of season and trend (15 outer iterations instead of none).</param>
    public static SeasonalTrendParts Decompose(ReadOnlySpan<double> series, int period, int seasonalWindow = 7, bool robust = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(series.Length, (2 * period) + 1);
        var y = series.ToArray();
        var n = y.Length;
        var trendWindow = NextOdd((int)Math.Ceiling(1.5 * period / (1 - (1.5 / seasonalWindow))));
        var lowWindow = NextOdd(period);
        double[] trend = new double[n], seasonal = new double[n], weights = new double[n];
        Array.Fill(weights, 1);
        for (var outer = 0; outer <= (robust ? 15 : 0); outer++)
        {
            for (var inner = 0; inner < (robust ? 1 : 2); inner++)
            {
                seasonal = Seasonal(y, trend, weights, period, seasonalWindow, lowWindow, outer > 0);
                var adjusted = y.Select((v, i) => v - seasonal[i]).ToArray();
                trend = Smooth(adjusted, trendWindow, 1, outer > 0 ? weights : null, 0, n);
            }

            weights = Robustness(y.Select((v, i) => v - seasonal[i] - trend[i]).ToArray());
        }

        return new SeasonalTrendParts(seasonal, trend, [.. y.Select((v, i) => v - seasonal[i] - trend[i])]);
    }

    private static double[] Seasonal(double[] y, double[] trend, double[] weights, int period, int window, int lowWindow, bool weighted)
    {
        var n = y.Length;
        var cycle = new double[n + (2 * period)];
        for (var phase = 0; phase < period; phase++)
        {
            var indices = Enumerable.Range(0, ((n - 1 - phase) / period) + 1).Select(k => phase + (k * period)).ToArray();
            var values = indices.Select(i => y[i] - trend[i]).ToArray();
            var smooth = Smooth(values, window, 0, weighted ? [.. indices.Select(i => weights[i])] : null, -1, values.Length + 1);
            for (var k = 0; k < smooth.Length; k++)
            {
                cycle[phase + (k * period)] = smooth[k];
            }
        }

        var low = Average(Average(Average(cycle, period), period), 3);
        var smoothLow = Smooth(low, lowWindow, 1, null, 0, n);
        return [.. Enumerable.Range(0, n).Select(i => cycle[period + i] - smoothLow[i])];
    }

    private static double[] Average(double[] values, int length)
    {
        var result = new double[values.Length - length + 1];
        var sum = values.Take(length).Sum();
        result[0] = sum / length;
        for (var i = 1; i < result.Length; i++)
        {
            sum += values[i + length - 1] - values[i - 1];
            result[i] = sum / length;
        }

        return result;
    }

    // Loess at the positions from..to-1 (positions outside the data extrapolate).
    private static double[] Smooth(double[] y, int window, int degree, double[]? weights, int from, int to)
    {
        var n = y.Length;
        var span = Math.Min(window, n);
        var result = new double[to - from];
        for (var position = from; position < to; position++)
        {
            var left = Math.Clamp(position - (span / 2), 0, n - span);
            var right = left + span - 1;
            var reach = (double)Math.Max(position - left, right - position);
            if (window > n)
            {
                reach += (window - n) / 2;
            }

            result[position - from] = Fit(y, weights, position, left, right, reach, degree, n)
                ?? y[Math.Clamp(position, 0, n - 1)];
        }

        return result;
    }

    private static double? Fit(double[] y, double[]? weights, double x, int left, int right, double reach, int degree, int n)
    {
        var local = new double[right - left + 1];
        var total = 0.0;
        for (var j = left; j <= right; j++)
        {
            var distance = Math.Abs(j - x);
            if (distance <= 0.999 * reach)
            {
                var tricube = distance <= 0.001 * reach ? 1 : Cube(1 - Cube(distance / reach));
                local[j - left] = tricube * (weights?[j] ?? 1);
                total += local[j - left];
            }
        }

        if (total <= 0)
        {
            return null;
        }

        double mean = 0, variance = 0;
        for (var j = left; j <= right; j++)
        {
            local[j - left] /= total;
            mean += local[j - left] * j;
        }

        if (degree > 0 && reach > 0)
        {
            for (var j = left; j <= right; j++)
            {
                variance += local[j - left] * (j - mean) * (j - mean);
            }

            if (Math.Sqrt(variance) > 0.001 * (n - 1))
            {
                var slope = (x - mean) / variance;
                for (var j = left; j <= right; j++)
                {
                    local[j - left] *= (slope * (j - mean)) + 1;
                }
            }
        }

        var fitted = 0.0;
        for (var j = left; j <= right; j++)
        {
            fitted += local[j - left] * y[j];
        }

        return fitted;
    }

    private static double[] Robustness(double[] remainder)
    {
        var limit = 6 * Quantiles.Median(remainder.Select(Math.Abs))!.Value;
        return [.. remainder.Select(r =>
        {
            var distance = Math.Abs(r);
            var inside = 1 - ((distance / limit) * (distance / limit));
            return distance <= 0.001 * limit ? 1 : distance <= 0.999 * limit ? inside * inside : 0;
        })];
    }

    private static double Cube(double x) => x * x * x;

    private static int NextOdd(int n) => n % 2 == 0 ? n + 1 : n;
}
