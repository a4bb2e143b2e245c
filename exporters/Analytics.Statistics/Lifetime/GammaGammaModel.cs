using Analytics.Statistics.Numerics;
using MathNet.Numerics;

namespace Analytics.Statistics.Lifetime;

/// <summary>
/// Gamma-Gamma model of the value of a purchase: gamma (p) within a customer, its scale gamma (q, v) between customers. Fader, Hardie 2013,
/// "The gamma-gamma model of monetary value". Assumes that value and frequency are independent.
/// </summary>
public sealed record GammaGammaModel(double P, double Q, double V, double LogLikelihood)
{
    /// <summary>Maximum likelihood over the customers with a repeat and a positive mean value; null with fewer than two of them.</summary>
    public static GammaGammaModel? Fit(IEnumerable<PurchaseHistory> customers)
    {
        var groups = customers.Where(c => c.Repeats > 0 && c.MeanValue > 0).GroupBy(c => (c.Repeats, Mean: c.MeanValue!.Value))
            .Select(g => (X: (double)g.Key.Repeats, g.Key.Mean, Count: g.Count())).ToArray();
        if (groups.Length < 2)
        {
            return null;
        }

        // Values of the order of 1 keep the search well scaled; only v has the unit of money.
        var unit = groups.Average(g => g.Mean);
        var scaled = groups.Select(g => (g.X, Mean: g.Mean / unit, g.Count)).ToArray();
        var (best, likelihood) = MaximumLikelihood.Fit(p => Evaluate(p, scaled), [2, 3, 1]);
        return new GammaGammaModel(best[0], best[1], best[2] * unit, likelihood - (groups.Sum(g => g.Count) * Math.Log(unit)));
    }

    /// <summary>
    /// Expected value of a customer's purchases: the own mean drawn towards the population's, which alone counts without repeats. Null where the
    /// population's mean is infinite (q at most 1) and the customer has no repeat.
    /// </summary>
    public double? ExpectedAverageValue(PurchaseHistory customer)
    {
        var x = customer.MeanValue is null ? 0 : customer.Repeats;
        var denominator = (P * x) + Q - 1;
        return denominator <= 0 ? null : P * (V + (x * (customer.MeanValue ?? 0))) / denominator;
    }

    private static (double Value, double[] Gradient) Evaluate(double[] parameters, (double X, double Mean, int Count)[] groups)
    {
        var (p, q, v) = (parameters[0], parameters[1], parameters[2]);
        double value = 0, dp = 0, dq = 0, dv = 0;
        foreach (var (x, m, count) in groups)
        {
            var px = p * x;
            var logTotal = Math.Log((x * m) + v);
            value += count * (Special.LogGamma(px + q) - Special.LogGamma(px) - Special.LogGamma(q) + (q * Math.Log(v))
                + ((px - 1) * Math.Log(m)) + (px * Math.Log(x)) - ((px + q) * logTotal));
            var digammaTotal = SpecialFunctions.DiGamma(px + q);
            dp += count * x * (digammaTotal - SpecialFunctions.DiGamma(px) + Math.Log(m) + Math.Log(x) - logTotal);
            dq += count * (digammaTotal - SpecialFunctions.DiGamma(q) + Math.Log(v) - logTotal);
            dv += count * ((q / v) - ((px + q) / ((x * m) + v)));
        }

        return (value, [dp, dq, dv]);
    }
}
