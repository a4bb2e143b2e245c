namespace Analytics.Insights.Answers;

/// <summary>
/// k-anonymity: no value leaves that tells of fewer than k people, whether directly, by those it leaves out, or by what is missing from a visible total. The one gate
/// of all answers: segments come as fixed tables over one dimension and over whole periods, never by free filters, so these sums are the only differences there are.
/// </summary>
public static class SmallCells
{
    /// <summary>People in a group at least, unless the operator says otherwise.</summary>
    public const int DefaultThreshold = 10;

    /// <summary>The cells that may be seen, in their order.</summary>
    /// <param name="cells">All cells of one answer: those of a line must come together.</param>
    /// <param name="threshold">k, at least 1.</param>
    public static IReadOnlyList<Cell> Protect(IReadOnlyList<Cell> cells, int threshold)
    {
        bool IsSmall(Cell cell) => Few(cell.People) || Few(cell.Others);
        bool Few(long? people) => people > 0 && people < threshold;

        var hidden = new HashSet<(string Line, string Part)>();
        foreach (var line in cells.Where(cell => cell.Line is not null).GroupBy(cell => cell.Line!))
        {
            var parts = line.GroupBy(cell => cell.Part!).Select(part => (Name: part.Key, People: part.Max(cell => cell.People ?? 0), IsSmall: part.Any(IsSmall)))
                .OrderBy(part => part.People).ThenBy(part => part.Name, StringComparer.Ordinal).ToList();
            var gone = parts.Where(part => part.IsSmall).ToList();

            // What is hidden can be seen together, as the total less the rest: it must be at least two parts and k people. Empty parts come last: they hide nobody, but
            // who sees that all others are empty sees the total.
            foreach (var part in parts.Where(part => !part.IsSmall).OrderBy(part => part.People == 0))
            {
                if (gone.Count == 0 || (gone.Count > 1 && gone.Sum(one => one.People) >= threshold))
                {
                    break;
                }

                gone.Add(part);
            }

            hidden.UnionWith(gone.Select(part => (line.Key, part.Name)));
        }

        return [.. cells.Where(cell => !IsSmall(cell) && (cell.Line is null || !hidden.Contains((cell.Line, cell.Part!))))];
    }
}
