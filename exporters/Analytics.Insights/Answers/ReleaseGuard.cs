namespace Analytics.Insights.Answers;

/// <summary>A cell as it stood when its answer was last told, whether it could be seen or not.</summary>
/// <param name="Cell">Its value and people then.</param>
/// <param name="IsShown">Whether it could be seen.</param>
internal sealed record ReleasedCell(Cell Cell, bool IsShown);

/// <summary>
/// Keeps an answer that is told a second time from telling of fewer than k people by its difference to the first. What changed is a table too, so the same gate decides:
/// a change of few people, one that a visible total would show, or one that differs by few from a nested one, is not told until it has grown. Until then the cell stays as
/// it was.
/// </summary>
internal static class ReleaseGuard
{
    /// <summary>What stands now, of what was told before and what is true by now.</summary>
    /// <param name="before">What was told.</param>
    /// <param name="now">All cells of the same answer, computed anew.</param>
    /// <param name="threshold">k.</param>
    public static IReadOnlyList<ReleasedCell> Correct(IReadOnlyList<ReleasedCell> before, IReadOnlyList<Cell> now, int threshold)
    {
        var known = before.ToDictionary(one => Key(one.Cell));
        var current = now.ToDictionary(Key);
        var visible = SmallCells.Protect(now, threshold).Select(Key).ToHashSet();

        // Who came to a group and who left it: a group that is gone lost everybody.
        var changes = known.Values.Where(one => !current.ContainsKey(Key(one.Cell))).Select(one => Change(one.Cell, null))
            .Concat(now.Select(cell => Change(known.GetValueOrDefault(Key(cell))?.Cell, cell))).ToList();
        var told = SmallCells.Protect(changes, threshold).Select(Key).ToHashSet();
        var kept = known.Values.Where(one => !current.ContainsKey(Key(one.Cell)) && !told.Contains(Key(one.Cell)));
        return [.. now.Select(cell => Standing(cell)), .. kept];

        ReleasedCell Standing(Cell cell)
        {
            var last = known.GetValueOrDefault(Key(cell));
            var isVisible = visible.Contains(Key(cell));
            return IsEverybody(cell) || (told.Contains(Key(cell)) && (isVisible || last is not { IsShown: true })) ? new ReleasedCell(cell, isVisible) : last ?? new ReleasedCell(cell with { People = 0, Others = cell.Others is null ? null : 0 }, false);
        }
    }

    /// <summary>Cells of one series: the same metric and labels.</summary>
    public static string Key(Cell cell) => $"{cell.Metric.Name}/{string.Join('/', cell.Labels)}";

    // The totals of everybody are exact, as the definitions promise; what is about nobody needs no guard.
    private static bool IsEverybody(Cell cell) => cell.People is null || (cell.Labels.Count > 1 && cell.Labels[0] == "all" && cell.Labels[1] == "all");

    private static Cell Change(Cell? then, Cell? now)
    {
        var cell = now ?? then!;
        if (IsEverybody(cell))
        {
            return cell with { People = null, Others = null, Line = null, Part = null, Nest = null };
        }

        var people = Math.Abs((now?.People ?? 0) - (then?.People ?? 0));

        // Another value of as many people: somebody's deeds, nobody knows how many people's.
        var isOther = then is not null && now is not null && !then.Value.Equals(now.Value);
        return cell with { People = people == 0 && isOther ? 1 : people, Others = cell.Others is null ? null : Math.Abs((now?.Others ?? 0) - (then?.Others ?? 0)) };
    }
}
