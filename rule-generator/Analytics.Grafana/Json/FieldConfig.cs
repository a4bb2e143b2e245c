using System.Text.Json.Nodes;
using Analytics.Grafana.Fields;
using Analytics.Grafana.Queries;

namespace Analytics.Grafana.Json;

/// <summary>Writes how values are shown: unit, colours, thresholds, words for numbers.</summary>
internal static class FieldConfig
{
    public static JsonObject Write(Panel panel)
    {
        var defaults = new JsonObject
        {
            ["color"] = Colour(panel.Colours ?? panel.DefaultColours),
            ["mappings"] = Mappings(panel.Mappings),
            ["thresholds"] = Steps(panel.Thresholds),
        };
        Put(defaults, "unit", panel.EffectiveUnit());
        Put(defaults, "decimals", panel.Decimals);
        Put(defaults, "min", panel.Min);
        Put(defaults, "max", panel.Max);
        Put(defaults, "noValue", panel.NoValue ?? panel.EmptyWithout);
        if (panel.Custom() is { } custom)
        {
            defaults["custom"] = custom;
        }

        return new JsonObject { ["defaults"] = defaults, ["overrides"] = panel.AllOverrides() };
    }

    /// <summary>The unit of a panel: the one that was set, else the one that all its queries agree on; null when they do not.</summary>
    public static string? EffectiveUnit(this Panel panel)
    {
        var units = panel.Queries.Select(query => Units.Of(query.Meaning)?.GrafanaUnit).Distinct().ToList();
        return panel.Unit ?? (units is [var one] ? one : null);
    }

    public static JsonObject Colour(ColourMode mode) => new()
    {
        ["mode"] = mode switch
        {
            ColourMode.BySeries => "palette-classic",
            ColourMode.ByThreshold => "thresholds",
            ColourMode.ByAmount => "continuous-blues",
            ColourMode.GreenToRed => "continuous-GrYlRd",
            _ => "continuous-RdYlGr",
        },
    };

    public static JsonObject Fixed(Colour colour) => new() { ["fixedColor"] = colour.Name, ["mode"] = "fixed" };

    public static JsonObject Steps(Thresholds thresholds) => new()
    {
        ["mode"] = "absolute",
        ["steps"] = JsonText.Array(thresholds.Steps, step => new JsonObject { ["color"] = step.Colour.Name, ["value"] = step.From }),
    };

    public static JsonArray Mappings(IReadOnlyList<ValueMapping> mappings) => new([.. mappings.Select(Mapping)]);

    public static JsonObject Override(string field, params IEnumerable<(string Id, JsonNode? Value)> properties) => new()
    {
        ["matcher"] = new JsonObject { ["id"] = "byName", ["options"] = field },
        ["properties"] = JsonText.Array(properties, property => new JsonObject { ["id"] = property.Id, ["value"] = property.Value }),
    };

    private static JsonObject Mapping(ValueMapping mapping, int index)
    {
        var result = new JsonObject { ["color"] = mapping.Colour.Name, ["index"] = index, ["text"] = mapping.Text };
        return mapping.From.Equals(mapping.To)
            ? new JsonObject { ["type"] = "value", ["options"] = new JsonObject { [Number(mapping.From)] = result } }
            : new JsonObject { ["type"] = "range", ["options"] = new JsonObject { ["from"] = Finite(mapping.From), ["to"] = Finite(mapping.To), ["result"] = result } };
    }

    private static string Number(double value) => FormattableString.Invariant($"{value}");

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static void Put(JsonObject to, string key, JsonNode? value)
    {
        if (value is not null)
        {
            to[key] = value;
        }
    }
}
