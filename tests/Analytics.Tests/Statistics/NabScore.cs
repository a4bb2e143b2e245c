namespace Analytics.Tests.Statistics;

/// <summary>
/// The standard profile of the Numenta Anomaly Benchmark (Lavin and Ahmad 2015): the first detection in a window earns by a sigmoid of its
/// position, each row detected outside costs 0.11 by how far after the last window it lies, a missed window costs 1; the first 15 % (at most 750
/// rows) are not scored. 100 is perfect, 0 is a detector that never speaks; one threshold serves all series.
/// </summary>
internal static class NabScore
{
    private const double FalsePositive = 0.11;

    public static (double Score, double Threshold) Best(IReadOnlyList<(double[] Scores, IReadOnlyList<(int Start, int End)> Windows)> corpus)
    {
        var thresholds = Enumerable.Range(1, 99).Select(i => i / 100.0);
        return thresholds.Select(t => (At(corpus, t), t)).MaxBy(p => p.Item1);
    }

    public static double At(IReadOnlyList<(double[] Scores, IReadOnlyList<(int Start, int End)> Windows)> corpus, double threshold)
    {
        double raw = 0, windows = 0;
        foreach (var (scores, labels) in corpus)
        {
            windows += labels.Count;
            raw += Raw(scores, labels, threshold);
        }

        return 100 * (raw + windows) / (2 * windows);
    }

    private static double Raw(double[] scores, IReadOnlyList<(int Start, int End)> windows, double threshold)
    {
        var total = 0.0;
        var first = Math.Min(750, (int)(scores.Length * 0.15));
        foreach (var (start, end) in windows)
        {
            var found = -1;
            for (var i = Math.Max(first, start); i <= end && found < 0; i++)
            {
                found = scores[i] >= threshold ? i : -1;
            }

            total += found < 0 ? -1 : Sigmoid(-1 + ((double)(found - start) / Math.Max(1, end - start))) / Sigmoid(-1);
        }

        for (var i = first; i < scores.Length; i++)
        {
            if (scores[i] < threshold || windows.Any(w => i >= w.Start && i <= w.End))
            {
                continue;
            }

            var before = windows.Where(w => w.End < i).ToArray();
            if (before.Length == 0)
            {
                total -= FalsePositive;
                continue;
            }

            var (start, end) = before.MaxBy(w => w.End);
            var position = (double)(i - end) / Math.Max(1, end - start);
            total += position > 3 ? -FalsePositive : FalsePositive * Sigmoid(position);
        }

        return total;
    }

    private static double Sigmoid(double position) => (2 / (1 + Math.Exp(5 * position))) - 1;
}
