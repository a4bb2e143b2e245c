using System.Text.Json.Nodes;

namespace Analytics.Gateway.Queries.Boards;

/// <summary>A generated board.</summary>
/// <param name="json">Grafana's classic schema.</param>
/// <param name="audience">The folder that it lies in: for whom it is made.</param>
internal sealed class Board(JsonObject json, string audience)
{
    public string Id { get; } = (string)json["uid"]!;

    public string Title { get; } = (string?)json["title"] ?? "";

    public string Description { get; } = (string?)json["description"] ?? "";

    public string Audience => audience;

    /// <summary>As Grafana writes it, such as <c>5m</c>.</summary>
    public string Refresh { get; } = (string?)json["refresh"] ?? "";

    /// <summary>How far back the board looks unless the reader says otherwise, such as <c>now-7d</c>.</summary>
    public string DefaultFrom { get; } = (string?)json["time"]?["from"] ?? "";

    /// <summary>What the reader can choose above the board; not the data source.</summary>
    public IReadOnlyList<JsonObject> Variables { get; } =
        [.. (json["templating"]?["list"]?.AsArray() ?? []).OfType<JsonObject>().Where(variable => (string?)variable["type"] != "datasource")];

    /// <summary>The panels that ask for data, also those in collapsed rows, from left to right and top to bottom.</summary>
    public IReadOnlyList<Widget> Widgets { get; } =
    [
        .. from panel in json["panels"]!.AsArray().OfType<JsonObject>()
        from own in panel["panels"]?.AsArray().OfType<JsonObject>().Prepend(panel) ?? [panel]
        let queries = (own["targets"]?.AsArray() ?? []).OfType<JsonObject>().Where(target => target["expr"] is not null)
            .Select(target => new WidgetQuery((string?)target["refId"] ?? "", (string)target["expr"]!, (bool?)target["instant"] ?? false)).ToList()
        where queries.Count > 0
        let place = own["gridPos"]
        select new Widget((long?)own["id"] ?? 0, (string?)own["type"] ?? "", (string?)own["title"] ?? "", (string?)own["description"] ?? "", (string?)own["fieldConfig"]?["defaults"]?["unit"], place?.DeepClone(), queries),
    ];
}

/// <summary>A panel with its questions.</summary>
/// <param name="Id">Stable: it comes from the panel's title.</param>
/// <param name="Type">stat, timeseries, table, …</param>
/// <param name="Title">What it shows.</param>
/// <param name="Description">What that means.</param>
/// <param name="Unit">Grafana's name of the unit.</param>
/// <param name="Position">x, y, w, h in a grid of 24 columns.</param>
/// <param name="Queries">Its questions.</param>
internal sealed record Widget(long Id, string Type, string Title, string Description, string? Unit, JsonNode? Position, IReadOnlyList<WidgetQuery> Queries);

/// <summary>A question of a panel.</summary>
/// <param name="RefId">A, B, …</param>
/// <param name="Expression">PromQL with Grafana's variables in it.</param>
/// <param name="IsInstant">One value at the end of the range, or a line.</param>
internal sealed record WidgetQuery(string RefId, string Expression, bool IsInstant);
