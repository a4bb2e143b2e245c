namespace Analytics.Statistics.Segments;

/// <summary>A clustering into k groups.</summary>
/// <param name="Centroids">One point a group, in the space of the points given.</param>
/// <param name="Labels">Group of every point.</param>
/// <param name="Inertia">Sum of squared distances to the own centroid.</param>
public sealed record Clustering(double[][] Centroids, int[] Labels, double Inertia)
{
    public int[] Sizes => [.. Enumerable.Range(0, Centroids.Length).Select(g => Labels.Count(l => l == g))];
}

/// <summary>k-means by Lloyd's iterations from k-means++ seeds (Arthur and Vassilvitskii 2007), best of several restarts.</summary>
public static class KMeans
{
    /// <param name="points">Rows of equal length, all finite, at least one.</param>
    /// <param name="k">Number of groups, 1 to the number of points.</param>
    /// <param name="random">Seeded.</param>
    /// <param name="restarts">Independent starts.</param>
    public static Clustering Cluster(IReadOnlyList<double[]> points, int k, Random random, int restarts = 10)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, points.Count);
        Clustering? best = null;
        for (var i = 0; i < restarts; i++)
        {
            var found = Once(points, k, random);
            best = best is null || found.Inertia < best.Inertia ? found : best;
        }

        return Ordered(best!);
    }

    /// <summary>The k from 2 to <paramref name="largest"/> with the best silhouette.</summary>
    public static Clustering ClusterAutomatically(IReadOnlyList<double[]> points, Random random, int largest = 10)
    {
        Clustering? best = null;
        var bestSilhouette = double.NegativeInfinity;
        for (var k = 2; k <= Math.Min(largest, points.Count - 1); k++)
        {
            var found = Cluster(points, k, random);
            if (Silhouette(points, found.Labels) is { } silhouette && silhouette > bestSilhouette)
            {
                (best, bestSilhouette) = (found, silhouette);
            }
        }

        return best ?? Cluster(points, 1, random, 1);
    }

    /// <summary>
    /// Mean silhouette (b - a) / max(a, b), -1 to 1 (Rousseeuw 1987); 0 for a point alone in its group; null for fewer than two groups. Beyond
    /// 4000 points every n-th stands for the others.
    /// </summary>
    public static double? Silhouette(IReadOnlyList<double[]> points, IReadOnlyList<int> labels)
    {
        var groups = labels.Max() + 1;
        if (labels.Distinct().Count() < 2)
        {
            return null;
        }

        var stride = ((points.Count - 1) / 4000) + 1;
        var chosen = Enumerable.Range(0, points.Count).Where(i => i % stride == 0).ToArray();
        var sizes = new int[groups];
        foreach (var i in chosen)
        {
            sizes[labels[i]]++;
        }

        var total = 0.0;
        var distances = new double[groups];
        foreach (var i in chosen)
        {
            Array.Clear(distances);
            foreach (var j in chosen)
            {
                distances[labels[j]] += Math.Sqrt(SquaredDistance(points[i], points[j]));
            }

            var own = labels[i];
            if (sizes[own] == 1)
            {
                continue;
            }

            var within = distances[own] / (sizes[own] - 1);
            var nearest = Enumerable.Range(0, groups).Where(g => g != own && sizes[g] > 0).Min(g => distances[g] / sizes[g]);
            total += Math.Max(within, nearest) == 0 ? 0 : (nearest - within) / Math.Max(within, nearest);
        }

        return total / chosen.Length;
    }

    /// <summary>
    /// Mean adjusted Rand index between the clustering and those of random four fifths of the points: near 1 the segments are real, near 0 they
    /// are the seed's (Ben-Hur, Elisseeff, Guyon 2002).
    /// </summary>
    public static double Stability(IReadOnlyList<double[]> points, Clustering clustering, Random random, int rounds = 10)
    {
        var k = clustering.Centroids.Length;
        var total = 0.0;
        for (var round = 0; round < rounds; round++)
        {
            var sample = Enumerable.Range(0, points.Count).Where(_ => random.NextDouble() < 0.8).ToArray();
            if (sample.Length < k)
            {
                return 0;
            }

            var other = Cluster([.. sample.Select(i => points[i])], k, random, 3);
            total += AdjustedRand([.. sample.Select(i => clustering.Labels[i])], other.Labels);
        }

        return total / rounds;
    }

    /// <summary>Adjusted Rand index of two labellings of the same points (Hubert and Arabie 1985): 1 identical, about 0 by chance.</summary>
    public static double AdjustedRand(IReadOnlyList<int> one, IReadOnlyList<int> other)
    {
        static double Pairs(double n) => n * (n - 1) / 2;
        var cells = Enumerable.Range(0, one.Count).GroupBy(i => (one[i], other[i])).Sum(g => Pairs(g.Count()));
        var rows = one.GroupBy(l => l).Sum(g => Pairs(g.Count()));
        var columns = other.GroupBy(l => l).Sum(g => Pairs(g.Count()));
        var expected = rows * columns / Math.Max(1, Pairs(one.Count));
        var largest = (rows + columns) / 2;
        return largest == expected ? 1 : (cells - expected) / (largest - expected);
    }

    internal static double SquaredDistance(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }

        return sum;
    }

    private static Clustering Once(IReadOnlyList<double[]> points, int k, Random random)
    {
        var centroids = Seed(points, k, random);
        var labels = new int[points.Count];
        Array.Fill(labels, -1);
        for (var iteration = 0; iteration < 300; iteration++)
        {
            var changed = false;
            for (var i = 0; i < points.Count; i++)
            {
                var nearest = Nearest(points[i], centroids);
                changed |= nearest != labels[i];
                labels[i] = nearest;
            }

            if (!changed)
            {
                break;
            }

            Move(points, labels, centroids);
        }

        return new Clustering(centroids, labels, Enumerable.Range(0, points.Count).Sum(i => SquaredDistance(points[i], centroids[labels[i]])));
    }

    private static double[][] Seed(IReadOnlyList<double[]> points, int k, Random random)
    {
        var centroids = new List<double[]> { (double[])points[random.Next(points.Count)].Clone() };
        var distances = Enumerable.Repeat(double.PositiveInfinity, points.Count).ToArray();
        while (centroids.Count < k)
        {
            var sum = 0.0;
            for (var i = 0; i < points.Count; i++)
            {
                distances[i] = Math.Min(distances[i], SquaredDistance(points[i], centroids[^1]));
                sum += distances[i];
            }

            var target = random.NextDouble() * sum;
            var chosen = 0;
            for (; chosen < points.Count - 1 && target >= distances[chosen]; chosen++)
            {
                target -= distances[chosen];
            }

            centroids.Add((double[])points[chosen].Clone());
        }

        return [.. centroids];
    }

    private static void Move(IReadOnlyList<double[]> points, int[] labels, double[][] centroids)
    {
        var counts = new int[centroids.Length];
        var sums = centroids.Select(c => new double[c.Length]).ToArray();
        for (var i = 0; i < points.Count; i++)
        {
            counts[labels[i]]++;
            for (var f = 0; f < points[i].Length; f++)
            {
                sums[labels[i]][f] += points[i][f];
            }
        }

        for (var g = 0; g < centroids.Length; g++)
        {
            // A group that lost all its points stays where it was.
            if (counts[g] > 0)
            {
                centroids[g] = [.. sums[g].Select(s => s / counts[g])];
            }
        }
    }

    private static int Nearest(double[] point, double[][] centroids)
    {
        var best = 0;
        var distance = double.PositiveInfinity;
        for (var g = 0; g < centroids.Length; g++)
        {
            var d = SquaredDistance(point, centroids[g]);
            (best, distance) = d < distance ? (g, d) : (best, distance);
        }

        return best;
    }

    // Largest group first, so that labels do not depend on the restart that won.
    private static Clustering Ordered(Clustering found)
    {
        var sizes = found.Sizes;
        var order = Enumerable.Range(0, sizes.Length).OrderByDescending(g => sizes[g]).ThenBy(g => found.Centroids[g][0]).ToArray();
        var rank = new int[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            rank[order[i]] = i;
        }

        return new Clustering([.. order.Select(g => found.Centroids[g])], [.. found.Labels.Select(l => rank[l])], found.Inertia);
    }
}
