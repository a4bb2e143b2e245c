using Analytics.Statistics.Descriptive;
using Analytics.Statistics.Numerics;

namespace Analytics.Statistics.Experiments;

/// <summary>Which of several arms is the best, given the data and a flat prior: each mean is normal around the observed one, with its standard error.</summary>
public static class BestArm
{
    private const double Reach = 9;

    /// <summary>For each arm P(its mean is the greatest); they add up to 1, arms that cannot be told apart share alike. Exact up to quadrature, about 1e-9. Null when an arm has fewer than two values.</summary>
    /// <param name="arms">At least one.</param>
    public static IReadOnlyList<double>? Probabilities(IReadOnlyList<Moments> arms)
    {
        if (arms.Any(arm => arm.Variance is null))
        {
            return null;
        }

        var means = arms.Select(arm => (arm.Mean, Error: Math.Sqrt(arm.Variance!.Value / arm.Count))).ToList();
        var raw = means.Select((own, i) => Of(own, [.. means.Where((_, j) => j != i)])).ToList();
        var sum = raw.Sum();
        return [.. raw.Select(probability => probability / sum)];
    }

    private static double Of((double Mean, double Error) own, IReadOnlyList<(double Mean, double Error)> others)
    {
        double Exceeds(double x, IEnumerable<(double Mean, double Error)> beaten) =>
            beaten.Aggregate(1.0, (product, other) => product * (other.Error > 0 ? Tails.NormalCdf((x - other.Mean) / other.Error) : x > other.Mean ? 1 : x == other.Mean ? 0.5 : 0));
        if (own.Error == 0)
        {
            return Exceeds(own.Mean, others);
        }

        // Known exactly: a step, from which on the integral runs.
        var low = others.Where(other => other.Error == 0).Select(other => other.Mean).Append(own.Mean - (Reach * own.Error)).Max();
        var high = own.Mean + (Reach * own.Error);
        var uncertain = others.Where(other => other.Error > 0).ToList();
        return low >= high ? 0 : Quadrature.Panels(x => Tails.NormalDensity((x - own.Mean) / own.Error) / own.Error * Exceeds(x, uncertain), low, high, 96);
    }
}
