using System.Text.Json;
using System.Text.Json.Nodes;
using Analytics.Grafana.Schema;

namespace Analytics.Integration.Tests.Access;

/// <summary>The schemas of an OpenAPI document, held against what is sent: rewritten for the house's own checker, without what only explains.</summary>
internal sealed class DocumentSchemas
{
    private const string Prefix = "#/components/schemas/";

    /// <summary>Words that say something about a value and forbid none of those that the gateway answers.</summary>
    private static readonly HashSet<string> Explaining = ["description", "title", "format", "examples", "deprecated", "maxItems", "minLength", "maxLength", "multipleOf"];

    private readonly JsonObject _definitions;

    public DocumentSchemas(JsonObject document) =>
        _definitions = new JsonObject(document["components"]!["schemas"]!.AsObject().Select(schema => KeyValuePair.Create(schema.Key, (JsonNode?)Rewrite(schema.Value!))));

    public void Check(JsonNode schema, JsonNode value, string what)
    {
        var whole = Rewrite(schema);
        whole["definitions"] = _definitions.DeepClone();
        var errors = JsonSchema.Load(JsonElement.Parse(whole.ToJsonString())).Check(JsonElement.Parse(value.ToJsonString()));
        Assert.True(errors.Count == 0, $"{what}: {string.Join("; ", errors)}: {value.ToJsonString()}");
    }

    private static JsonObject Rewrite(JsonNode schema)
    {
        var made = new JsonObject();
        foreach (var (word, value) in schema.AsObject().Where(word => !Explaining.Contains(word.Key) && !word.Key.StartsWith("x-", StringComparison.Ordinal)))
        {
            var (name, content) = word switch
            {
                "$ref" => (word, JsonValue.Create("#/definitions/" + ((string)value!)[Prefix.Length..])),
                "properties" => (word, new JsonObject(value!.AsObject().Select(one => KeyValuePair.Create(one.Key, (JsonNode?)Rewrite(one.Value!))))),
                "items" => (word, Rewrite(value!)),
                "oneOf" => ("anyOf", new JsonArray([.. value!.AsArray().Select(one => Rewrite(one!))])),
                _ => (word, value!.DeepClone()),
            };
            made[name] = content;
        }

        return made;
    }
}
