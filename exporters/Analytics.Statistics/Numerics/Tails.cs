using MathNet.Numerics;

namespace Analytics.Statistics.Numerics;

/// <summary>Distribution functions, upper tails and quantiles that the tests are made of; tails keep their relative precision.</summary>
internal static class Tails
{
    private static readonly double RootHalf = Math.Sqrt(0.5);

    public static double NormalCdf(double z) => 0.5 * Special.Erfc(-z * RootHalf);

    public static double NormalUpper(double z) => 0.5 * Special.Erfc(z * RootHalf);

    public static double NormalDensity(double z) => Math.Exp(-0.5 * z * z) / Math.Sqrt(2 * Math.PI);

    /// <summary>Two-sided p of a standard normal statistic.</summary>
    public static double NormalTwoSided(double z) => Math.Min(1, Special.Erfc(Math.Abs(z) * RootHalf));

    public static double NormalQuantile(double p) => -Math.Sqrt(2) * SpecialFunctions.ErfcInv(2 * p);

    /// <summary>P(X > x) of chi-square with <paramref name="degrees"/> degrees of freedom.</summary>
    public static double ChiSquareUpper(double x, double degrees) => x switch
    {
        <= 0 => 1,
        _ when degrees == 1 => Special.Erfc(Math.Sqrt(x / 2)),
        _ when degrees == 2 => Math.Exp(-x / 2),
        _ => Special.GammaUpperRegularized(degrees / 2, x / 2),
    };

    public static double StudentTwoSided(double t, double degrees)
    {
        if (double.IsInfinity(t))
        {
            return 0;
        }

        var square = t * t;
        return Special.BetaRegularized(degrees / 2, 0.5, degrees / (degrees + square), square / (degrees + square));
    }

    public static double StudentUpper(double t, double degrees)
    {
        var half = 0.5 * StudentTwoSided(t, degrees);
        return t >= 0 ? half : 1 - half;
    }

    /// <summary>The t with P(T &lt;= t) = p, by bisection on the upper tail from a normal starting point.</summary>
    public static double StudentQuantile(double p, double degrees)
    {
        if (p == 0.5)
        {
            return 0;
        }

        if (p < 0.5)
        {
            return -StudentQuantile(1 - p, degrees);
        }

        var upper = 1 - p;
        var high = Math.Max(1, NormalQuantile(p));
        while (StudentUpper(high, degrees) > upper)
        {
            high *= 2;
        }

        return Roots.Bisect(t => upper - StudentUpper(t, degrees), 0, high);
    }

    /// <summary>The x with I_x(a, b) = p.</summary>
    public static double BetaQuantile(double p, double a, double b) =>
        p <= 0 ? 0 : p >= 1 ? 1 : Roots.Bisect(x => Special.BetaRegularized(a, b, x) - p, 0, 1);

    /// <summary>P(K > x) of the limiting Kolmogorov distribution.</summary>
    public static double KolmogorovUpper(double x)
    {
        if (x <= 0)
        {
            return 1;
        }

        if (x < 1)
        {
            // Jacobi's theta identity converges fast where the alternating series does not.
            var sum = 0.0;
            for (var k = 1; k <= 41; k += 2)
            {
                sum += Math.Exp(-k * k * Math.PI * Math.PI / (8 * x * x));
            }

            return 1 - (Math.Sqrt(2 * Math.PI) / x * sum);
        }

        var tail = 0.0;
        for (var k = 1; k <= 100; k++)
        {
            var term = Math.Exp(-2.0 * k * k * x * x);
            tail += k % 2 == 1 ? term : -term;
            if (term < 1e-300)
            {
                break;
            }
        }

        return Math.Clamp(2 * tail, 0, 1);
    }

    /// <summary>P(T &lt;= t) of the noncentral t distribution, by quadrature over the chi variable (Johnson, Kotz, Balakrishnan 1995, ch. 31).</summary>
    public static double NoncentralStudentCdf(double t, double degrees, double noncentrality)
    {
        // T = (Z + d) / S with S = sqrt(chi2_v / v): P = integral of Phi(t s - d) times the density of S.
        var logScale = Math.Log(2) + (degrees / 2 * Math.Log(degrees / 2)) - Special.LogGamma(degrees / 2);
        double Integrand(double s) => s <= 0
            ? 0
            : NormalCdf((t * s) - noncentrality) * Math.Exp(logScale + ((degrees - 1) * Math.Log(s)) - (degrees * s * s / 2));
        var spread = 1 / Math.Sqrt(2 * degrees);
        var low = Math.Max(0, 1 - (12 * spread));
        var high = 1 + (12 * spread) + (degrees < 5 ? 8 : 0);
        return Math.Clamp(Quadrature.Panels(Integrand, low, high, 64), 0, 1);
    }
}
