using Analytics.Statistics.Numerics;

namespace Analytics.Statistics.Drift;

/// <summary>Two-sample Kolmogorov-Smirnov test.</summary>
/// <param name="Statistic">D, the largest distance between the two empirical distribution functions, 0 to 1.</param>
/// <param name="PValue">Two-sided.</param>
/// <param name="Method">"exact" (all orders equally likely) or "limit" (Kolmogorov's distribution).</param>
public sealed record SmirnovTest(double Statistic, double PValue, string Method);

/// <summary>Kolmogorov-Smirnov and Wasserstein distances of two samples.</summary>
public static class SampleDistances
{
    /// <summary>Up to this many values in the larger sample the p value is exact.</summary>
    public const int LargestExact = 10_000;

    /// <summary>Two-sample Kolmogorov-Smirnov test; neither sample may be empty (Smirnov 1939; exact p by first passage over the lattice of orders, Hodges 1958).</summary>
    public static SmirnovTest KolmogorovSmirnov(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        var x = Sorted(reference);
        var y = Sorted(current);
        long m = x.Length, n = y.Length, i = 0, j = 0, largest = 0;
        while (i < m && j < n)
        {
            var at = Math.Min(x[i], y[j]);
            while (i < m && x[i] == at)
            {
                i++;
            }

            while (j < n && y[j] == at)
            {
                j++;
            }

            largest = Math.Max(largest, Math.Abs((i * n) - (j * m)));
        }

        var d = largest / ((double)m * n);
        if (largest == 0)
        {
            return new SmirnovTest(0, 1, "exact");
        }

        return Math.Max(m, n) <= LargestExact
            ? new SmirnovTest(d, ExactUpper(m, n, largest), "exact")
            : new SmirnovTest(d, Tails.KolmogorovUpper(d * Math.Sqrt((double)m * n / (m + n))), "limit");
    }

    /// <summary>Wasserstein-1 (earth mover's) distance: the area between the two empirical distribution functions, in the values' unit.</summary>
    public static double Wasserstein(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        var x = Sorted(reference);
        var y = Sorted(current);
        int i = 0, j = 0;
        var area = 0.0;
        var previous = Math.Min(x[0], y[0]);
        while (i < x.Length || j < y.Length)
        {
            var at = i < x.Length && (j >= y.Length || x[i] <= y[j]) ? x[i] : y[j];
            area += Math.Abs(((double)i / x.Length) - ((double)j / y.Length)) * (at - previous);
            previous = at;
            while (i < x.Length && x[i] == at)
            {
                i++;
            }

            while (j < y.Length && y[j] == at)
            {
                j++;
            }
        }

        return area;
    }

    // P(D >= d): every order of the two samples is a lattice path from (0, 0) to (m, n), all equally likely. Walk it as a Markov chain and add
    // up the mass that first reaches |i n - j m| >= limit; only positive terms, so that a tiny p keeps its digits.
    private static double ExactUpper(long m, long n, long limit)
    {
        var inside = new double[n + 1];
        inside[0] = 1;
        var outside = 0.0;
        for (long i = 0; i <= m; i++)
        {
            for (long j = 0; j <= n; j++)
            {
                var mass = inside[j];
                if (mass == 0)
                {
                    continue;
                }

                // At (i, j) the mass holds what came along x from (i-1, j) and along y from (i, j-1).
                if (Math.Abs((i * n) - (j * m)) >= limit)
                {
                    outside += mass;
                    inside[j] = 0;
                    continue;
                }

                var left = (double)(m - i + n - j);
                if (left == 0)
                {
                    continue;
                }

                if (j < n)
                {
                    inside[j + 1] += mass * ((n - j) / left);
                }

                inside[j] = mass * ((m - i) / left);
            }
        }

        return Math.Min(1, outside);
    }

    private static double[] Sorted(ReadOnlySpan<double> values)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Length);
        var sorted = values.ToArray();
        Array.Sort(sorted);
        return sorted;
    }
}
