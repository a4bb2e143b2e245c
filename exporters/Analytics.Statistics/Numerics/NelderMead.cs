namespace Analytics.Statistics.Numerics;

/// <summary>
/// Downhill simplex (Nelder and Mead 1965) with restarts from the best point. Needs no derivatives, copes with kinks and with
/// <see cref="double.PositiveInfinity"/> outside the feasible region.
/// </summary>
internal static class NelderMead
{
    public static (double[] Point, double Value) Minimize(
        Func<double[], double> function, double[] start, double step, double tolerance = 1e-12, int maxEvaluations = 20_000, int restarts = 3)
    {
        var best = (double[])start.Clone();
        var bestValue = function(best);
        for (var round = 0; round <= restarts; round++)
        {
            var (point, value) = Once(function, best, step, tolerance, maxEvaluations);
            var gain = bestValue - value;
            if (value <= bestValue || double.IsNaN(bestValue))
            {
                best = point;
                bestValue = value;
            }

            if (round > 0 && gain <= tolerance * (Math.Abs(bestValue) + 1e-300))
            {
                break;
            }

            step /= 2;
        }

        return (best, bestValue);
    }

    private static (double[] Point, double Value) Once(Func<double[], double> function, double[] start, double step, double tolerance, int maxEvaluations)
    {
        var n = start.Length;
        var simplex = new double[n + 1][];
        var values = new double[n + 1];
        for (var i = 0; i <= n; i++)
        {
            simplex[i] = (double[])start.Clone();
            if (i > 0)
            {
                simplex[i][i - 1] += step;
            }

            values[i] = Finite(function(simplex[i]));
        }

        var evaluations = n + 1;
        var centroid = new double[n];
        while (evaluations < maxEvaluations)
        {
            Array.Sort(values, simplex);
            if (Math.Abs(values[n] - values[0]) <= tolerance * (Math.Abs(values[0]) + Math.Abs(values[n]) + 1e-300) && Diameter(simplex) < 1e-7)
            {
                break;
            }

            Array.Clear(centroid);
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j < n; j++)
                {
                    centroid[j] += simplex[i][j] / n;
                }
            }

            var reflected = Towards(centroid, simplex[n], -1);
            var reflectedValue = Finite(function(reflected));
            evaluations++;
            if (reflectedValue < values[0])
            {
                var expanded = Towards(centroid, simplex[n], -2);
                var expandedValue = Finite(function(expanded));
                evaluations++;
                (simplex[n], values[n]) = expandedValue < reflectedValue ? (expanded, expandedValue) : (reflected, reflectedValue);
            }
            else if (reflectedValue < values[n - 1])
            {
                (simplex[n], values[n]) = (reflected, reflectedValue);
            }
            else
            {
                var outside = reflectedValue < values[n];
                var contracted = Towards(centroid, simplex[n], outside ? -0.5 : 0.5);
                var contractedValue = Finite(function(contracted));
                evaluations++;
                if (contractedValue < Math.Min(reflectedValue, values[n]))
                {
                    (simplex[n], values[n]) = (contracted, contractedValue);
                }
                else
                {
                    for (var i = 1; i <= n; i++)
                    {
                        simplex[i] = Towards(simplex[0], simplex[i], 0.5);
                        values[i] = Finite(function(simplex[i]));
                    }

                    evaluations += n;
                }
            }
        }

        Array.Sort(values, simplex);
        return (simplex[0], values[0]);
    }

    private static double[] Towards(double[] centre, double[] point, double factor)
    {
        var result = new double[centre.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = centre[i] + (factor * (point[i] - centre[i]));
        }

        return result;
    }

    private static double Diameter(double[][] simplex)
    {
        var largest = 0.0;
        for (var i = 1; i < simplex.Length; i++)
        {
            for (var j = 0; j < simplex[0].Length; j++)
            {
                largest = Math.Max(largest, Math.Abs(simplex[i][j] - simplex[0][j]) / (1 + Math.Abs(simplex[0][j])));
            }
        }

        return largest;
    }

    private static double Finite(double value) => double.IsNaN(value) ? double.PositiveInfinity : value;
}
