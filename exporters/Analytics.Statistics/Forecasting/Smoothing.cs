using Analytics.Statistics.Numerics;

namespace Analytics.Statistics.Forecasting;

/// <summary>Trend of an exponential smoothing model.</summary>
public enum Trend
{
    /// <summary>Level only: simple exponential smoothing.</summary>
    None,

    /// <summary>Holt's linear trend.</summary>
    Linear,

    /// <summary>Gardner and McKenzie's damped trend.</summary>
    Damped,
}

/// <summary>
/// Exponential smoothing without season, additive errors, fitted by maximum likelihood as R's <c>forecast::ses</c> and <c>holt</c> do (Hyndman
/// et al. 2008): 1e-4 &lt;= alpha &lt;= 0.9999, 1e-4 &lt;= beta &lt;= alpha, 0.8 &lt;= phi &lt;= 0.98. Errors are linear in the initial level and trend, so these
/// are solved for exactly at every trial of the others.
/// </summary>
internal sealed class Smoothing
{
    private const double Low = 1e-4;
    private const double High = 0.9999;

    private Smoothing(Trend trend, double alpha, double beta, double phi, double level, double slope, double[] residuals)
    {
        (Trend, Alpha, Beta, Phi, Level, Slope, Residuals) = (trend, alpha, beta, phi, level, slope, residuals);
        var parameters = trend switch { Trend.None => 2, Trend.Linear => 4, _ => 5 };
        Sigma = Math.Sqrt(residuals.Sum(e => e * e) / Math.Max(1, residuals.Length - parameters));
    }

    public Trend Trend { get; }

    public double Alpha { get; }

    public double Beta { get; }

    public double Phi { get; }

    /// <summary>Level and slope after the last value.</summary>
    public double Level { get; }

    public double Slope { get; }

    /// <summary>One-step errors.</summary>
    public double[] Residuals { get; }

    public double Sigma { get; }

    public static Smoothing Fit(ReadOnlySpan<double> series, Trend trend)
    {
        var values = series.ToArray();
        if (values.Length < 4 && trend != Trend.None)
        {
            trend = Trend.None;
        }

        if (values.Length < 3)
        {
            return new Smoothing(Trend.None, High, 0, 1, values[^1], 0, [.. values.Skip(1).Zip(values, (y, x) => y - x)]);
        }

        return trend == Trend.None ? FitLevel(values) : FitTrend(values, trend);
    }

    public double[] Forecast(int horizon)
    {
        var mean = new double[horizon];
        double reach = 0, power = 1;
        for (var h = 0; h < horizon; h++)
        {
            power *= Phi;
            reach += power;
            mean[h] = Level + (Trend == Trend.None ? 0 : Slope * (Trend == Trend.Linear ? h + 1 : reach));
        }

        return mean;
    }

    /// <summary>Standard deviation of the error at every step ahead (Hyndman et al. 2008, table 6.1).</summary>
    public double[] Spread(int horizon)
    {
        var spread = new double[horizon];
        double variance = 1, reach = 0, power = 1;
        for (var h = 0; h < horizon; h++)
        {
            spread[h] = Sigma * Math.Sqrt(variance);
            power *= Phi;
            reach += Trend == Trend.Damped ? power : 1;
            var c = Alpha + (Trend == Trend.None ? 0 : Beta * reach);
            variance += c * c;
        }

        return spread;
    }

    private static Smoothing FitLevel(double[] values)
    {
        double Loss(double alpha) => Run(values, Trend.None, alpha, 0, 1, null, out _, out _);
        double best = Low, bestLoss = double.PositiveInfinity;
        const int grid = 24;
        for (var i = 0; i <= grid; i++)
        {
            var alpha = Low + ((High - Low) * i / grid);
            var loss = Loss(alpha);
            (best, bestLoss) = loss < bestLoss ? (alpha, loss) : (best, bestLoss);
        }

        // Golden section inside the best cell.
        double a = Math.Max(Low, best - (1.0 / grid)), b = Math.Min(High, best + (1.0 / grid));
        const double golden = 0.6180339887498949;
        double x1 = b - (golden * (b - a)), x2 = a + (golden * (b - a)), f1 = Loss(x1), f2 = Loss(x2);
        while (b - a > 1e-9)
        {
            if (f1 < f2)
            {
                (b, x2, f2) = (x2, x1, f1);
                x1 = b - (golden * (b - a));
                f1 = Loss(x1);
            }
            else
            {
                (a, x1, f1) = (x1, x2, f2);
                x2 = a + (golden * (b - a));
                f2 = Loss(x2);
            }
        }

        var middle = (a + b) / 2;
        return Finish(values, Trend.None, Loss(middle) <= bestLoss ? middle : best, 0, 1);
    }

