using Analytics.Statistics.Descriptive;

namespace Analytics.Statistics.Decomposition;

/// <summary>Changes of the mean of a series, found by exact optimal partitioning with pruning: PELT (Killick, Fearnhead, Eckley 2012).</summary>
public static class ChangePoints
{
    /// <summary>Indices at which a new mean begins, ascending; none for a series that is constant or too short.</summary>
    /// <param name="series">Finite values.</param>
    /// <param name="penalty">
    /// Cost of one change in units of the noise variance; by default 3 ln n (a stricter BIC). The noise is judged by the median absolute first
    /// difference, so that the changes themselves do not inflate it.
    /// </param>
    /// <param name="shortest">Shortest stretch between two changes.</param>
    public static IReadOnlyList<int> InMean(ReadOnlySpan<double> series, double? penalty = null, int shortest = 5)
    {
        var n = series.Length;
        if (n < 2 * shortest)
        {
            return [];
        }

        double[] sum = new double[n + 1], squares = new double[n + 1];
        var steps = new double[n - 1];
        for (var i = 0; i < n; i++)
        {
            var centred = series[i] - series[0];
            sum[i + 1] = sum[i] + centred;
            squares[i + 1] = squares[i] + (centred * centred);
            if (i > 0)
            {
                steps[i - 1] = Math.Abs(series[i] - series[i - 1]);
            }
        }

        // Median |difference| of normal noise is 0.6745 sqrt(2) sigma.
        var sigma = Quantiles.Median(steps)!.Value / (0.6744897501960817 * Math.Sqrt(2));
        if (sigma == 0)
        {
            sigma = steps.Average();
        }

        if (sigma == 0)
        {
            return [];
        }

        var limit = (penalty ?? (3 * Math.Log(n))) * sigma * sigma;
        double Cost(int from, int to)
        {
            var total = sum[to] - sum[from];
            return squares[to] - squares[from] - (total * total / (to - from));
        }

        var best = new double[n + 1];
        var previous = new int[n + 1];
        best[0] = -limit;
        var candidates = new List<int> { 0 };
        for (var t = shortest; t <= n; t++)
        {
            best[t] = double.PositiveInfinity;
            foreach (var s in candidates)
            {
                var cost = best[s] + Cost(s, t) + limit;
                if (cost < best[t])
                {
                    (best[t], previous[t]) = (cost, s);
                }
            }

            candidates.RemoveAll(s => best[s] + Cost(s, t) > best[t]);
            if (t - shortest + 1 >= shortest)
            {
                candidates.Add(t - shortest + 1);
            }
        }

        var changes = new List<int>();
        for (var t = previous[n]; t > 0; t = previous[t])
        {
            changes.Add(t);
        }

        changes.Reverse();
        return changes;
    }
}
