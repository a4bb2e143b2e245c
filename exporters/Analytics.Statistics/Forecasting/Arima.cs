using Analytics.Statistics.Numerics;

namespace Analytics.Statistics.Forecasting;

/// <summary>Orders of a seasonal ARIMA model without its differences: lags of the values and of the errors, at 1, 2, ... and at one season.</summary>
internal readonly record struct ArimaOrder(int Ar, int Ma, int SeasonalAr, int SeasonalMa, bool Constant)
{
    public int Count => Ar + Ma + SeasonalAr + SeasonalMa;
}

/// <summary>
/// Seasonal ARIMA (Box, Jenkins 1976) by conditional least squares. Coefficients are searched as partial autocorrelations, so that every trial is
/// stationary and invertible, by Gauss-Newton steps with numerical derivatives.
/// </summary>
internal sealed class Arima
{
    private const double Edge = 0.97;

    private readonly double[] _series;
    private readonly int[] _steps;
    private readonly int _season;
    private readonly double[] _point;
    private readonly double[] _residuals;
    private readonly double _mean;

    private Arima(double[] series, int[] steps, int season, ArimaOrder order, double[] point, double mean, double[] residuals, double sigma, double criterion)
    {
        (_series, _steps, _season, Order, _point, _mean, _residuals) = (series, steps, season, order, point, mean, residuals);
        (Sigma, Criterion) = (sigma, criterion);
    }

    public ArimaOrder Order { get; }

    public double Sigma { get; }

    /// <summary>AICc, comparable between models of the same differences.</summary>
    public double Criterion { get; }

    /// <summary>The order with the best AICc for the series differenced at the steps given; null when it is too short for any.</summary>
    public static Arima? Select(double[] series, int[] steps, int season)
    {
        Arima? best = null;
        var length = series.Length - steps.Sum();
        foreach (var order in Orders(season, steps))
        {
            if (length >= (3 * order.Count) + 8 && Fit(series, steps, season, order) is { } model && (best is null || model.Criterion < best.Criterion))
            {
                best = model;
            }
        }

        return best;
    }

    public static Arima? Fit(double[] series, int[] steps, int season, ArimaOrder order, double[]? start = null)
    {
        var w = Differences(series, steps);
        if (w.Length < order.Count + 4)
        {
            return null;
        }

        var mean = order.Constant ? w.Average() : 0;
        for (var t = 0; t < w.Length; t++)
        {
            w[t] -= mean;
        }

        var residuals = new double[w.Length];
        double[] Residuals(double[] point)
        {
            Filter(w, Lags(point, 0, order.Ar, order.SeasonalAr, season, order), Lags(point, order.Ar + order.SeasonalAr, order.Ma, order.SeasonalMa, season, order), residuals);
            return residuals;
        }

        var (best, squares) = order.Count == 0
            ? ([], Residuals([]).Sum(e => e * e))
            : GaussNewton.Minimize(Residuals, w.Length, start ?? [.. Enumerable.Repeat(0.1, order.Count)], start is null ? 12 : 4);
        Residuals(best);
        var (n, k) = (w.Length, order.Count + 1 + (order.Constant ? 1 : 0));
        if (!double.IsFinite(squares) || n - k - 1 <= 0)
        {
            return null;
        }

        var criterion = (n * Math.Log((squares / n) + 1e-300)) + (2.0 * k * n / (n - k - 1));
        return new Arima(series, steps, season, order, best, mean, residuals, Math.Sqrt(squares / Math.Max(1, n - k + 1)), criterion);
    }

    /// <summary>The same model for a part of the series, searched from these coefficients.</summary>
    public Arima? Refit(double[] series) => Fit(series, _steps, _season, Order, _point);

    public double[] Forecast(int horizon)
    {
        var (ar, ma) = Full();
        var (n, m) = (_series.Length, _residuals.Length);
        var constant = _mean;
        foreach (var (_, weight) in Lags(_point, 0, Order.Ar, Order.SeasonalAr, _season, Order))
        {
            constant -= weight * _mean;
        }

        var values = new double[n + horizon];
        _series.CopyTo(values, 0);
        for (var h = 0; h < horizon; h++)
        {
            var next = constant;
            foreach (var (lag, weight) in ar)
            {
                next += weight * (n + h - lag >= 0 ? values[n + h - lag] : values[0]);
            }

            foreach (var (lag, weight) in ma)
            {
                next += h < lag && m + h - lag >= 0 ? weight * _residuals[m + h - lag] : 0;
            }

            values[n + h] = next;
        }

        return values[n..];
    }

