using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Analytics.Cli.Stats.Output;

/// <summary>JSON answers: shortest round-trip numbers, null where a number would not be finite, two-space indentation, LF.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static JsonNode? Number(double? value) => value is { } number && double.IsFinite(number) ? JsonValue.Create(number) : null;

    public static JsonNode? Number(decimal? value) => value is { } number ? JsonValue.Create(Trim(number)) : null;

    public static JsonArray Pair(double? low, double? high) => [Number(low), Number(high)];

    public static void Print(JsonNode node)
    {
        KeepFinite(node);
        Console.Out.Write(node.ToJsonString(Indented) + "\n");
    }

    // Values near the largest double overflow in sums of squares: what cannot be said is null, in every answer.
    private static void KeepFinite(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var (name, value) in map.ToArray())
                {
                    if (IsFinite(value))
                    {
                        KeepFinite(value);
                    }
                    else
                    {
                        map[name] = null;
                    }
                }

                break;
            case JsonArray list:
                for (var i = 0; i < list.Count; i++)
                {
                    if (IsFinite(list[i]))
                    {
                        KeepFinite(list[i]);
                    }
                    else
                    {
                        list[i] = null;
                    }
                }

                break;
        }
    }

    private static bool IsFinite(JsonNode? node) => node is not JsonValue value || !value.TryGetValue<double>(out var number) || double.IsFinite(number);

    // Dividing by this one removes trailing zeros: 12.500 is printed as 12.5.
    private static decimal Trim(decimal value) => value / 1.0000000000000000000000000000m;
}
