using Analytics.Statistics.Descriptive;
using Analytics.Statistics.Numerics;

namespace Analytics.Statistics.Experiments;

/// <summary>What the posterior says of variant against control.</summary>
/// <param name="ProbabilityVariantBetter">P(variant > control | data).</param>
/// <param name="ExpectedLoss">E[max(control - variant, 0)]: what choosing the variant costs on average if it is wrong, in the metric's unit.</param>
public readonly record struct Posterior(double ProbabilityVariantBetter, double ExpectedLoss);

/// <summary>Bayesian comparison of two arms (Stucchio 2015, "Bayesian A/B testing at VWO").</summary>
public static class BayesianComparison
{
    /// <summary>Proportions with a Beta(a, b) prior for each arm, uniform by default. Exact up to quadrature, about 1e-10.</summary>
    public static Posterior BetaBinomial(
        long controlSuccesses, long controlTrials, long variantSuccesses, long variantTrials, double priorA = 1, double priorB = 1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(controlSuccesses, controlTrials);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(variantSuccesses, variantTrials);
        var (a1, b1) = (priorA + controlSuccesses, priorB + controlTrials - controlSuccesses);
        var (a2, b2) = (priorA + variantSuccesses, priorB + variantTrials - variantSuccesses);
        var better = BetaExceeds(a2, b2, a1, b1);

        // E[max(c - v, 0)] = E[c] P(c' > v) - E[v] P(c > v'), with ' for one success more.
        var loss = (a1 / (a1 + b1) * BetaExceeds(a1 + 1, b1, a2, b2)) - (a2 / (a2 + b2) * BetaExceeds(a1, b1, a2 + 1, b2));
        return new Posterior(better, Math.Max(0, loss));
    }

    /// <summary>Means with a flat prior: the difference is normal around the observed one with the Welch standard error. Null below two values an arm.</summary>
    public static Posterior? Normal(Moments control, Moments variant)
    {
        if (control.Variance is not { } v1 || variant.Variance is not { } v2)
        {
            return null;
        }

        var difference = variant.Mean - control.Mean;
        var error = Math.Sqrt((v1 / control.Count) + (v2 / variant.Count));
        if (error == 0)
        {
            return new Posterior(difference > 0 ? 1 : difference < 0 ? 0 : 0.5, Math.Max(0, -difference));
        }

        var z = difference / error;
        return new Posterior(Tails.NormalCdf(z), Math.Max(0, (error * Tails.NormalDensity(z)) - (difference * Tails.NormalUpper(z))));
    }

    /// <summary>P(X > Y) for independent beta variables X and Y.</summary>
    internal static double BetaExceeds(double aX, double bX, double aY, double bY)
    {
        var low = Tails.BetaQuantile(1e-15, aX, bX);
        var high = 1 - Tails.BetaQuantile(1e-15, bX, aX);
        var inner = Quadrature.Panels(
            x => x <= 0 || x >= 1 ? 0 : Math.Exp(Special.LogBetaKernel(aX, bX, x, 1 - x)) / (x * (1 - x)) * Special.BetaRegularized(aY, bY, x), low, high, 96);
        return Math.Clamp(inner, 0, 1);
    }
}