    /// <summary>Standard deviation of the error at every step, from the weights psi of past shocks.</summary>
    public double[] Spread(int horizon)
    {
        var (ar, ma) = Full();
        var psi = new double[horizon];
        var spread = new double[horizon];
        var variance = 0.0;
        for (var h = 0; h < horizon; h++)
        {
            psi[h] = h == 0 ? 1 : 0;
            foreach (var (lag, weight) in ar)
            {
                psi[h] += lag <= h ? weight * psi[h - lag] : 0;
            }

            foreach (var (lag, weight) in ma)
            {
                psi[h] += lag == h ? weight : 0;
            }

            variance += psi[h] * psi[h];
            spread[h] = Sigma * Math.Sqrt(variance);
        }

        return spread;
    }

    private static IEnumerable<ArimaOrder> Orders(int season, int[] steps)
    {
        (int, int)[] seasonal = season < 2 ? [(0, 0)] : steps.Any(s => s >= season) ? [(0, 1), (1, 0)] : [(0, 0), (1, 0), (1, 1)];
        foreach (var (sar, sma) in seasonal)
        {
            foreach (var (ar, ma) in ((int, int)[])[(0, 0), (1, 0), (0, 1), (1, 1), (2, 0), (0, 2), (2, 1), (3, 0)])
            {
                if (steps.Length > 0)
                {
                    yield return new ArimaOrder(ar, ma, sar, sma, false);
                }

                if (steps.Length < 2)
                {
                    yield return new ArimaOrder(ar, ma, sar, sma, true);
                }
            }
        }
    }

    // Lags and weights of one side: (1 - a1 B - a2 B^2 ...)(1 - s B^m) moved to the right-hand side.
    private static (int Lag, double Weight)[] Lags(double[] point, int from, int order, int seasonal, int season, ArimaOrder all)
    {
        var coefficients = new double[order];
        for (var k = 0; k < order; k++)
        {
            // Durbin and Levinson: from partial autocorrelations to coefficients.
            var partial = Edge * Math.Tanh(point[from + k]);
            var before = coefficients[..k];
            for (var i = 0; i < k; i++)
            {
                coefficients[i] = before[i] - (partial * before[k - 1 - i]);
            }

            coefficients[k] = partial;
        }

        var lags = new List<(int, double)>();
        for (var i = 0; i < order; i++)
        {
            lags.Add((i + 1, coefficients[i]));
        }

        if (seasonal > 0)
        {
            var s = Edge * Math.Tanh(point[from + order]);
            lags.Add((season, s));
            for (var i = 0; i < order; i++)
            {
                lags.Add((season + i + 1, -s * coefficients[i]));
            }
        }

        return [.. lags];
    }

    // e_t = w_t - sum ar w - sum ma e, everything before the first value 0. The lags of the errors carry the sign of the values' ones.
    private static void Filter(double[] w, (int Lag, double Weight)[] ar, (int Lag, double Weight)[] ma, double[] e)
    {
        for (var t = 0; t < w.Length; t++)
        {
            var error = w[t];
            foreach (var (lag, weight) in ar)
            {
                error -= t >= lag ? weight * w[t - lag] : 0;
            }

            foreach (var (lag, weight) in ma)
            {
                error += t >= lag ? weight * e[t - lag] : 0;
            }

            e[t] = error;
        }
    }

    // The model in levels: the differences multiplied into the lags of the values.
    private ((int Lag, double Weight)[] Ar, (int Lag, double Weight)[] Ma) Full()
    {
        var polynomial = new SortedDictionary<int, double> { [0] = 1 };
        foreach (var (lag, weight) in Lags(_point, 0, Order.Ar, Order.SeasonalAr, _season, Order))
        {
            polynomial[lag] = polynomial.GetValueOrDefault(lag) - weight;
        }

        foreach (var step in _steps)
        {
            foreach (var (lag, weight) in polynomial.ToArray())
            {
                polynomial[lag + step] = polynomial.GetValueOrDefault(lag + step) - weight;
            }
        }

        var ma = Lags(_point, Order.Ar + Order.SeasonalAr, Order.Ma, Order.SeasonalMa, _season, Order);
        return ([.. polynomial.Where(p => p.Key > 0).Select(p => (p.Key, -p.Value))], [.. ma.Select(l => (l.Lag, -l.Weight))]);
    }

    private static double[] Differences(double[] series, int[] steps)
    {
        var w = (double[])series.Clone();
        foreach (var step in steps)
        {
            if (w.Length <= step)
            {
                return [];
            }

            w = [.. Enumerable.Range(step, w.Length - step).Select(t => w[t] - w[t - step])];
        }

        return w;
    }
}
