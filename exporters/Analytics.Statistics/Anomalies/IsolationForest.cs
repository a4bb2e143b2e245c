namespace Analytics.Statistics.Anomalies;

/// <summary>
/// Isolation forest (Liu, Ting, Zhou 2008): points that few random cuts set apart are outliers. Score 2^(-E[h]/c(n)), 0 to 1, about 0.5 for
/// ordinary points; 100 trees on subsamples of min(256, n) by default.
/// </summary>
public sealed class IsolationForest
{
    private readonly Tree[] _trees;
    private readonly double _normal;

    private IsolationForest(Tree[] trees, double normal) => (_trees, _normal) = (trees, normal);

    /// <param name="points">Rows of equal length, all finite.</param>
    /// <param name="random">Seeded.</param>
    /// <param name="trees">Number of trees.</param>
    /// <param name="subsample">Largest number of points in a tree.</param>
    public static IsolationForest Grow(IReadOnlyList<double[]> points, Random random, int trees = 100, int subsample = 256)
    {
        ArgumentOutOfRangeException.ThrowIfZero(points.Count);
        var size = Math.Min(subsample, points.Count);
        var depth = (int)Math.Ceiling(Math.Log2(Math.Max(2, size)));
        var order = Enumerable.Range(0, points.Count).ToArray();
        var forest = new Tree[trees];
        for (var i = 0; i < trees; i++)
        {
            for (var k = 0; k < size; k++)
            {
                var other = random.Next(k, order.Length);
                (order[k], order[other]) = (order[other], order[k]);
            }

            forest[i] = Tree.Grow([.. order.Take(size).Select(p => points[p])], depth, random);
        }

        return new IsolationForest(forest, AveragePath(size));
    }

    public double Score(double[] point) => _normal == 0 ? 0.5 : Math.Pow(2, -_trees.Average(t => t.PathLength(point)) / _normal);

    /// <summary>c(n) = 2 (ln(n - 1) + 0.5772156649015329) - 2 (n - 1) / n: mean depth of an unsuccessful search among n; 1 for two, 0 for one.</summary>
    internal static double AveragePath(int n) => n switch
    {
        <= 1 => 0,
        2 => 1,
        _ => (2 * (Math.Log(n - 1) + 0.5772156649015329)) - (2.0 * (n - 1) / n),
    };

    private sealed class Tree
    {
        private int _feature;
        private double _cut;
        private int _size;
        private Tree? _below;
        private Tree? _above;

        public static Tree Grow(double[][] points, int depth, Random random)
        {
            var tree = new Tree { _size = points.Length };
            if (depth == 0 || points.Length <= 1)
            {
                return tree;
            }

            var varying = Enumerable.Range(0, points[0].Length).Where(f => points.Any(p => p[f] != points[0][f])).ToArray();
            if (varying.Length == 0)
            {
                return tree;
            }

            tree._feature = varying[random.Next(varying.Length)];
            double low = points.Min(p => p[tree._feature]), high = points.Max(p => p[tree._feature]);
            tree._cut = low + (random.NextDouble() * (high - low));
            tree._below = Grow([.. points.Where(p => p[tree._feature] <= tree._cut)], depth - 1, random);
            tree._above = Grow([.. points.Where(p => p[tree._feature] > tree._cut)], depth - 1, random);
            return tree;
        }

        public double PathLength(double[] point)
        {
            var depth = 0;
            var at = this;
            while (at._below is not null)
            {
                at = point[at._feature] <= at._cut ? at._below : at._above!;
                depth++;
            }

            return depth + AveragePath(at._size);
        }
    }
}
