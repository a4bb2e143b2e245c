using System.Text.Json.Nodes;
using Spectre.Console;

namespace Analytics.Cli.Stats.Output;

/// <summary>A small JSON answer as a table of two columns, nested names joined by dots: people and programs read the same names.</summary>
internal static class Flat
{
    public static Table Table(JsonObject answer)
    {
        var table = Tables.Of(null, "measure", "value");
        foreach (var (name, node) in answer)
        {
            Add(table, name, node);
        }

        return table;
    }

    private static void Add(Table table, string name, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject inner:
                foreach (var (key, value) in inner)
                {
                    Add(table, $"{name}.{key}", value);
                }

                break;
            case JsonArray { Count: 2 } pair when pair.All(n => n is null or JsonValue):
                table.Row(name, $"{Cell(pair[0])} to {Cell(pair[1])}");
                break;
            case JsonArray list:
                for (var i = 0; i < list.Count; i++)
                {
                    Add(table, $"{name}[{i}]", list[i]);
                }

                break;
            default:
                table.Row(name, Cell(node));
                break;
        }
    }

    private static object? Cell(JsonNode? node) => node switch
    {
        null => "-",
        JsonValue value when value.TryGetValue<double>(out var number) => !double.IsFinite(number) ? "-" : number.ToString("G6", System.Globalization.CultureInfo.InvariantCulture),
        _ => node.ToString(),
    };
}
