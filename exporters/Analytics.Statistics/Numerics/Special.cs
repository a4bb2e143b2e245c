using MathNet.Numerics;

namespace Analytics.Statistics.Numerics;

/// <summary>
/// Special functions at nearly full double precision for the argument sizes that experiments have (counts of millions), where the usual
/// log-gamma differences lose seven digits. Log densities use Loader (2000), "Fast and accurate computation of binomial probabilities".
/// </summary>
internal static class Special
{
    private static readonly double HalfLogTwoPi = 0.5 * Math.Log(2 * Math.PI);

    // Loader's table: error of Stirling's formula for n = 0, 1/2, 1 ... 15.
    private static readonly double[] SmallStirlingErrors = MakeSmallStirlingErrors();

    public static double LogGamma(double x) => SpecialFunctions.GammaLn(x);

    /// <summary>log(n!) minus Stirling's approximation of it.</summary>
    public static double StirlingError(double n)
    {
        if (n <= 15)
        {
            var twice = n + n;
            return twice == Math.Floor(twice) && twice < SmallStirlingErrors.Length
                ? SmallStirlingErrors[(int)twice]
                : SpecialFunctions.GammaLn(n + 1) - ((n + 0.5) * Math.Log(n)) + n - HalfLogTwoPi;
        }

        var square = n * n;
        return ((1 / 12.0) - (((1 / 360.0) - (((1 / 1260.0) - (((1 / 1680.0) - (1 / 1188.0 / square)) / square)) / square)) / square)) / n;
    }

    /// <summary>Deviance part x log(x/m) + m - x, without cancellation near x = m.</summary>
    public static double Deviance(double x, double m)
    {
        if (Math.Abs(x - m) >= 0.1 * (x + m))
        {
            return (x * Math.Log(x / m)) + m - x;
        }

        var v = (x - m) / (x + m);
        var sum = (x - m) * v;
        var term = 2 * x * v;
        var vv = v * v;
        for (var j = 1; j < 1000; j++)
        {
            term *= vv;
            var next = sum + (term / ((2 * j) + 1));
            if (next == sum)
            {
                break;
            }

            sum = next;
        }

        return sum;
    }

    /// <summary>log of x^a (1-x)^b / B(a, b), by the saddle point expansion.</summary>
    public static double LogBetaKernel(double a, double b, double x, double oneMinusX)
    {
        if (a < 2 || b < 2)
        {
            return (a * Math.Log(x)) + (b * Math.Log(oneMinusX)) + LogGamma(a + b) - LogGamma(a) - LogGamma(b);
        }

        // x^a (1-x)^b Gamma(a+b) / (Gamma(a) Gamma(b)) = dbinom(a; a+b, x) * a b / (a+b)
        var n = a + b;
        var logBinomial = StirlingError(n) - StirlingError(a) - StirlingError(b) - Deviance(a, n * x) - Deviance(b, n * oneMinusX)
            + (0.5 * Math.Log(n / (2 * Math.PI * a * b)));
        return logBinomial + Math.Log(a) + Math.Log(b) - Math.Log(n);
    }

    /// <summary>Regularized incomplete beta function I_x(a, b); a, b > 0, x in [0, 1]. Relative error about 1e-13 in both tails.</summary>
    public static double BetaRegularized(double a, double b, double x) => BetaRegularized(a, b, x, 1 - x);

    /// <summary>As above with 1 - x given apart, for x so close to 1 that the difference would lose digits.</summary>
    public static double BetaRegularized(double a, double b, double x, double oneMinusX)
    {
        if (x <= 0)
        {
            return 0;
        }

        if (oneMinusX <= 0)
        {
            return 1;
        }

        return x < (a + 1) / (a + b + 2)
            ? Math.Exp(LogBetaKernel(a, b, x, oneMinusX)) * BetaFraction(a, b, x) / a
            : 1 - (Math.Exp(LogBetaKernel(b, a, oneMinusX, x)) * BetaFraction(b, a, oneMinusX) / b);
    }

    /// <summary>1 - I_x(a, b), accurate when it is tiny.</summary>
    public static double BetaRegularizedUpper(double a, double b, double x) => BetaRegularized(b, a, 1 - x, x);

    public static double GammaUpperRegularized(double a, double x) =>
        x <= 0 ? 1 : SpecialFunctions.GammaUpperRegularized(a, x);

    public static double Erfc(double x) => SpecialFunctions.Erfc(x);

    // Lentz's method for the continued fraction of the incomplete beta function (DLMF 8.17.22).
    private static double BetaFraction(double a, double b, double x)
    {
        const double tiny = 1e-300;
        var c = 1.0;
        var d = 1 - ((a + b) * x / (a + 1));
        d = Math.Abs(d) < tiny ? 1 / tiny : 1 / d;
        var h = d;
        for (var m = 1; m < 100_000; m++)
        {
            var m2 = 2.0 * m;
            var even = m * (b - m) * x / ((a + m2 - 1) * (a + m2));
            d = 1 + (even * d);
            c = 1 + (even / c);
            d = Math.Abs(d) < tiny ? 1 / tiny : 1 / d;
            c = Math.Abs(c) < tiny ? tiny : c;
            h *= d * c;
            var odd = -(a + m) * (a + b + m) * x / ((a + m2) * (a + m2 + 1));
            d = 1 + (odd * d);
            c = 1 + (odd / c);
            d = Math.Abs(d) < tiny ? 1 / tiny : 1 / d;
            c = Math.Abs(c) < tiny ? tiny : c;
            var delta = d * c;
            h *= delta;
            if (Math.Abs(delta - 1) < 1e-16)
            {
                break;
            }
        }

        return h;
    }

    private static double[] MakeSmallStirlingErrors()
    {
        var errors = new double[31];
        for (var i = 1; i < errors.Length; i++)
        {
            var n = i / 2.0;
            errors[i] = SpecialFunctions.GammaLn(n + 1) - ((n + 0.5) * Math.Log(n)) + n - HalfLogTwoPi;
        }

        return errors;
    }
}
