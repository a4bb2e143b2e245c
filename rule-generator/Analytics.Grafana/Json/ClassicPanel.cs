using System.Text.Json.Nodes;
using Analytics.Grafana.Layout;
using Analytics.Grafana.Panels;
using Analytics.Grafana.Queries;

namespace Analytics.Grafana.Json;

/// <summary>Writes a panel as classic JSON.</summary>
internal static class ClassicPanel
{
    /// <summary>The version of Grafana whose settings are written.</summary>
    public const string PluginVersion = "13.2.2";

    public static JsonObject Write(Panel panel, GridPosition position, int id)
    {
        var json = Model(panel, id);
        json["gridPos"] = Position(position);
        if (panel.Library is { } library)
        {
            json["libraryPanel"] = new JsonObject { ["name"] = library.Name, ["uid"] = library.Uid };
        }

        return json;
    }

    /// <summary>A panel without its place: what the library of panels keeps.</summary>
    public static JsonObject Model(Panel panel, int id) => new()
    {
        ["id"] = id,
        ["type"] = panel.Type,
        ["title"] = panel.Title,
        ["description"] = panel.Description,
        ["datasource"] = DataSource.Reference(),
        ["fieldConfig"] = FieldConfig.Write(panel),
        ["options"] = panel.Options(),
        ["pluginVersion"] = PluginVersion,
        ["targets"] = new JsonArray([.. panel.Queries.Select((query, index) => Target(panel, query, index))]),
        ["transformations"] = panel.AllTransformations(),
        ["links"] = JsonText.Array(panel.Links, Link),
        ["transparent"] = false,
    };

    public static JsonObject Position(GridPosition at) => new() { ["x"] = at.X, ["y"] = at.Y, ["w"] = at.Width, ["h"] = at.Height };

    internal static JsonObject Target(Panel panel, Query query, int index) => new()
    {
        ["refId"] = Columns.RefId(index),
        ["datasource"] = DataSource.Reference(),
        ["editorMode"] = "code",
        ["exemplar"] = query.Exemplars && !panel.AsksOnce,
        ["expr"] = query.Expression.ToString(),
        ["format"] = panel.Format,
        ["instant"] = panel.AsksOnce,
        ["legendFormat"] = panel.Format == "heatmap" ? "{{le}}" : query.Legend ?? (Legends.Of(query.Meaning) is { Length: > 0 } legend ? legend : panel.Title),
        ["range"] = !panel.AsksOnce,
    };

    internal static string UrlOf(BoardLink link) => link.KeepsChoices ? link.Url + "?${__url_time_range}" : link.Url;

    /// <summary>Grafana looks at the title, the address and where it opens; its types ask for the rest as well.</summary>
    internal static JsonObject Link(BoardLink link)
    {
        var json = ClassicBoard.Link(link.Title, "link", UrlOf(link), [], link.KeepsChoices);
        json["targetBlank"] = !link.KeepsChoices;
        return json;
    }
}
