using System.Text.Json.Nodes;
using Analytics.Grafana.Layout;
using Analytics.Grafana.Panels;
using Analytics.Grafana.Queries;
using Analytics.Grafana.Variables;

namespace Analytics.Grafana.Json;

/// <summary>
/// Writes a board as the resource <c>dashboard.grafana.app/v2</c>: the form that Grafana 13 keeps boards in, and that its Kubernetes-like API and Git
/// sync take. Panels are elements with a name; rows lay them out.
/// </summary>
internal static class ResourceBoard
{
    public static JsonObject Write(Dashboard board) => new()
    {
        ["apiVersion"] = "dashboard.grafana.app/v2",
        ["kind"] = "Dashboard",
        ["metadata"] = new JsonObject
        {
            ["name"] = board.Uid,
            ["annotations"] = new JsonObject { ["grafana.app/folder"] = board.Audience.Uid },
        },
        ["spec"] = Spec(board),
    };

    private static JsonObject Spec(Dashboard board) => new()
    {
        ["title"] = board.Title,
        ["description"] = board.Purpose,
        ["tags"] = JsonText.Texts(Dashboard.Tag, board.Audience.Folder.ToLowerInvariant()),
        ["cursorSync"] = "Crosshair",
        ["editable"] = false,
        ["liveNow"] = false,
        ["preload"] = false,
        ["timeSettings"] = new JsonObject
        {
            ["timezone"] = "browser",
            ["from"] = "now-" + ClassicBoard.Ago(board.Period),
            ["to"] = "now",
            ["autoRefresh"] = ClassicBoard.Ago(board.Refresh),
            ["autoRefreshIntervals"] = JsonText.Texts("15s", "30s", "1m", "5m", "15m", "30m", "1h"),
            ["hideTimepicker"] = false,
            ["weekStart"] = "monday",
            ["fiscalYearStartMonth"] = 0,
        },
        ["links"] = ClassicBoard.Links(board),
        ["annotations"] = JsonText.Array(board.Annotations, Annotation),
        ["variables"] = JsonText.Array(board.Variables.Prepend(new DataSourceVariable()), variable => variable.WriteResource()),
        ["elements"] = Elements(board),
        ["layout"] = new JsonObject { ["kind"] = "RowsLayout", ["spec"] = new JsonObject { ["rows"] = Rows(board) } },
    };

    private static JsonObject Elements(Dashboard board)
    {
        var elements = new JsonObject();
        foreach (var (row, panel) in board.Rows.SelectMany(row => row.Panels.Select(panel => (row.Question, panel))).Prepend((string.Empty, board.PurposePanel())))
        {
            elements[Name(row, panel)] = Element(panel, PanelId.Of(row, panel));
        }

        return elements;
    }

    private static string Name(string row, Panel panel) => $"panel-{PanelId.Of(row, panel)}";

    private static JsonObject Element(Panel panel, int id) => panel.Library is { } library ? Linked(panel, library, id) : new()
    {
        ["kind"] = "Panel",
        ["spec"] = new JsonObject
        {
            ["id"] = id,
            ["title"] = panel.Title,
            ["description"] = panel.Description,
            ["links"] = JsonText.Array(panel.Links, PanelLink),
            ["data"] = new JsonObject
            {
                ["kind"] = "QueryGroup",
                ["spec"] = new JsonObject
                {
                    ["queries"] = new JsonArray([.. panel.Queries.Select((query, index) => Query(panel, query, index))]),
                    ["queryOptions"] = new JsonObject(),
                    ["transformations"] = new JsonArray([.. panel.AllTransformations().Select(Transformation)]),
                },
            },
            ["vizConfig"] = new JsonObject
            {
                ["kind"] = "VizConfig",
                ["group"] = panel.Type,
                ["version"] = ClassicPanel.PluginVersion,
                ["spec"] = new JsonObject { ["fieldConfig"] = FieldConfig.Write(panel), ["options"] = panel.Options() },
            },
        },
    };

