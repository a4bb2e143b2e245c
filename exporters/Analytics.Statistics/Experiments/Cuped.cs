using Analytics.Statistics.Descriptive;
using Analytics.Statistics.HypothesisTests;

namespace Analytics.Statistics.Experiments;

/// <summary>One user of an experiment: the metric during it and the same (or another) metric before it began.</summary>
public readonly record struct CupedUser(double Metric, double Before);

/// <summary>A comparison with the noise that the time before explains taken out.</summary>
/// <param name="Theta">Covariance over variance of the covariate, both arms pooled around their own means.</param>
/// <param name="VarianceReduction">Share of the metric's variance that was removed, 0 to 1.</param>
/// <param name="Test">Welch's test of the adjusted metric.</param>
public sealed record CupedResult(double Theta, double VarianceReduction, MeanTest Test);

/// <summary>Controlled experiments using pre-experiment data (Deng, Xu, Kohavi, Walker 2013): y - theta (x - mean x).</summary>
public static class Cuped
{
    /// <summary>Null when an arm has fewer than two users.</summary>
    public static CupedResult? Compare(IReadOnlyList<CupedUser> control, IReadOnlyList<CupedUser> variant)
    {
        if (control.Count < 2 || variant.Count < 2)
        {
            return null;
        }

        var (covariance, spread, total) = Sums(control);
        var (covariance2, spread2, total2) = Sums(variant);
        (covariance, spread, total) = (covariance + covariance2, spread + spread2, total + total2);
        var theta = spread > 0 ? covariance / spread : 0;
        var mean = (control.Sum(u => u.Before) + variant.Sum(u => u.Before)) / (control.Count + variant.Count);
        Moments Adjusted(IReadOnlyList<CupedUser> arm)
        {
            var moments = default(Moments);
            foreach (var user in arm)
            {
                moments = moments.With(user.Metric - (theta * (user.Before - mean)));
            }

            return moments;
        }

        var test = MeanComparison.Welch(Adjusted(control), Adjusted(variant))!;
        return new CupedResult(theta, spread > 0 && total > 0 ? covariance * covariance / (spread * total) : 0, test);
    }

    private static (double Covariance, double Spread, double Total) Sums(IReadOnlyList<CupedUser> arm)
    {
        double meanX = arm.Average(u => u.Before), meanY = arm.Average(u => u.Metric);
        double covariance = 0, spread = 0, total = 0;
        foreach (var user in arm)
        {
            covariance += (user.Before - meanX) * (user.Metric - meanY);
            spread += (user.Before - meanX) * (user.Before - meanX);
            total += (user.Metric - meanY) * (user.Metric - meanY);
        }

        return (covariance, spread, total);
    }
}
