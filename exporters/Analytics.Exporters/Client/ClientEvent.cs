using System.Globalization;
using System.Text.Json;
using Analytics.Catalog;

namespace Analytics.Exporters.Client;

/// <summary>What a person allows, as the app asked.</summary>
/// <param name="CanTrack">Whether the event may be kept at all.</param>
/// <param name="CanProfile">Whether it may be kept under the person's pseudonym.</param>
/// <param name="CanShare">Whether it may be shared outside the company.</param>
/// <param name="Since">When the person said so; null when unknown.</param>
/// <param name="Version">The version of the text that the person agreed to; null when unknown.</param>
public sealed record Consent(bool CanTrack, bool CanProfile, bool CanShare, DateTimeOffset? Since = null, string? Version = null);

/// <summary>One event of an app, of a kind of the catalog.</summary>
/// <param name="Kind">The kind: <c>EngagementEvents.SessionStarted</c>.</param>
public sealed record ClientEvent(EventKind Kind)
{
    /// <summary>Unique within the source; made from chance and a number when null or empty.</summary>
    public string? Id { get; init; }

    /// <summary>When it happened; now when null.</summary>
    public DateTimeOffset? At { get; init; }

    public string? UserId { get; init; }

    public string? SessionId { get; init; }

    public string? Label { get; init; }

    public double? Value { get; init; }

    /// <summary>Required as soon as a user or a session is named.</summary>
    public Consent? Consent { get; init; }

    /// <summary>The values of its fields: text, numbers, decimals for money, and members of the field's enum for choices.</summary>
    public IReadOnlyDictionary<Field, object> Fields { get; init; } = new Dictionary<Field, object>();

    /// <summary>The event as the gateway reads it.</summary>
    /// <exception cref="ArgumentException">A value is of a type that no field has.</exception>
    internal byte[] ToJson(string id, DateTimeOffset now)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("id", string.IsNullOrEmpty(Id) ? id : Id);
            json.WriteString("timestamp", Iso(At ?? now));
            json.WriteString("eventType", WireName.Of(Kind.Type));
            json.WriteString("category", Kind.Category);
            json.WriteString("action", Kind.Action);
            WriteText(json, "userId", UserId);
            WriteText(json, "sessionId", SessionId);
            WriteText(json, "label", Label);
            if (Value is { } value)
            {
                json.WriteNumber("value", value);
            }

            WriteConsent(json);
            foreach (var place in Fields.GroupBy(pair => pair.Key.Place))
            {
                json.WriteStartObject(place.Key switch { FieldPlace.Device => "deviceInfo", FieldPlace.Segment => "userSegment", _ => "properties" });
                foreach (var (field, content) in place)
                {
                    json.WritePropertyName(field.JsonName);
                    WriteValue(json, content);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    internal static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private void WriteConsent(Utf8JsonWriter json)
    {
        if (Consent is not { } consent)
        {
            return;
        }

        json.WriteStartObject("privacyFlags");
        json.WriteBoolean("canTrack", consent.CanTrack);
        json.WriteBoolean("canProfile", consent.CanProfile);
        json.WriteBoolean("canShare", consent.CanShare);
        WriteText(json, "consentDate", consent.Since is { } since ? Iso(since) : null);
        WriteText(json, "consentVersion", consent.Version);
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }

    private static void WriteValue(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case string text:
                json.WriteStringValue(text);
                break;
            case Enum choice:
                json.WriteStringValue(NameOf(choice));
                break;
            case decimal money:
                json.WriteNumberValue(money);
                break;
            case IConvertible number and not (bool or char or DateTime):
                json.WriteNumberValue(number.ToDouble(CultureInfo.InvariantCulture));
                break;
            default:
                throw new ArgumentException($"no field of an event has a {value.GetType().Name}", nameof(value));
        }
    }

    private static string NameOf(Enum choice) =>
        (string)typeof(WireName).GetMethod(nameof(WireName.Of))!.MakeGenericMethod(choice.GetType()).Invoke(null, [choice])!;
}
