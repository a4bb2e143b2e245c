using Analytics.Statistics.Numerics;

namespace Analytics.Statistics.Capacity;

/// <summary>When a growing quantity reaches its limit.</summary>
/// <param name="Steps">Steps after the last value at which the trend reaches the limit; 0 when it has; null when it does not grow.</param>
/// <param name="Earliest">When the upper prediction bound reaches it; null when that does not grow.</param>
/// <param name="Latest">When the lower prediction bound reaches it; null when it may never.</param>
public sealed record ExhaustionForecast(double? Steps, double? Earliest, double? Latest);

/// <summary>Time until exhaustion by a straight trend with the prediction interval of regression (Draper and Smith 1998, ch. 3).</summary>
public static class Exhaustion
{
    /// <param name="usage">Equidistant values, oldest first; three at least, else null is answered.</param>
    /// <param name="capacity">The limit, in the same unit.</param>
    /// <param name="confidence">Of the interval of the crossing time.</param>
    /// <param name="farthest">Steps to look ahead; a crossing beyond is none.</param>
    public static ExhaustionForecast? Forecast(ReadOnlySpan<double> usage, double capacity, double confidence = 0.95, double farthest = 1e6)
    {
        var n = usage.Length;
        if (n < 3)
        {
            return null;
        }

        double meanT = (n - 1) / 2.0, meanY = 0, spread = 0, product = 0, residuals = 0, lagged = 0, last = 0;
        foreach (var y in usage)
        {
            meanY += y / n;
        }

        for (var t = 0; t < n; t++)
        {
            spread += (t - meanT) * (t - meanT);
            product += (t - meanT) * (usage[t] - meanY);
        }

        var slope = product / spread;
        for (var t = 0; t < n; t++)
        {
            var residual = usage[t] - meanY - (slope * (t - meanT));
            residuals += residual * residual;
            lagged += residual * last;
            last = residual;
        }

        // Correlated noise carries less information: n (1 - r) / (1 + r) effective values (Bayley and Hammersley 1946).
        var correlation = residuals > 0 ? Math.Clamp(lagged / residuals, 0, 0.98) : 0;
        var effective = Math.Max(3, n * (1 - correlation) / (1 + correlation));
        var sigma = Math.Sqrt(residuals / (n - 2));
        var z = Tails.StudentQuantile(0.5 + (confidence / 2), Math.Max(1, effective - 2));
        double Trend(double h) => meanY + (slope * (n - 1 + h - meanT));
        double Reach(double h)
        {
            var distance = n - 1 + h - meanT;
            return z * sigma * Math.Sqrt(1 + (n / effective * ((1.0 / n) + (distance * distance / spread))));
        }

        return new ExhaustionForecast(
            Crossing(Trend, capacity, farthest), Crossing(h => Trend(h) + Reach(h), capacity, farthest), Crossing(h => Trend(h) - Reach(h), capacity, farthest));
    }

    private static double? Crossing(Func<double, double> path, double capacity, double farthest)
    {
        if (path(0) >= capacity)
        {
            return 0;
        }

        var high = 1.0;
        while (path(high) < capacity)
        {
            high *= 2;
            if (high > farthest)
            {
                return null;
            }
        }

        return Roots.Bisect(h => path(h) - capacity, 0, high);
    }
}
