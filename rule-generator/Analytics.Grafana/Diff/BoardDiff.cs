using System.Text.Json;
using Analytics.Grafana.Lint;
using Analytics.PromQL.Syntax;

namespace Analytics.Grafana.Diff;

/// <summary>A board that shows something else than before.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Title">Its title.</param>
/// <param name="What">What changed in it, one sentence each.</param>
/// <param name="Reading">Panels that did not change and show recordings which did: <c>panel (recording)</c>.</param>
/// <param name="Broken">Panels that ask for a recording that is gone.</param>
public sealed record BoardChange(string Path, string Title, IReadOnlyList<string> What, IReadOnlyList<string> Reading, IReadOnlyList<string> Broken);

/// <summary>Boards of two editions: panels that came, went or ask otherwise, and those that show recordings which changed.</summary>
public static class BoardDiff
{
    /// <summary>The boards that a change touches, by path.</summary>
    /// <param name="before">The boards' JSON by path.</param>
    /// <param name="after">As they are now.</param>
    /// <param name="touched">Recordings whose values can be others.</param>
    /// <param name="gone">Recordings that no rule makes any more.</param>
    public static IReadOnlyList<BoardChange> Of(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after, IReadOnlySet<string> touched, IReadOnlySet<string> gone) =>
    [
        .. before.Keys.Union(after.Keys).Order(StringComparer.Ordinal)
            .Select(path => Of(path, Read(before, path), Read(after, path), touched, gone))
            .Where(change => change.What.Count + change.Reading.Count + change.Broken.Count > 0),
    ];

    private static BoardChange Of(string path, BoardDocument? was, BoardDocument? now, IReadOnlySet<string> touched, IReadOnlySet<string> gone)
    {
        if (was is null || now is null)
        {
            var only = (now ?? was)!;
            return new(path, only.Root.Text("title"), [$"{(was is null ? "added" : "removed")}: {only.DataPanels.Count} panels"], [], now is null ? [] : Asking(now.DataPanels, gone));
        }

        var (old, panels) = (ByTitle(was), ByTitle(now));
        var same = panels.Where(panel => old.TryGetValue(panel.Key, out var earlier) && Queries(earlier) == Queries(panel.Value)).ToList();
        var what = panels.Keys.Except(old.Keys).Select(title => $"panel added: {title}")
            .Concat(old.Keys.Except(panels.Keys).Select(title => $"panel removed: {title}"))
            .Concat(panels.Keys.Intersect(old.Keys).Except(same.Select(panel => panel.Key)).Select(title => $"panel asks otherwise: {title}"))
            .ToList();
        if (what.Count == 0 && !JsonElement.DeepEquals(was.Root, now.Root))
        {
            what.Add("shown otherwise (no query changed)");
        }

        return new(path, now.Root.Text("title"), what, Asking(same.Select(panel => panel.Value), touched), Asking(now.DataPanels, gone));
    }

    private static BoardDocument? Read(IReadOnlyDictionary<string, string> boards, string path)
    {
        if (!boards.TryGetValue(path, out var json))
        {
            return null;
        }

        try
        {
            return new BoardDocument(JsonDocument.Parse(json).RootElement, path);
        }
        catch (JsonException)
        {
            return new BoardDocument(JsonDocument.Parse("{}").RootElement, path);
        }
    }

    private static Dictionary<string, PanelDocument> ByTitle(BoardDocument board)
    {
        var panels = new Dictionary<string, PanelDocument>(StringComparer.Ordinal);
        foreach (var panel in board.DataPanels)
        {
            var title = panel.Title.Length == 0 ? panel.Pointer : panel.Title;
            for (var number = 2; !panels.TryAdd(title, panel); number++)
            {
                title = $"{panel.Title} ({number})";
            }
        }

        return panels;
    }

    private static string Queries(PanelDocument panel) => string.Join('\n', panel.Targets.Select(target => target.Parsed.Expression?.ToString() ?? target.Element.Text("expr")));

    private static IReadOnlyList<string> Asking(IEnumerable<PanelDocument> panels, IReadOnlySet<string> series) =>
    [
        .. from panel in panels
           let names = panel.Targets.SelectMany(target => target.Parsed.Expression?.Descend() ?? []).OfType<VectorSelector>().Select(selector => selector.Name).OfType<string>()
               .Where(series.Contains).Distinct(StringComparer.Ordinal).ToList()
           where names.Count > 0
           select $"{panel.Title} ({string.Join(", ", names)})",
    ];
}
