using System.Text;

namespace Analytics.Catalog;

/// <summary>A valid event of each kind, as a client would send it.</summary>
public static class EventExample
{
    /// <summary>The required fields and the kind's own optional ones, in the envelope of the door.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="id">The event's id.</param>
    /// <param name="timestamp">ISO 8601 with offset.</param>
    public static string Json(EventKind kind, string id = "4a2f7b1e-0001", string timestamp = "2026-11-21T09:30:00.000Z")
    {
        var text = new StringBuilder();
        text.Append("{\"id\":\"").Append(id).Append("\",\"timestamp\":\"").Append(timestamp).Append("\",\"userId\":\"user-1\",\"sessionId\":\"session-1\",");
        text.Append("\"eventType\":\"").Append(WireName.Of(kind.Type)).Append("\",\"category\":\"").Append(kind.Category).Append("\",\"action\":\"").Append(kind.Action).Append("\",");
        Object(text, "properties", kind, FieldPlace.Properties);
        Object(text, "deviceInfo", kind, FieldPlace.Device);
        Object(text, "userSegment", kind, FieldPlace.Segment);
        return text.Append("\"privacyFlags\":{\"canTrack\":true,\"canProfile\":true,\"canShare\":false,\"consentDate\":\"2026-01-01T00:00:00Z\",\"consentVersion\":\"2\"}}").ToString();
    }

    private static void Object(StringBuilder text, string name, EventKind kind, FieldPlace place)
    {
        var fields = kind.Fields.Where(own => own.Field.Place == place && (own.Required || place == FieldPlace.Properties)).Select(own => own.Field).ToList();
        if (fields.Count > 0 || place == FieldPlace.Properties)
        {
            text.Append('"').Append(name).Append("\":{").AppendJoin(',', fields.Select(field => $"\"{field.JsonName}\":{field.ExampleJson}")).Append("},");
        }
    }
}
