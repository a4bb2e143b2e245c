namespace Analytics.Statistics.Numerics;

/// <summary>Least squares by damped Gauss-Newton steps (Levenberg 1944, Marquardt 1963) with forward differences.</summary>
internal static class GaussNewton
{
    /// <param name="residuals">The residuals at a point; may return the same array every time.</param>
    /// <param name="count">Number of residuals.</param>
    /// <param name="start">Where to begin; of the order of 1 in every direction.</param>
    /// <param name="iterations">At most so many steps.</param>
    public static (double[] Point, double Squares) Minimize(Func<double[], double[]> residuals, int count, double[] start, int iterations)
    {
        const double difference = 1e-5;
        var k = start.Length;
        var point = (double[])start.Clone();
        var at = (double[])residuals(point).Clone();
        var squares = Squares(at);
        var slopes = new double[k][];
        var damping = 1e-3;
        for (var round = 0; round < iterations && double.IsFinite(squares); round++)
        {
            for (var i = 0; i < k; i++)
            {
                var moved = (double[])point.Clone();
                moved[i] += difference;
                var shifted = residuals(moved);
                slopes[i] ??= new double[count];
                for (var t = 0; t < count; t++)
                {
                    slopes[i][t] = (shifted[t] - at[t]) / difference;
                }
            }

            var (normal, right) = Normal(slopes, at, k);
            var improved = false;
            for (var attempt = 0; attempt < 6 && !improved; attempt++)
            {
                if (Solve(normal, right, damping, k) is { } step)
                {
                    var trial = new double[k];
                    for (var i = 0; i < k; i++)
                    {
                        trial[i] = point[i] - step[i];
                    }

                    var after = residuals(trial);
                    var value = Squares(after);
                    if (value < squares)
                    {
                        improved = true;
                        var small = squares - value <= 1e-7 * squares;
                        (point, squares) = (trial, value);
                        after.CopyTo(at, 0);
                        damping = Math.Max(1e-9, damping / 10);
                        if (small)
                        {
                            return (point, squares);
                        }
                    }
                }

                damping = improved ? damping : damping * 10;
            }

            if (!improved)
            {
                break;
            }
        }

        return (point, squares);
    }

    private static double Squares(double[] values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value * value;
        }

        return double.IsNaN(sum) ? double.PositiveInfinity : sum;
    }

    private static (double[,] Normal, double[] Right) Normal(double[][] slopes, double[] at, int k)
    {
        var normal = new double[k, k];
        var right = new double[k];
        for (var i = 0; i < k; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = 0.0;
                for (var t = 0; t < at.Length; t++)
                {
                    sum += slopes[i][t] * slopes[j][t];
                }

                (normal[i, j], normal[j, i]) = (sum, sum);
            }

            for (var t = 0; t < at.Length; t++)
            {
                right[i] += slopes[i][t] * at[t];
            }
        }

        return (normal, right);
    }

    // Cholesky of the damped normal equations; null when they are not positive definite.
    private static double[]? Solve(double[,] normal, double[] right, double damping, int k)
    {
        var root = new double[k, k];
        var x = new double[k];
        for (var i = 0; i < k; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = normal[i, j] + (i == j ? (damping * normal[i, i]) + 1e-12 : 0);
                for (var l = 0; l < j; l++)
                {
                    sum -= root[i, l] * root[j, l];
                }

                if (i != j)
                {
                    root[i, j] = sum / root[j, j];
                }
                else if (sum > 0)
                {
                    root[i, i] = Math.Sqrt(sum);
                }
                else
                {
                    return null;
                }
            }

            x[i] = right[i];
            for (var l = 0; l < i; l++)
            {
                x[i] -= root[i, l] * x[l];
            }

            x[i] /= root[i, i];
        }

        for (var i = k - 1; i >= 0; i--)
        {
            for (var l = i + 1; l < k; l++)
            {
                x[i] -= root[l, i] * x[l];
            }

            x[i] /= root[i, i];
        }

        return x;
    }
}
