namespace Analytics.Insights.Answers;

/// <summary>
/// k-anonymity: no value leaves that tells of fewer than k people, whether directly, by those it leaves out, by what is missing from a visible total, or by the difference
/// of two values of which one's people are among the other's. The one gate of all answers: segments come as fixed tables over one dimension and over whole periods, never
/// by free filters, so these sums and differences are the only ones there are.
/// </summary>
public static class SmallCells
{
    /// <summary>People in a group at least, unless the operator says otherwise.</summary>
    public const int DefaultThreshold = 10;

    /// <summary>The cells that may be seen, in their order.</summary>
    /// <param name="cells">All cells of one answer: those of a line, and those of a nest, must come together.</param>
    /// <param name="threshold">k, at least 1.</param>
    public static IReadOnlyList<Cell> Protect(IReadOnlyList<Cell> cells, int threshold)
    {
        var hidden = cells.Where(cell => IsFew(cell.People, threshold) || IsFew(cell.Others, threshold)).ToHashSet<Cell>(ReferenceEqualityComparer.Instance);
        foreach (var nest in cells.Where(cell => cell.Nest is not null).GroupBy(cell => cell.Nest))
        {
            HideSmallSteps(nest, hidden, threshold);
        }

        var lines = cells.Where(cell => cell.Line is not null).GroupBy(cell => cell.Line!).Select(line => new Line(line, hidden, threshold)).ToList();
        var nested = lines.SelectMany((one, i) => lines.Skip(i + 1).Where(other => one.Nests.Overlaps(other.Nests)).Select(other => (one, other))).ToList();

        // Hiding only ever grows, so this ends.
        while (nested.Any(pair => pair.one.HideDifference(pair.other)))
        {
        }

        foreach (var line in lines)
        {
            hidden.UnionWith(line.Hidden);
        }

        return [.. cells.Where(cell => !hidden.Contains(cell))];
    }

    private static bool IsFew(long? people, int threshold) => people > 0 && people < threshold;

    // From the largest group inwards: what differs from the last one shown by few people is left out, and the next is compared with that one again.
    private static void HideSmallSteps(IEnumerable<Cell> nest, HashSet<Cell> hidden, int threshold)
    {
        long? last = null;
        foreach (var group in nest.GroupBy(cell => cell.People ?? 0).OrderByDescending(group => group.Key))
        {
            if (IsFew(last - group.Key, threshold))
            {
                hidden.UnionWith(group);
            }
            else if (group.Any(cell => !hidden.Contains(cell)))
            {
                last = group.Key;
            }
        }
    }

    /// <summary>Parts that add up to a total which others can see, and which of them are hidden.</summary>
    private sealed class Line
    {
        private readonly List<Part> _parts;
        private readonly int _threshold;

        public Line(IEnumerable<Cell> cells, HashSet<Cell> hidden, int threshold)
        {
            _threshold = threshold;
            _parts = [.. cells.GroupBy(cell => cell.Part!).Select(part => new Part(
                    part.Key, part.Max(cell => cell.People ?? 0), part.Select(cell => cell.Nest).FirstOrDefault(nest => nest is not null), [.. part]) { IsHidden = part.Any(hidden.Contains) })
                .OrderBy(part => part.People == 0).ThenBy(part => part.People).ThenBy(part => part.Name, StringComparer.Ordinal)];
            Nests = [.. _parts.Select(part => part.Nest).OfType<string>()];

            // What is hidden can be seen together, as the total less the rest: it must be at least two parts and k people. Empty parts come last: they hide nobody, but
            // who sees that all others are empty sees the total.
            while (_parts.Count(part => part.IsHidden) is var gone and > 0 && (gone == 1 || _parts.Where(part => part.IsHidden).Sum(part => part.People) < threshold || TellsOfFew()) && HideOne())
            {
            }
        }

        public HashSet<string> Nests { get; }

        public IEnumerable<Cell> Hidden => _parts.Where(part => part.IsHidden).SelectMany(part => part.Cells);

        /// <summary>
        /// Of two lines whose parts are nested, what is hidden in either can be seen together too, as the difference of two totals less the rest: one more part is hidden
        /// while that is few people. Whether there was need.
        /// </summary>
        public bool HideDifference(Line other)
        {
            var theirs = other._parts.ToDictionary(part => part.Name);
            var gone = _parts.Where(part => part.IsHidden).Concat(other._parts.Where(part => part.IsHidden)).Select(part => part.Name).Distinct().ToList();
            var mine = _parts.ToDictionary(part => part.Name);
            var difference = gone.Sum(name => Math.Abs((mine.GetValueOrDefault(name)?.People ?? 0) - (theirs.GetValueOrDefault(name)?.People ?? 0)));
            return IsFew(difference, _threshold) && (HideOne() || other.HideOne());
        }

        // Each series of the line adds up on its own (users by state, where a part is a segment), and where every part tells of those it leaves out, these add up too.
        private bool TellsOfFew() => _parts.Where(part => part.IsHidden).SelectMany(part => part.Cells).GroupBy(SeriesOf).Any(series =>
            IsFew(series.Sum(cell => cell.People), _threshold) || (series.All(cell => cell.Others is not null) && IsFew(series.Sum(cell => cell.Others), _threshold)));

        private static string SeriesOf(Cell cell)
        {
            List<string> labels = [cell.Metric.Name, .. cell.Labels];
            labels.Remove(cell.Part!);
            return string.Join('/', labels);
        }

        private bool HideOne()
        {
            if (_parts.FirstOrDefault(part => !part.IsHidden) is not { } next)
            {
                return false;
            }

            return next.IsHidden = true;
        }

        private sealed record Part(string Name, long People, string? Nest, IReadOnlyList<Cell> Cells)
        {
            public bool IsHidden { get; set; }
        }
    }
}
