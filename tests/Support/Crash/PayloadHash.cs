using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Analytics.Catalog;

namespace Analytics.Testing.Crash;

/// <summary>
/// One hash for an event as a client sent it and as a row has it, computed here from the catalog, apart from the gateway: kind, time, every field,
/// whether somebody is named. Pseudonyms differ from what was sent, on purpose.
/// </summary>
public static class PayloadHash
{
    private static readonly Dictionary<string, EventKind> Kinds = CatalogIndex.Default.Events.ToDictionary(kind => kind.Name, StringComparer.Ordinal);

    /// <summary>Of an event as it was sent.</summary>
    public static string OfSent(JsonElement sent) => Hash(TextOfSent(sent));

    /// <summary>Of a row of the table <c>events</c>.</summary>
    public static string OfRow(string kind, DateTimeOffset occurredAt, bool named, string properties) => Hash(TextOfRow(kind, occurredAt, named, properties));

    /// <summary>What is hashed, field by field, to say where two differ.</summary>
    public static IReadOnlyList<string> TextOfSent(JsonElement sent)
    {
        var kind = Kinds[$"{sent.GetProperty("category").GetString()}.{sent.GetProperty("action").GetString()}"];
        var named = sent.TryGetProperty("userId", out var user) && user.ValueKind == JsonValueKind.String
            && sent.GetProperty("privacyFlags").GetProperty("canProfile").GetBoolean();
        return Of(kind, sent.GetProperty("timestamp").GetDateTimeOffset(), named, field => sent.TryGetProperty(Place(field), out var place) && place.TryGetProperty(field.JsonName, out var value) ? value : null);
    }

    /// <inheritdoc cref="TextOfSent"/>
    public static IReadOnlyList<string> TextOfRow(string kind, DateTimeOffset occurredAt, bool named, string properties)
    {
        using var document = JsonDocument.Parse(properties);
        return Of(Kinds[kind], occurredAt, named, field => document.RootElement.TryGetProperty(field.Name, out var value) ? value : null);
    }

    private static List<string> Of(EventKind kind, DateTimeOffset at, bool named, Func<Field, JsonElement?> valueOf)
    {
        var texts = new List<string> { kind.Name, at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), named ? "named" : "nobody" };
        foreach (var field in kind.Fields.Select(own => own.Field))
        {
            if (valueOf(field) is { ValueKind: not JsonValueKind.Null } value)
            {
                texts.Add($"{field.Name}={(value.ValueKind == JsonValueKind.Number ? Number(value) : value.ToString())}");
            }
        }

        return texts;
    }

    private static string Hash(IEnumerable<string> texts) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('|', texts))))[..32];

    private static string Number(JsonElement value) => (value.GetDouble() + 0.0).ToString("R", CultureInfo.InvariantCulture);

    private static string Place(Field field) => field.Place switch { FieldPlace.Device => "deviceInfo", FieldPlace.Segment => "userSegment", _ => "properties" };
}