    private static JsonObject PanelLink(BoardLink link) => new()
    {
        ["title"] = link.Title,
        ["url"] = ClassicPanel.UrlOf(link),
        ["targetBlank"] = !link.KeepsChoices,
    };

    private static JsonObject Linked(Panel panel, LibraryPanel library, int id) => new()
    {
        ["kind"] = "LibraryPanel",
        ["spec"] = new JsonObject
        {
            ["id"] = id,
            ["title"] = panel.Title,
            ["libraryPanel"] = new JsonObject { ["name"] = library.Name, ["uid"] = library.Uid },
        },
    };

    private static JsonObject Query(Panel panel, Query query, int index)
    {
        var spec = ClassicPanel.Target(panel, query, index);
        spec.Remove("refId");
        spec.Remove("datasource");
        return new JsonObject { ["kind"] = "PanelQuery", ["spec"] = new JsonObject { ["refId"] = Columns.RefId(index), ["hidden"] = false, ["query"] = DataQuery(spec) } };
    }

    private static JsonObject Transformation(JsonNode? classic) => new()
    {
        ["kind"] = "Transformation",
        ["group"] = (string?)classic!["id"],
        ["spec"] = new JsonObject { ["options"] = classic["options"]!.DeepClone() },
    };

    internal static JsonObject DataQuery(JsonObject spec) => new()
    {
        ["kind"] = "DataQuery",
        ["group"] = "prometheus",
        ["version"] = "v0",
        ["datasource"] = new JsonObject { ["name"] = "${" + DataSource.Variable + "}" },
        ["spec"] = spec,
    };

    private static JsonObject Annotation(Annotation annotation)
    {
        var spec = ClassicBoard.Annotation(annotation);
        foreach (var common in (ReadOnlySpan<string>)["name", "datasource", "enable", "hide", "iconColor"])
        {
            spec.Remove(common);
        }

        return new JsonObject
        {
            ["kind"] = "AnnotationQuery",
            ["spec"] = new JsonObject { ["name"] = annotation.Name, ["enable"] = true, ["hide"] = false, ["iconColor"] = annotation.Colour.Name, ["query"] = DataQuery(spec) },
        };
    }

    private static JsonArray Rows(Dashboard board)
    {
        var purpose = board.PurposePanel();
        var rows = new JsonArray(Row(new JsonObject { ["title"] = string.Empty, ["hideHeader"] = true, ["collapse"] = false }, string.Empty, [purpose], [new GridPosition(0, 0, Grid.Columns, purpose.Height)]));
        foreach (var row in board.Rows)
        {
            var head = new JsonObject { ["title"] = row.Question, ["collapse"] = row.Collapsed };
            if (row.For is { } variable)
            {
                head["repeat"] = new JsonObject { ["mode"] = "variable", ["value"] = variable.Name };
            }

            rows.Add(Row(head, row.Question, row.Panels, Grid.Set(row.Panels, top: 0).Positions));
        }

        return rows;
    }

    private static JsonObject Row(JsonObject head, string question, IReadOnlyList<Panel> panels, IReadOnlyList<GridPosition> positions)
    {
        head["layout"] = new JsonObject
        {
            ["kind"] = "GridLayout",
            ["spec"] = new JsonObject { ["items"] = new JsonArray([.. panels.Select((panel, i) => Item(Name(question, panel), positions[i]))]) },
        };
        return new JsonObject { ["kind"] = "RowsLayoutRow", ["spec"] = head };
    }

    private static JsonObject Item(string element, GridPosition at) => new()
    {
        ["kind"] = "GridLayoutItem",
        ["spec"] = new JsonObject
        {
            ["x"] = at.X,
            ["y"] = at.Y,
            ["width"] = at.Width,
            ["height"] = at.Height,
            ["element"] = new JsonObject { ["kind"] = "ElementReference", ["name"] = element },
        },
    };
}
