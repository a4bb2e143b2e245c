using System.Globalization;
using System.Text.Json.Nodes;
using Analytics.Catalog;

namespace Analytics.Testing.Intake;

/// <summary>Valid events as JSON, made from the catalog, to be spoiled by tests.</summary>
public static class EventJson
{
    /// <summary>An event of a kind with all its required fields and nothing else that is optional.</summary>
    public static JsonObject Of(EventKind kind, string id, DateTimeOffset at, string user = "user-1", string session = "session-1")
    {
        var made = new JsonObject
        {
            ["id"] = id,
            ["timestamp"] = Iso(at),
            ["userId"] = user,
            ["sessionId"] = session,
            ["eventType"] = WireName.Of(kind.Type),
            ["category"] = kind.Category,
            ["action"] = kind.Action,
            ["properties"] = new JsonObject(),
            ["deviceInfo"] = new JsonObject { ["platform"] = "ios", ["appVersion"] = "5.2.0", ["osVersion"] = "18.1" },
            ["privacyFlags"] = new JsonObject { ["canTrack"] = true, ["canProfile"] = true, ["canShare"] = false, ["consentDate"] = Iso(at.AddDays(-100)), ["consentVersion"] = "3" },
        };
        foreach (var own in kind.Fields.Where(own => own.Required))
        {
            Set(made, own.Field, JsonNode.Parse(own.Field.ExampleJson));
        }

        return made;
    }

    /// <summary>A live session.started: the event that tests use when the kind does not matter.</summary>
    public static JsonObject Session(string id, DateTimeOffset at) => Of(EngagementEvents.SessionStarted, id, at);

    /// <summary>Puts a field's value in its place.</summary>
    public static JsonObject Set(this JsonObject made, Field field, JsonNode? value)
    {
        var place = field.Place switch { FieldPlace.Device => "deviceInfo", FieldPlace.Segment => "userSegment", _ => "properties" };
        var holder = made[place] as JsonObject ?? new JsonObject();
        holder[field.JsonName] = value;
        made[place] = holder.Parent is null ? holder : made[place]!.DeepClone();
        return made;
    }

    /// <summary>A request's body.</summary>
    public static string Request(params IEnumerable<JsonNode> events) => new JsonObject { ["events"] = new JsonArray([.. events.Select(one => one.DeepClone())]) }.ToJsonString();

    /// <summary>As JavaScript's <c>Date</c> prints itself.</summary>
    public static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
