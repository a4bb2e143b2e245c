namespace Analytics.Grafana.Layout;

/// <summary>
/// The automatic layout: panels are set like words, line by line, 24 columns wide. A line that is not full is stretched, and all panels of a line are as
/// high as its highest, so nothing overlaps and nothing hangs.
/// </summary>
internal static class Grid
{
    public const int Columns = 24;

    /// <summary>The positions of the panels of one row, in their order, and the first free line below them.</summary>
    public static (IReadOnlyList<GridPosition> Positions, int Bottom) Set(IReadOnlyList<Panel> panels, int top)
    {
        var positions = new List<GridPosition>(panels.Count);
        for (var at = 0; at < panels.Count;)
        {
            var line = Line(panels, at);
            var height = line.Max(panel => panel.Height);
            var (x, spare) = (0, Columns - line.Sum(panel => panel.Width));
            for (var i = 0; i < line.Count; i++)
            {
                var width = line[i].Width + (spare / line.Count) + (i < spare % line.Count ? 1 : 0);
                positions.Add(new GridPosition(x, top, width, height));
                x += width;
            }

            top += height;
            at += line.Count;
        }

        return (positions, top);
    }

    private static List<Panel> Line(IReadOnlyList<Panel> panels, int start)
    {
        var (line, used) = (new List<Panel>(), 0);
        foreach (var panel in panels.Skip(start))
        {
            if (used > 0 && used + panel.Width > Columns)
            {
                break;
            }

            line.Add(panel);
            used += panel.Width;
        }

        return line;
    }
}
