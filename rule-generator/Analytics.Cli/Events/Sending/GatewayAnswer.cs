using System.Text;
using System.Text.Json;

namespace Analytics.Cli.Events.Sending;

/// <summary>What the gateway says when it says no: a message from the events' doors, the detail of problem details (RFC 9457) from the others.</summary>
internal static class GatewayAnswer
{
    private const int Most = 400;

    /// <summary>One line for a person; what stands between us and the gateway may answer something that is no JSON.</summary>
    public static string Said(byte[] body)
    {
        var text = Encoding.UTF8.GetString(body, 0, Math.Min(body.Length, Most)).ReplaceLineEndings(" ");
        try
        {
            using var json = JsonDocument.Parse(body);
            return Text(json.RootElement, "message") ?? Text(json.RootElement, "detail") ?? Text(json.RootElement, "error") ?? text;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return text;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