    private static Smoothing FitTrend(double[] values, Trend trend)
    {
        (double Alpha, double Beta, double Phi) Unpack(double[] p)
        {
            var alpha = Low + ((High - Low) * Logistic(p[0]));
            return (alpha, Low + ((alpha - Low) * Logistic(p[1])), trend == Trend.Damped ? 0.8 + (0.18 * Logistic(p[2])) : 1);
        }

        double Objective(double[] p)
        {
            if (p.Any(x => Math.Abs(x) > 25))
            {
                return double.PositiveInfinity;
            }

            var (alpha, beta, phi) = Unpack(p);
            return Math.Log(1e-300 + Run(values, trend, alpha, beta, phi, null, out _, out _));
        }

        // Several valleys are common: search the deepest two that a coarse grid shows.
        double[] levels = [-8, -3, -1.5, 0, 1.5, 3, 8], slopes = [-8, -4, -2, 0, 2, 8];
        var starts = levels.SelectMany(a => slopes.SelectMany(b => trend == Trend.Damped ? (double[][])[[a, b, -3], [a, b, 0.5], [a, b, 4]] : [[a, b]]))
            .Select(start => (Start: start, Value: Objective(start))).OrderBy(s => s.Value).Take(2);
        var best = starts.Select(s => NelderMead.Minimize(Objective, s.Start, 0.7, 1e-9, 250, 1)).MinBy(found => found.Value).Point;
        var (alphaBest, betaBest, phiBest) = Unpack(best);
        return Finish(values, trend, alphaBest, betaBest, phiBest);
    }

    private static Smoothing Finish(double[] values, Trend trend, double alpha, double beta, double phi)
    {
        var residuals = new double[values.Length];
        Run(values, trend, alpha, beta, phi, residuals, out var level, out var slope);
        return new Smoothing(trend, alpha, beta, phi, level, slope, residuals);
    }

    // Sum of squared errors at the best initial level l and slope b. Errors and states are affine in (l, b): the recursion carries the
    // constant and both sensitivities at once.
    private static double Run(double[] values, Trend trend, double alpha, double beta, double phi, double[]? residuals, out double level, out double slope)
    {
        var hasTrend = trend != Trend.None;
        double l = 0, b = 0, ll = 1, lb = 0, bl = 0, bb = 1;
        double sll = 0, slb = 0, sbb = 0, sly = 0, sby = 0, syy = 0;
        foreach (var y in values)
        {
            var e = y - l - (phi * b);
            var el = -(ll + (phi * bl));
            var eb = -(lb + (phi * bb));
            sll += el * el;
            slb += el * eb;
            sbb += eb * eb;
            sly += el * e;
            sby += eb * e;
            syy += e * e;
            l = l + (phi * b) + (alpha * e);
            ll = ll + (phi * bl) + (alpha * el);
            lb = lb + (phi * bb) + (alpha * eb);
            if (hasTrend)
            {
                b = (phi * b) + (beta * e);
                bl = (phi * bl) + (beta * el);
                bb = (phi * bb) + (beta * eb);
            }
            else
            {
                (b, bl, bb) = (0, 0, 0);
            }
        }

        double level0, slope0 = 0;
        var determinant = (sll * sbb) - (slb * slb);
        if (hasTrend && determinant > 1e-14 * sll * sbb)
        {
            level0 = ((-sly * sbb) + (sby * slb)) / determinant;
            slope0 = ((-sby * sll) + (sly * slb)) / determinant;
        }
        else
        {
            level0 = -sly / sll;
        }

        level = l + (ll * level0) + (lb * slope0);
        slope = hasTrend ? b + (bl * level0) + (bb * slope0) : 0;
        if (residuals is not null)
        {
            double x = level0, s = slope0;
            for (var t = 0; t < values.Length; t++)
            {
                var e = values[t] - x - (phi * s);
                residuals[t] = e;
                x += (phi * s) + (alpha * e);
                s = hasTrend ? (phi * s) + (beta * e) : 0;
            }
        }

        return Math.Max(0, syy + (level0 * sly) + (slope0 * sby));
    }

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));
}
