using System.Text.Json;

namespace Analytics.Grafana.Lint;

/// <summary>Reads JSON that may be wrong in any way: what is not there, or is something else, is empty.</summary>
internal static class JsonReading
{
    /// <summary>The text of a key; empty when there is none.</summary>
    public static string Text(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.Find(path) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : string.Empty;

    /// <summary>The items of an array; none when there is no array.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.Find(path) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    public static JsonElement? Find(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var key in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(key, out element))
            {
                return null;
            }
        }

        return element;
    }
}
