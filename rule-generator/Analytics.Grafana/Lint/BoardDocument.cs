using System.Text.Json;
using Analytics.PromQL.Parsing;
using Analytics.Rules;

namespace Analytics.Grafana.Lint;

/// <summary>A board's JSON as the rules look at it: generated or drawn by hand.</summary>
public sealed class BoardDocument
{
    private static readonly HashSet<string> WithoutQueries = ["row", "text", "alertlist", "dashlist", "news", "annolist", "welcome", "gettingstarted"];

    /// <param name="root">The board.</param>
    /// <param name="file">Its name, for findings.</param>
    public BoardDocument(JsonElement root, string file)
    {
        Root = root;
        File = file;
        Panels = [.. PanelsIn(root, string.Empty)];
        DataPanels = [.. Panels.Where(panel => !WithoutQueries.Contains(panel.Type))];
    }

    public JsonElement Root { get; }

    public string File { get; }

    /// <summary>All panels, rows and what is inside closed rows included.</summary>
    public IReadOnlyList<PanelDocument> Panels { get; }

    /// <summary>Panels that ask for data.</summary>
    public IReadOnlyList<PanelDocument> DataPanels { get; }

    public IEnumerable<JsonElement> Variables => Root.Items("templating", "list");

    /// <summary>A finding in a panel.</summary>
    public Finding Error(string rule, PanelDocument panel, string message) => Error(rule, $"{panel.Pointer} '{panel.Title}': {message}");

    /// <summary>A finding in the board.</summary>
    public Finding Error(string rule, string message) => Finding.Error(rule, message, File);

    private static IEnumerable<PanelDocument> PanelsIn(JsonElement parent, string pointer)
    {
        var index = 0;
        foreach (var element in parent.Items("panels"))
        {
            var panel = new PanelDocument(element, $"{pointer}/panels/{index++}");
            yield return panel;
            foreach (var inside in PanelsIn(element, panel.Pointer))
            {
                yield return inside;
            }
        }
    }
}

/// <summary>A panel in a board's JSON.</summary>
/// <param name="Element">The panel.</param>
/// <param name="Pointer">Where it stands (RFC 6901).</param>
public sealed record PanelDocument(JsonElement Element, string Pointer)
{
    private IReadOnlyList<TargetDocument>? _targets;

    public string Type { get; } = Element.Text("type");

    public string Title { get; } = Element.Text("title");

    public IReadOnlyList<TargetDocument> Targets => _targets ??= [.. Element.Items("targets").Select(target => new TargetDocument(target, TemplatedPromql.Parse(target.Text("expr"))))];
}

/// <summary>A query of a panel, with its expression read.</summary>
public sealed record TargetDocument(JsonElement Element, ParseResult Parsed)
{
    /// <summary>Whether only the value at the end of the time is asked for.</summary>
    public bool IsInstant => Element.TryGetProperty("instant", out var instant) && instant.ValueKind == JsonValueKind.True;
}
