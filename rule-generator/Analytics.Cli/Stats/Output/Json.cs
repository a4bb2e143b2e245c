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

    public static void Print(JsonNode node) => Console.Out.Write(node.ToJsonString(Indented) + "\n");

    // Dividing by this one removes trailing zeros: 12.500 is printed as 12.5.
    private static decimal Trim(decimal value) => value / 1.0000000000000000000000000000m;
}
