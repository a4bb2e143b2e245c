using Analytics.Statistics.Numerics;

namespace Analytics.Statistics.Power;

/// <summary>Sample sizes PER GROUP for two equal groups and a two-sided test, rounded up. Level and power lie strictly between 0 and 1.</summary>
public static class SampleSize
{
    /// <summary>Normal approximation as R's <c>power.prop.test</c>: pooled variance under the null hypothesis, separate under the alternative (Fleiss 1981).</summary>
    public static long ForProportions(double p1, double p2, double power = 0.8, double level = 0.05) => RoundUp(Pooled(p1, p2, power, level));

    /// <summary>Normal approximation with each group's own variance under both hypotheses.</summary>
    public static long ForProportionsUnpooled(double p1, double p2, double power = 0.8, double level = 0.05)
    {
        CheckProportions(p1, p2, power, level);
        var z = Tails.NormalQuantile(1 - (level / 2)) + Tails.NormalQuantile(power);
        return RoundUp(z * z * ((p1 * (1 - p1)) + (p2 * (1 - p2))) / Square(p2 - p1));
    }

    /// <summary>Variance-stabilized: Cohen's h = 2 asin(sqrt p2) - 2 asin(sqrt p1) (Cohen 1988, ch. 6).</summary>
    public static long ForProportionsArcsine(double p1, double p2, double power = 0.8, double level = 0.05)
    {
        CheckProportions(p1, p2, power, level);
        var h = (2 * Math.Asin(Math.Sqrt(p2))) - (2 * Math.Asin(Math.Sqrt(p1)));
        var z = Tails.NormalQuantile(1 - (level / 2)) + Tails.NormalQuantile(power);
        return RoundUp(2 * Square(z / h));
    }

    /// <summary>The pooled size with the continuity correction n/4 (1 + sqrt(1 + 4/(n |p2 - p1|)))^2 (Fleiss, Tytun, Ury 1980).</summary>
    public static long ForProportionsFleiss(double p1, double p2, double power = 0.8, double level = 0.05)
    {
        var n = Pooled(p1, p2, power, level);
        return RoundUp(n / 4 * Square(1 + Math.Sqrt(1 + (4 / (n * Math.Abs(p2 - p1))))));
    }

    /// <summary>Two-sample t test by the noncentral t distribution: smallest n whose power, both tails counted, reaches the wish.</summary>
    /// <param name="difference">Difference of the means, not zero.</param>
    /// <param name="standardDeviation">Of one group, positive.</param>
    /// <param name="power">Wished probability to find the difference.</param>
    /// <param name="level">Two-sided level of the test.</param>
    public static long ForMeans(double difference, double standardDeviation, double power = 0.8, double level = 0.05)
    {
        CheckLevels(power, level);
        ArgumentOutOfRangeException.ThrowIfZero(difference);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(standardDeviation);
        var effect = Math.Abs(difference) / standardDeviation;
        var z = Tails.NormalQuantile(1 - (level / 2)) + Tails.NormalQuantile(power);
        var n = Math.Max(2, (long)Math.Floor(2 * Square(z / effect)));
        while (n > 2 && OfMeans(n, effect, level) >= power)
        {
            n--;
        }

        while (OfMeans(n, effect, level) < power)
        {
            n++;
        }

        return n;
    }

    /// <summary>Power of the two-sample t test with n per group for a standardized difference.</summary>
    public static double OfMeans(long perGroup, double standardizedDifference, double level = 0.05)
    {
        var degrees = (2.0 * perGroup) - 2;
        var noncentrality = Math.Abs(standardizedDifference) * Math.Sqrt(perGroup / 2.0);
        var critical = Tails.StudentQuantile(1 - (level / 2), degrees);
        return 1 - Tails.NoncentralStudentCdf(critical, degrees, noncentrality) + Tails.NoncentralStudentCdf(-critical, degrees, noncentrality);
    }

    /// <summary>Power of the two-proportion test with n per group, as R's <c>power.prop.test</c> (one tail, as there).</summary>
    public static double OfProportions(long perGroup, double p1, double p2, double level = 0.05)
    {
        var mean = (p1 + p2) / 2;
        var z = ((Math.Sqrt(perGroup) * Math.Abs(p2 - p1)) - (Tails.NormalQuantile(1 - (level / 2)) * Math.Sqrt(2 * mean * (1 - mean))))
            / Math.Sqrt((p1 * (1 - p1)) + (p2 * (1 - p2)));
        return Tails.NormalCdf(z);
    }

    private static double Pooled(double p1, double p2, double power, double level)
    {
        CheckProportions(p1, p2, power, level);
        var mean = (p1 + p2) / 2;
        var underNull = Tails.NormalQuantile(1 - (level / 2)) * Math.Sqrt(2 * mean * (1 - mean));
        var underAlternative = Tails.NormalQuantile(power) * Math.Sqrt((p1 * (1 - p1)) + (p2 * (1 - p2)));
        return Square((underNull + underAlternative) / (p2 - p1));
    }

    private static long RoundUp(double n)
    {
        // A size that is whole but for rounding noise is that whole number.
        var nearest = Math.Round(n);
        return (long)(Math.Abs(n - nearest) < 1e-9 * nearest ? nearest : Math.Ceiling(n));
    }

    private static double Square(double x) => x * x;

    private static void CheckProportions(double p1, double p2, double power, double level)
    {
        CheckLevels(power, level);
        ArgumentOutOfRangeException.ThrowIfEqual(p1, p2);
        foreach (var p in (ReadOnlySpan<double>)[p1, p2])
        {
            ArgumentOutOfRangeException.ThrowIfNegative(p);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(p, 1);
        }
    }

    private static void CheckLevels(double power, double level)
    {
        foreach (var p in (ReadOnlySpan<double>)[power, level])
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(p);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(p, 1);
        }
    }
}
