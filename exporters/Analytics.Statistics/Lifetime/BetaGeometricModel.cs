using Analytics.Statistics.Numerics;
using MathNet.Numerics;

namespace Analytics.Statistics.Lifetime;

/// <summary>
/// BG/NBD: customers buy at gamma distributed Poisson rates (r, alpha) and die after a purchase with beta distributed probabilities (a, b).
/// Fader, Hardie, Lee 2005, "Counting your customers the easy way". Time in weeks.
/// </summary>
public sealed record BetaGeometricModel(double R, double Alpha, double A, double B, double LogLikelihood)
{
    /// <summary>Unpenalized maximum likelihood. Null when there is nothing to learn from: no customer, or none that ever came back.</summary>
    public static BetaGeometricModel? Fit(IEnumerable<PurchaseHistory> customers)
    {
        var groups = customers.GroupBy(c => (c.Repeats, c.Recency, c.Age))
            .Select(g => new Group(g.Key.Repeats, g.Key.Recency, g.Key.Age, g.Count())).ToArray();
        if (groups.Length == 0 || groups.All(g => g.X == 0))
        {
            return null;
        }

        var weight = groups.Sum(g => (double)g.Count);
        var meanAge = groups.Sum(g => g.Count * g.T) / weight;
        var meanRepeats = groups.Sum(g => (double)g.Count * g.X) / weight;
        var (best, likelihood) = MaximumLikelihood.Fit(p => Evaluate(p, groups), [1, Math.Max(0.1, meanAge / Math.Max(0.1, meanRepeats)), 1, 2]);
        return new BetaGeometricModel(best[0], best[1], best[2], best[3], likelihood);
    }

    /// <summary>Probability that a customer is still one; 1 for those without a repeat.</summary>
    public double ProbabilityAlive(PurchaseHistory customer) => 1 / (1 + DeadOdds(customer));

    /// <summary>Expected number of purchases in the next <paramref name="weeks"/> weeks, given the history.</summary>
    public double ExpectedPurchases(PurchaseHistory customer, double weeks)
    {
        if (weeks <= 0)
        {
            return 0;
        }

        // At a = 1 the formula is a limit of 0/0: the mean of both sides is its value to 1e-9.
        return Math.Abs(A - 1) < 1e-5
            ? ((this with { A = 1 - 2e-5 }).Expected(customer, weeks) + (this with { A = 1 + 2e-5 }).Expected(customer, weeks)) / 2
            : Expected(customer, weeks);
    }

    private static (double Value, double[] Gradient) Evaluate(double[] p, Group[] groups)
    {
        var (r, alpha, a, b) = (p[0], p[1], p[2], p[3]);
        double value = 0, dr = 0, dalpha = 0, da = 0, db = 0;
        foreach (var (x, tx, t, count) in groups)
        {
            var a1 = Special.LogGamma(r + x) - Special.LogGamma(r) + (r * Math.Log(alpha));
            var a2 = Special.LogGamma(a + b) + Special.LogGamma(b + x) - Special.LogGamma(b) - Special.LogGamma(a + b + x);
            var a3 = -(r + x) * Math.Log(alpha + t);
            var a4 = x == 0 ? double.NegativeInfinity : Math.Log(a) - Math.Log(b + x - 1) - ((r + x) * Math.Log(alpha + tx));
            var top = Math.Max(a3, a4);
            var logSum = top + Math.Log(Math.Exp(a3 - top) + Math.Exp(a4 - top));
            value += count * (a1 + a2 + logSum);
            var (w3, w4) = (Math.Exp(a3 - logSum), Math.Exp(a4 - logSum));
            var digammaAll = SpecialFunctions.DiGamma(a + b) - SpecialFunctions.DiGamma(a + b + x);
            dr += count * (SpecialFunctions.DiGamma(r + x) - SpecialFunctions.DiGamma(r)
                + Math.Log(alpha) - (w3 * Math.Log(alpha + t)) - (w4 * Math.Log(alpha + tx)));
            dalpha += count * ((r / alpha) - ((r + x) * ((w3 / (alpha + t)) + (w4 / (alpha + tx)))));
            da += count * (digammaAll + (w4 / a));
            db += count * (digammaAll + SpecialFunctions.DiGamma(b + x) - SpecialFunctions.DiGamma(b) - (x == 0 ? 0 : w4 / (b + x - 1)));
        }

        return (value, [dr, dalpha, da, db]);
    }

    private double DeadOdds(PurchaseHistory customer) => customer.Repeats == 0
        ? 0
        : Math.Exp(
            Math.Log(A) - Math.Log(B + customer.Repeats - 1)
            + ((R + customer.Repeats) * (Math.Log(Alpha + customer.Age) - Math.Log(Alpha + customer.Recency))));

    // Euler's transformation turns ((alpha+T)/(alpha+T+t))^(r+x) 2F1(r+x, b+x; a+b+x-1; z) into (1-z)^(a-1) 2F1(a+b-1-r, a-1; a+b+x-1; z), whose
    // terms fall the faster the larger x is: no overflow for hundreds of purchases.
    private double Expected(PurchaseHistory customer, double weeks)
    {
        var x = customer.Repeats;
        var total = Alpha + customer.Age + weeks;
        var z = weeks / total;
        var shrink = Math.Exp((A - 1) * Math.Log((Alpha + customer.Age) / total));
        var bracket = 1 - (shrink * Hypergeometric(A + B - 1 - R, A - 1, A + B + x - 1, z));
        return Math.Max(0, (A + B + x - 1) / (A - 1) * bracket / (1 + DeadOdds(customer)));
    }

    private static double Hypergeometric(double a, double b, double c, double z)
    {
        double sum = 1, term = 1;
        for (var n = 0; n < 1_000_000; n++)
        {
            term *= (a + n) * (b + n) / ((c + n) * (n + 1)) * z;
            sum += term;
            if (Math.Abs(term) <= 1e-17 * Math.Abs(sum))
            {
                break;
            }
        }

        return sum;
    }

    private readonly record struct Group(int X, double Tx, double T, int Count);
}
