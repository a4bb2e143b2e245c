using Analytics.Statistics.Numerics;

namespace Analytics.Statistics.Intervals;

/// <summary>Confidence intervals for proportions. Counts: 0 &lt;= successes &lt;= trials; no trials give null.</summary>
public static class ProportionIntervals
{
    /// <summary>Wilson's score interval without continuity correction (Wilson 1927).</summary>
    public static Interval? Wilson(long successes, long trials, double confidence = 0.95)
    {
        CheckCounts(successes, trials);
        if (trials == 0)
        {
            return null;
        }

        var z = Tails.NormalQuantile(0.5 + (confidence / 2));
        double n = trials;
        var p = successes / n;
        var centre = p + (z * z / (2 * n));
        var spread = z * Math.Sqrt((p * (1 - p) / n) + (z * z / (4 * n * n)));
        var scale = 1 + (z * z / n);
        return new Interval(
            successes == 0 ? 0 : Math.Max(0, (centre - spread) / scale),
            successes == trials ? 1 : Math.Min(1, (centre + spread) / scale));
    }

    /// <summary>The exact interval of Clopper and Pearson (1934).</summary>
    public static Interval? ClopperPearson(long successes, long trials, double confidence = 0.95)
    {
        CheckCounts(successes, trials);
        if (trials == 0)
        {
            return null;
        }

        var tail = (1 - confidence) / 2;
        return new Interval(
            successes == 0 ? 0 : Tails.BetaQuantile(tail, successes, trials - successes + 1),
            successes == trials ? 1 : Tails.BetaQuantile(1 - tail, successes + 1, trials - successes));
    }

    /// <summary>
    /// Newcombe's hybrid score interval for the difference variant - control (Newcombe 1998, "Interval estimation for the difference between
    /// independent proportions", method 10).
    /// </summary>
    public static Interval? NewcombeDifference(long controlSuccesses, long controlTrials, long variantSuccesses, long variantTrials, double confidence = 0.95)
    {
        if (Wilson(controlSuccesses, controlTrials, confidence) is not { } control || Wilson(variantSuccesses, variantTrials, confidence) is not { } variant)
        {
            return null;
        }

        var p1 = (double)controlSuccesses / controlTrials;
        var p2 = (double)variantSuccesses / variantTrials;
        var difference = p2 - p1;
        return new Interval(
            difference - Math.Sqrt(Square(p2 - variant.Low) + Square(control.High - p1)),
            difference + Math.Sqrt(Square(variant.High - p2) + Square(p1 - control.Low)));
    }

    private static double Square(double x) => x * x;

    private static void CheckCounts(long successes, long trials)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
    }
}
