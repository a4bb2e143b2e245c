using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Analytics.Grafana.Json;

/// <summary>The one way in which this room writes JSON: indented by 2, line feeds, no escapes that a reader would not need.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        IndentSize = 2,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Print(JsonNode node) => node.ToJsonString(Options) + "\n";

    public static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode?> write) => new([.. items.Select(write)]);

    public static JsonArray Texts(params IEnumerable<string> texts) => Array(texts, text => JsonValue.Create(text));
}
