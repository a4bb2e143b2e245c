using System.Text.Json.Nodes;
using Analytics.Grafana.Layout;
using Analytics.Grafana.Variables;

namespace Analytics.Grafana.Json;

/// <summary>Writes a board as Grafana's classic JSON. Every key that Grafana would fill in is written, so that what is stored is what was reviewed.</summary>
internal static class ClassicBoard
{
    /// <summary>The newest version of the classic form, <c>LATEST_VERSION</c> of Grafana 13.</summary>
    public const int SchemaVersion = 42;

    public static JsonObject Write(Dashboard board) => new()
    {
        ["uid"] = board.Uid,
        ["title"] = board.Title,
        ["description"] = board.Purpose,
        ["tags"] = JsonText.Texts(Dashboard.Tag, board.Audience.Folder.ToLowerInvariant()),
        ["schemaVersion"] = SchemaVersion,
        ["version"] = 1,
        ["editable"] = false,
        ["graphTooltip"] = 1,
        ["timezone"] = "browser",
        ["weekStart"] = "monday",
        ["fiscalYearStartMonth"] = 0,
        ["liveNow"] = false,
        ["refresh"] = Ago(board.Refresh),
        ["time"] = new JsonObject { ["from"] = "now-" + Ago(board.Period), ["to"] = "now" },
        ["timepicker"] = new JsonObject(),
        ["annotations"] = new JsonObject { ["list"] = JsonText.Array(board.Annotations, Annotation) },
        ["links"] = Links(board),
        ["templating"] = new JsonObject { ["list"] = JsonText.Array(board.Variables.Prepend(new DataSourceVariable()), variable => variable.Write()) },
        ["panels"] = Panels(board),
    };

    /// <summary><c>90d</c>, <c>6h</c>, <c>30s</c>: the largest unit that divides.</summary>
    public static string Ago(TimeSpan time) => (time.TotalDays, time.TotalHours, time.TotalMinutes) switch
    {
        var (days, _, _) when days >= 1 && double.IsInteger(days) => $"{days}d",
        var (_, hours, _) when hours >= 1 && double.IsInteger(hours) => $"{hours}h",
        var (_, _, minutes) when minutes >= 1 && double.IsInteger(minutes) => $"{minutes}m",
        _ => FormattableString.Invariant($"{time.TotalSeconds}s"),
    };

    private static JsonArray Panels(Dashboard board)
    {
        var purpose = board.PurposePanel();
        var panels = new JsonArray(ClassicPanel.Write(purpose, new GridPosition(0, 0, Grid.Columns, purpose.Height), PanelId.Of(string.Empty, purpose)));
        var top = purpose.Height;
        foreach (var row in board.Rows)
        {
            var (positions, bottom) = Grid.Set(row.Panels, top + 1);
            var inside = row.Panels.Select((panel, i) => ClassicPanel.Write(panel, positions[i], PanelId.Of(row.Question, panel))).ToList();
            panels.Add(RowPanel(row, top, row.Collapsed ? inside : []));
            foreach (var panel in row.Collapsed ? [] : inside)
            {
                panels.Add(panel);
            }

            top = row.Collapsed ? top + 1 : bottom;
        }

        return panels;
    }

    private static JsonObject RowPanel(Row row, int top, IReadOnlyList<JsonObject> inside)
    {
        var panel = new JsonObject
        {
            ["id"] = PanelId.Of(row.Question),
            ["type"] = "row",
            ["title"] = row.Question,
            ["collapsed"] = row.Collapsed,
            ["gridPos"] = ClassicPanel.Position(new GridPosition(0, top, Grid.Columns, 1)),
            ["panels"] = JsonText.Array(inside, one => one),
        };
        if (row.For is { } variable)
        {
            panel["repeat"] = variable.Name;
        }

        return panel;
    }

    internal static JsonArray Links(Dashboard board)
    {
        var links = JsonText.Array(board.Links, link => Link(link.Title, "link", link.Url, [], link.KeepsChoices));
        links.Add(Link("Boards for " + board.Audience.Folder, "dashboards", string.Empty, [Dashboard.Tag, board.Audience.Folder.ToLowerInvariant()], keepsChoices: true));
        return links;
    }

    internal static JsonObject Link(string title, string type, string url, string[] tags, bool keepsChoices) => new()
    {
        ["title"] = title,
        ["type"] = type,
        ["icon"] = type == "link" ? "dashboard" : "external link",
        ["url"] = url,
        ["tags"] = JsonText.Texts(tags),
        ["tooltip"] = string.Empty,
        ["asDropdown"] = type == "dashboards",
        ["includeVars"] = keepsChoices,
        ["keepTime"] = keepsChoices,
        ["targetBlank"] = false,
    };

    internal static JsonObject Annotation(Annotation annotation) => new()
    {
        ["name"] = annotation.Name,
        ["datasource"] = DataSource.Reference(),
        ["enable"] = true,
        ["hide"] = false,
        ["iconColor"] = annotation.Colour.Name,
        ["expr"] = annotation.When.ToString(),
        ["step"] = "1m",
        ["tagKeys"] = string.Join(',', annotation.Text.Select(label => label.Name)),
        ["textFormat"] = string.Join(' ', annotation.Text.Select(label => "{{" + label.Name + "}}")),
        ["titleFormat"] = annotation.Name,
        ["useValueForTime"] = false,
    };
}
