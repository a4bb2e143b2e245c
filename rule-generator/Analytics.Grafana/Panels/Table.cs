using System.Text.Json.Nodes;
using Analytics.Catalog;
using Analytics.Grafana.Fields;
using Analytics.Grafana.Json;
using Analytics.Grafana.Queries;
using Analytics.PromQL;

namespace Analytics.Grafana.Panels;

/// <summary>How the cells of a column are drawn.</summary>
public enum Cell
{
    Text,

    /// <summary>The text in the colour of the threshold.</summary>
    ColouredText,

    /// <summary>The ground in the colour of the threshold.</summary>
    ColouredGround,

    /// <summary>A bar.</summary>
    Bar,
}

/// <summary>A column of numbers.</summary>
/// <param name="Header">What the reader sees above it.</param>
/// <param name="Value">One number for each row of the table.</param>
public sealed record Column(string Header, InstantVector Value)
{
    public Cell Cell { get; init; }

    public Thresholds Thresholds { get; init; } = Thresholds.None;

    public IReadOnlyList<ValueMapping> Mappings { get; init; } = [];

    public int? Decimals { get; init; }

    /// <summary>Null: found from the expression and the catalog.</summary>
    public string? Unit { get; init; }
}

/// <summary>A table: a row for each combination of the labels, a column for each expression.</summary>
public sealed record Table : Panel
{
    private readonly IReadOnlyList<(Label Label, string Header)> _keys;
    private readonly IReadOnlyList<Column> _columns;

    /// <param name="title">The title.</param>
    /// <param name="description">What is seen, for the reader.</param>
    /// <param name="keys">The labels that tell the rows apart, with their headers.</param>
    /// <param name="columns">The numbers.</param>
    public Table(string title, string description, IReadOnlyList<(Label Label, string Header)> keys, params IReadOnlyList<Column> columns)
        : base(title, description, [.. columns.Select(column => new Query(column.Value) { Legend = column.Header })], width: 24, height: 8)
    {
        _keys = keys;
        _columns = columns;
    }

    /// <summary>The column that sorts the rows, greatest first; null: as the server answers.</summary>
    public string? SortedBy { get; init; }

    /// <summary>Sorts by the names in the first column instead, numbers in them as numbers: 1d, 7d, 14d.</summary>
    public bool SortedByName { get; init; }

    internal override string Type => "table";

    internal override ColourMode DefaultColours => ColourMode.ByThreshold;

    internal override bool AsksOnce => true;

    internal override string Format => "table";

    internal override JsonObject Options() => new()
    {
        ["cellHeight"] = "sm",
        ["showHeader"] = true,
        ["sortBy"] = (SortedByName ? _keys[0].Header : SortedBy) is { } header ? new JsonArray(new JsonObject { ["desc"] = !SortedByName, ["displayName"] = header }) : [],
    };

    internal override JsonObject Custom() => new()
    {
        ["align"] = "auto",
        ["cellOptions"] = new JsonObject { ["type"] = "auto" },
        ["filterable"] = true,
        ["inspect"] = false,
    };

    internal override JsonArray OwnOverrides() => JsonText.Array(_columns, column => FieldConfig.Override(column.Header, Properties(column)));

    internal override JsonArray OwnTransformations() =>
        Columns.Joined([.. _columns.Select(column => column.Header)], [.. _keys.Select(key => (key.Label.Name, key.Header))]);

    private static IEnumerable<(string Id, JsonNode? Value)> Properties(Column column)
    {
        if ((column.Unit ?? Units.Of(column.Value.Syntax)?.GrafanaUnit) is { } unit)
        {
            yield return ("unit", unit);
        }

        if (column.Decimals is { } decimals)
        {
            yield return ("decimals", decimals);
        }

        if (column.Mappings.Count > 0)
        {
            yield return ("mappings", FieldConfig.Mappings(column.Mappings));
        }

        if (column.Cell != Cell.Text)
        {
            yield return ("thresholds", FieldConfig.Steps(column.Thresholds));
            yield return ("custom.cellOptions", CellOptions(column.Cell));
        }
    }

    private static JsonObject CellOptions(Cell cell) => cell switch
    {
        Cell.ColouredText => new JsonObject { ["type"] = "color-text" },
        Cell.ColouredGround => new JsonObject { ["mode"] = "basic", ["type"] = "color-background" },
        _ => new JsonObject { ["mode"] = "basic", ["type"] = "gauge", ["valueDisplayMode"] = "text" },
    };
}
