using MathNet.Numerics.Integration;

namespace Analytics.Statistics.Numerics;

internal static class Quadrature
{
    private static readonly GaussLegendreRule Rule = new(-1, 1, 20);

    /// <summary>Composite Gauss-Legendre rule: 20 nodes in each of <paramref name="panels"/> equal panels.</summary>
    public static double Panels(Func<double, double> integrand, double low, double high, int panels)
    {
        var half = (high - low) / panels / 2;
        var total = 0.0;
        for (var p = 0; p < panels; p++)
        {
            var centre = low + (((2 * p) + 1) * half);
            for (var i = 0; i < Rule.Order; i++)
            {
                total += Rule.GetWeight(i) * integrand(centre + (half * Rule.GetAbscissa(i)));
            }
        }

        return total * half;
    }
}
