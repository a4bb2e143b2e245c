using System.Text.Json.Nodes;
using Analytics.Catalog;

namespace Analytics.Gateway.OpenApi;

/// <summary>The events of the catalog as JSON Schema 2020-12 (the dialect of OpenAPI 3.1): one schema for each kind, told apart by category and action.</summary>
internal static class EventSchemas
{
    private const string Prefix = "#/components/schemas/";

    /// <summary>All schemas, by name.</summary>
    public static IEnumerable<(string Name, JsonObject Schema)> All()
    {
        var kinds = CatalogIndex.Default.Events;
        yield return ("Event", new JsonObject
        {
            ["description"] = "One event of a kind of the catalog. Unknown properties are dropped with a warning.",
            ["oneOf"] = new JsonArray([.. kinds.Select(kind => Reference(NameOf(kind)))]),
        });
        yield return ("PrivacyFlags", new JsonObject
        {
            ["type"] = "object",
            ["description"] = "What the person allows. Required as soon as a user or a session is named; canTrack: false keeps nothing of the event but a count.",
            ["required"] = new JsonArray("canTrack", "canProfile", "canShare"),
            ["properties"] = new JsonObject
            {
                ["canTrack"] = Type("boolean"), ["canProfile"] = Type("boolean"), ["canShare"] = Type("boolean"), ["consentDate"] = Time(), ["consentVersion"] = Type("string"),
            },
        });
        yield return ("DeviceInfo", Context(FieldPlace.Device));
        yield return ("UserSegment", Context(FieldPlace.Segment));
        foreach (var kind in kinds)
        {
            yield return (NameOf(kind), Schema(kind));
        }
    }

    public static JsonObject Reference(string name) => new() { ["$ref"] = Prefix + name };

    public static JsonObject Type(string type, string? description = null)
    {
        var made = new JsonObject { ["type"] = type };
        if (description is not null)
        {
            made["description"] = description;
        }

        return made;
    }

    public static JsonObject Time() => new() { ["type"] = "string", ["format"] = "date-time" };

    private static string NameOf(EventKind kind) => "event." + kind.Name;

    private static JsonObject Schema(EventKind kind)
    {
        var required = new List<string> { "id", "timestamp", "eventType", "category", "action" };
        if (kind.Type == EventType.UserAction)
        {
            required.Add("sessionId");
        }

        var properties = new JsonObject
        {
            ["id"] = new JsonObject { ["type"] = "string", ["minLength"] = 1, ["description"] = "Unique within the source: the same id again counts once." },
            ["timestamp"] = Time(),
            ["userId"] = Type("string", "Kept as a pseudonym only, and only if canProfile."),
            ["sessionId"] = Type("string", "Kept as a pseudonym only."),
            ["eventType"] = Const(WireName.Of(kind.Type)),
            ["category"] = Const(kind.Category),
            ["action"] = Const(kind.Action),
            ["label"] = Type("string"),
            ["value"] = Type("number"),
            ["properties"] = Place(kind, FieldPlace.Properties, required, "properties"),
            ["deviceInfo"] = Place(kind, FieldPlace.Device, required, "deviceInfo"),
            ["userSegment"] = Place(kind, FieldPlace.Segment, required, "userSegment"),
            ["privacyFlags"] = Reference("PrivacyFlags"),
        };
        var made = new JsonObject { ["type"] = "object", ["title"] = kind.Name, ["description"] = kind.Help, ["required"] = Names(required), ["properties"] = properties };
        if (kind.Deprecated is { } instead)
        {
            made["deprecated"] = true;
            made["description"] = $"{kind.Help} Deprecated: {instead}";
        }

        made["examples"] = new JsonArray(JsonNode.Parse(EventExample.Json(kind)));
        return made;
    }

    private static JsonObject Place(EventKind kind, FieldPlace place, List<string> requiredOfEvent, string name)
    {
        var fields = kind.Fields.Where(own => own.Field.Place == place).ToList();
        var required = fields.Where(own => own.Required).Select(own => own.Field.JsonName).ToList();
        if (required.Count > 0)
        {
            requiredOfEvent.Add(name);
        }

        var made = place switch { FieldPlace.Device => Reference("DeviceInfo"), FieldPlace.Segment => Reference("UserSegment"), _ => Type("object") };
        if (place == FieldPlace.Properties)
        {
            made["properties"] = new JsonObject(fields.Select(own => KeyValuePair.Create(own.Field.JsonName, (JsonNode?)Schema(own))));
        }

        if (required.Count > 0)
        {
            made["required"] = Names(required);
        }

        return made;
    }

    private static JsonObject Context(FieldPlace place)
    {
        var fields = CatalogIndex.Default.Events.SelectMany(kind => kind.Fields).Where(own => own.Field.Place == place).DistinctBy(own => own.Field);
        return new JsonObject { ["type"] = "object", ["properties"] = new JsonObject(fields.Select(own => KeyValuePair.Create(own.Field.JsonName, (JsonNode?)Schema(own with { Deprecated = null })))) };
    }

    private static JsonObject Schema(EventField own)
    {
        var field = own.Field;
        JsonObject made = field switch
        {
            ChoiceField choice => new() { ["type"] = "string", ["enum"] = Names(choice.Values) },
            TextField text => new() { ["type"] = "string", ["maxLength"] = text.MaxLength },
            BudgetedField text => new() { ["type"] = "string", ["maxLength"] = text.MaxLength },
            NumberField number => new() { ["type"] = number.Integral ? "integer" : "number", ["minimum"] = number.Minimum, ["maximum"] = number.Maximum, ["x-unit"] = number.Unit.Ucum },
            MoneyField => new() { ["type"] = "number", ["minimum"] = 0, ["maximum"] = MoneyField.Maximum, ["multipleOf"] = 0.0001m },
            _ => throw new InvalidOperationException($"no schema for {field.GetType().Name}"),
        };
        made["description"] = own.Deprecated is { } instead ? $"{field.Help} Deprecated: {instead}" : field.Help;
        if (own.Deprecated is not null)
        {
            made["deprecated"] = true;
        }

        made["x-sensitivity"] = WireName.Of(field.Sensitivity);
        return made;
    }

    private static JsonObject Const(string value) => new() { ["const"] = value };

    private static JsonArray Names(IEnumerable<string> names) => new([.. names.Select(name => JsonValue.Create(name))]);
}
