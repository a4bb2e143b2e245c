using System.Text.Json.Nodes;
using Analytics.Catalog;
using Analytics.Grafana.Fields;
using Analytics.Grafana.Queries;

namespace Analytics.Grafana.Panels;

/// <summary>A table whose rows are the values of one label and whose columns are the values of another, its cells coloured: cohorts by day.</summary>
public sealed record Matrix : Panel
{
    private readonly Label _down;
    private readonly Label _across;

    /// <param name="title">The title.</param>
    /// <param name="description">What is seen, for the reader.</param>
    /// <param name="down">The label of the rows.</param>
    /// <param name="across">The label of the columns.</param>
    /// <param name="values">One value for each pair.</param>
    public Matrix(string title, string description, Label down, Label across, Query values)
        : base(title, description, [values], width: 12, height: 10)
    {
        _down = down;
        _across = across;
    }

    /// <summary>What stands above the rows' names; null: both labels, as Grafana writes it.</summary>
    public string? Corner { get; init; }

    /// <summary>What stands above the column of a value of the label; a value that is not named stands there itself.</summary>
    public IReadOnlyList<(string Value, string Header)> Headers { get; init; } = [];

    internal override string Type => "table";

    internal override ColourMode DefaultColours => ColourMode.RedToGreen;

    internal override bool AsksOnce => true;

    internal override string Format => "table";

    internal override JsonObject Options() => new() { ["cellHeight"] = "sm", ["showHeader"] = true, ["sortBy"] = new JsonArray() };

    internal override JsonObject Custom() => new()
    {
        ["align"] = "center",
        ["cellOptions"] = new JsonObject { ["mode"] = "basic", ["type"] = "color-background" },
        ["filterable"] = false,
        ["inspect"] = false,
    };

    internal override JsonArray OwnTransformations() =>
    [
        Parts.Transformation("groupingToMatrix", new JsonObject
        {
            ["columnField"] = _across.Name,
            ["emptyValue"] = "null",
            ["rowField"] = _down.Name,
            ["valueField"] = "Value",
        }),
        .. Corner is null && Headers.Count == 0 ? (JsonObject[])[] : [Renamed()],
    ];

    private JsonObject Renamed()
    {
        var names = new JsonObject(Headers.Select(header => KeyValuePair.Create(header.Value, (JsonNode?)header.Header)));
        if (Corner is not null)
        {
            names[$"{_down.Name}\\{_across.Name}"] = Corner;
        }

        return Columns.Organized(excluded: [], order: [], names);
    }
}
