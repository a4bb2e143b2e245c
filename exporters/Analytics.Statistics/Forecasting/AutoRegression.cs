namespace Analytics.Statistics.Forecasting;

/// <summary>
/// Autoregression with intercept on differences x_t - x_(t-d), by ridge-stabilized least squares; the set of lags with the best AICc is kept.
/// With d one season and lags around it this is a seasonal ARIMA without moving average.
/// </summary>
internal sealed class AutoRegression
{
    private readonly double[] _series;
    private readonly double[] _differences;
    private readonly int _step;
    private readonly int[] _lags;
    private readonly double[] _weights;

    private AutoRegression(double[] series, double[] differences, int step, int[] lags, double[] weights, double sigma, double criterion)
    {
        (_series, _differences, _step, _lags, _weights) = (series, differences, step, lags, weights);
        (Sigma, Criterion) = (sigma, criterion);
    }

    public double Sigma { get; }

    public double Criterion { get; }

    /// <summary>Null when the series is too short.</summary>
    public static AutoRegression? Fit(double[] series, int step, int season)
    {
        var differences = new double[Math.Max(0, series.Length - step)];
        for (var t = 0; t < differences.Length; t++)
        {
            differences[t] = series[t + step] - series[t];
        }

        int[][] candidates = season > 1
            ? [[], [1], [1, 2], [1, 2, 3], [1, season], [1, season, season + 1], [1, 2, season, season + 1, season + 2], [1, 2, 3, season]]
            : [[], [1], [1, 2], [1, 2, 3], [1, 2, 3, 4], [1, 2, 3, 4, 5, 6]];
        AutoRegression? best = null;
        var longest = candidates.SelectMany(c => c).Where(l => l < differences.Length / 3).DefaultIfEmpty(0).Max();
        foreach (var lags in candidates)
        {
            if (lags.All(l => l <= longest) && differences.Length - longest >= (3 * lags.Length) + 4 && FitLags(series, differences, step, lags, longest) is { } model
                && (best is null || model.Criterion < best.Criterion))
            {
                best = model;
            }
        }

        return best;
    }

    public double[] Forecast(int horizon)
    {
        var n = _differences.Length;
        var extended = new double[n + horizon];
        _differences.CopyTo(extended, 0);
        var values = new double[_series.Length + horizon];
        _series.CopyTo(values, 0);
        for (var h = 0; h < horizon; h++)
        {
            var next = _weights[0];
            for (var i = 0; i < _lags.Length; i++)
            {
                next += _weights[i + 1] * extended[n + h - _lags[i]];
            }

            extended[n + h] = next;
            values[_series.Length + h] = values[_series.Length + h - _step] + next;
        }

        return values[_series.Length..];
    }

    /// <summary>Standard deviation of the error at every step, from the weights psi of past shocks.</summary>
    public double[] Spread(int horizon)
    {
        var psi = new double[horizon];
        var total = new double[horizon];
        var spread = new double[horizon];
        var variance = 0.0;
        for (var h = 0; h < horizon; h++)
        {
            psi[h] = h == 0 ? 1 : 0;
            for (var i = 0; i < _lags.Length; i++)
            {
                psi[h] += h >= _lags[i] ? _weights[i + 1] * psi[h - _lags[i]] : 0;
            }

            total[h] = psi[h] + (h >= _step ? total[h - _step] : 0);
            variance += total[h] * total[h];
            spread[h] = Sigma * Math.Sqrt(variance);
        }

        return spread;
    }

    private static AutoRegression? FitLags(double[] series, double[] x, int step, int[] lags, int skip)
    {
        var k = lags.Length + 1;
        var normal = new double[k, k + 1];
        var row = new double[k];
        var count = x.Length - skip;
        double squares = 0;
        for (var t = skip; t < x.Length; t++)
        {
            row[0] = 1;
            for (var i = 0; i < lags.Length; i++)
            {
                row[i + 1] = x[t - lags[i]];
            }

            for (var i = 0; i < k; i++)
            {
                for (var j = 0; j <= i; j++)
                {
                    normal[i, j] += row[i] * row[j];
                }

                normal[i, k] += row[i] * x[t];
            }

            squares += x[t] * x[t];
        }

        for (var i = 0; i < k; i++)
        {
            for (var j = i + 1; j < k; j++)
            {
                normal[i, j] = normal[j, i];
            }

            normal[i, i] *= 1 + 1e-8;
        }

        var right = Enumerable.Range(0, k).Select(i => normal[i, k]).ToArray();
        if (Solve(normal, k) is not { } weights)
        {
            return null;
        }

        for (var i = 0; i < k; i++)
        {
            squares -= weights[i] * right[i];
        }

        squares = Math.Max(squares, 1e-300);
        var criterion = (count * Math.Log(squares / count)) + (2.0 * (k + 1)) + (2.0 * (k + 1) * (k + 2) / Math.Max(1, count - k - 2));
        return IsStable(lags, weights) ? new AutoRegression(series, x, step, lags, weights, Math.Sqrt(squares / Math.Max(1, count - k)), criterion) : null;
    }

    // A shock must not grow: its weights after 200 steps are small.
    private static bool IsStable(int[] lags, double[] weights)
    {
        if (lags.Length == 0)
        {
            return true;
        }

        var psi = new double[300 + (4 * lags.Max())];
        psi[0] = 1;
        for (var h = 1; h < psi.Length; h++)
        {
            for (var i = 0; i < lags.Length; i++)
            {
                psi[h] += h >= lags[i] ? weights[i + 1] * psi[h - lags[i]] : 0;
            }
        }

        return psi.TakeLast(50).All(p => Math.Abs(p) < 0.9);
    }

    private static double[]? Solve(double[,] a, int n)
    {
        for (var column = 0; column < n; column++)
        {
            var pivot = column;
            for (var i = column + 1; i < n; i++)
            {
                pivot = Math.Abs(a[i, column]) > Math.Abs(a[pivot, column]) ? i : pivot;
            }

            if (Math.Abs(a[pivot, column]) < 1e-280)
            {
                return null;
            }

            for (var j = column; j <= n; j++)
            {
                (a[column, j], a[pivot, j]) = (a[pivot, j], a[column, j]);
            }

            for (var i = column + 1; i < n; i++)
            {
                var factor = a[i, column] / a[column, column];
                for (var j = column; j <= n; j++)
                {
                    a[i, j] -= factor * a[column, j];
                }
            }
        }

        var x = new double[n];
        for (var i = n - 1; i >= 0; i--)
        {
            var sum = a[i, n];
            for (var j = i + 1; j < n; j++)
            {
                sum -= a[i, j] * x[j];
            }

            x[i] = sum / a[i, i];
        }

        return x.All(double.IsFinite) ? x : null;
    }
}
