using Analytics.Statistics.Descriptive;
using Analytics.Statistics.Intervals;
using Analytics.Statistics.Numerics;

namespace Analytics.Statistics.HypothesisTests;

/// <summary>A t test of two means.</summary>
/// <param name="T">Variant - control over its standard error; null where infinite.</param>
/// <param name="DegreesOfFreedom">Satterthwaite's for Welch, n1 + n2 - 2 for Student.</param>
/// <param name="PValue">Two-sided.</param>
/// <param name="Difference">Mean of the variant - mean of the control.</param>
/// <param name="Confidence">Interval of the difference.</param>
public sealed record MeanTest(double? T, double DegreesOfFreedom, double PValue, double Difference, Interval Confidence);

/// <summary>Tests of two means. Each group needs two values at least; otherwise the answer is null.</summary>
public static class MeanComparison
{
    /// <summary>Welch's t test: unequal variances, Satterthwaite's degrees of freedom (Welch 1947).</summary>
    public static MeanTest? Welch(Moments control, Moments variant, double confidence = 0.95)
    {
        if (control.Variance is not { } v1 || variant.Variance is not { } v2)
        {
            return null;
        }

        var e1 = v1 / control.Count;
        var e2 = v2 / variant.Count;
        var squared = (e1 + e2) * (e1 + e2);
        var degrees = squared > 0
            ? squared / ((e1 * e1 / (control.Count - 1)) + (e2 * e2 / (variant.Count - 1)))
            : control.Count + variant.Count - 2;
        return Test(variant.Mean - control.Mean, e1 + e2, degrees, confidence);
    }

    /// <summary>Student's t test with the pooled variance.</summary>
    public static MeanTest? Student(Moments control, Moments variant, double confidence = 0.95)
    {
        if (PooledVariance(control, variant) is not { } pooled)
        {
            return null;
        }

        return Test(variant.Mean - control.Mean, pooled * ((1.0 / control.Count) + (1.0 / variant.Count)), control.Count + variant.Count - 2, confidence);
    }

    /// <summary>Cohen's d: difference of the means over the pooled standard deviation; 0 for equal means, null where infinite.</summary>
    public static double? CohensD(Moments control, Moments variant)
    {
        if (PooledVariance(control, variant) is not { } pooled)
        {
            return null;
        }

        var difference = variant.Mean - control.Mean;
        return difference == 0 ? 0 : pooled <= 0 ? null : difference / Math.Sqrt(pooled);
    }

    private static double? PooledVariance(Moments control, Moments variant) =>
        control.Count < 2 || variant.Count < 2
            ? null
            : (control.SquaredDeviations + variant.SquaredDeviations) / (control.Count + variant.Count - 2);

    private static MeanTest Test(double difference, double squaredError, double degrees, double confidence)
    {
        if (squaredError <= 0)
        {
            var result = difference == 0 ? TestResult.NoDifference : TestResult.InfiniteDifference;
            return new MeanTest(result.Statistic, degrees, result.PValue, difference, new Interval(difference, difference));
        }

        var error = Math.Sqrt(squaredError);
        var t = difference / error;
        var reach = Tails.StudentQuantile(0.5 + (confidence / 2), degrees) * error;
        return new MeanTest(t, degrees, Tails.StudentTwoSided(t, degrees), difference, new Interval(difference - reach, difference + reach));
    }
}
