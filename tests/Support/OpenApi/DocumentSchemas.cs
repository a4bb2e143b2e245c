using System.Text.Json;
using System.Text.Json.Nodes;
using Analytics.Grafana.Schema;

namespace Analytics.Testing.OpenApi;

/// <summary>The schemas of an OpenAPI document, held against what is sent: rewritten for the house's own checker, without what only explains.</summary>
public sealed class DocumentSchemas
{
    private const string Prefix = "#/components/schemas/";

    /// <summary>Words that say something about a value and forbid none of those that the gateway answers.</summary>
    private static readonly HashSet<string> Explaining = ["description", "title", "format", "examples", "deprecated", "maxItems", "minLength", "maxLength", "multipleOf"];

    private readonly JsonObject _schemas;

    public DocumentSchemas(JsonObject document) => _schemas = document["components"]!["schemas"]!.AsObject();

    /// <summary>What is wrong with a request.</summary>
    public IReadOnlyList<string> Check(JsonNode schema, JsonNode value) => Check(schema, value, isClosed: false);

    /// <summary>What is wrong with an answer. It may have no property that the document does not name.</summary>
    public IReadOnlyList<string> CheckAnswer(JsonNode schema, JsonNode value) => Check(schema, value, isClosed: true);

    private IReadOnlyList<string> Check(JsonNode schema, JsonNode value, bool isClosed)
    {
        var whole = Rewrite(schema, isClosed);
        var definitions = new JsonObject();
        Define(whole, definitions, isClosed);
        whole["definitions"] = definitions;
        return [.. JsonSchema.Load(JsonElement.Parse(whole.ToJsonString())).Check(JsonElement.Parse(value.ToJsonString())).Select(error => $"{error}")];
    }

    /// <summary>Adds the schemas that this one leads to.</summary>
    private void Define(JsonNode made, JsonObject definitions, bool isClosed)
    {
        foreach (var name in References(made).Where(name => !definitions.ContainsKey(name)).ToList())
        {
            var definition = Rewrite(_schemas[name]!, isClosed);
            if (definitions.TryAdd(name, definition))
            {
                Define(definition, definitions, isClosed);
            }
        }
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject holder => holder.SelectMany(one => one.Key == "$ref" ? [((string)one.Value!)["#/definitions/".Length..]] : References(one.Value)),
        JsonArray list => list.SelectMany(References),
        _ => [],
    };

    private static JsonObject Rewrite(JsonNode schema, bool isClosed)
    {
        var made = new JsonObject();
        foreach (var (word, value) in schema.AsObject().Where(word => !Explaining.Contains(word.Key) && !word.Key.StartsWith("x-", StringComparison.Ordinal)))
        {
            var (name, content) = word switch
            {
                "$ref" => (word, JsonValue.Create("#/definitions/" + ((string)value!)[Prefix.Length..])),
                "properties" => (word, new JsonObject(value!.AsObject().Select(one => KeyValuePair.Create(one.Key, (JsonNode?)Rewrite(one.Value!, isClosed))))),
                "items" => (word, Rewrite(value!, isClosed)),
                "oneOf" => ("anyOf", new JsonArray([.. value!.AsArray().Select(one => Rewrite(one!, isClosed))])),
                _ => (word, value!.DeepClone()),
            };
            made[name] = content;
        }

        if (isClosed && made["properties"] is not null)
        {
            made["additionalProperties"] = false;
        }

        return made;
    }
}
