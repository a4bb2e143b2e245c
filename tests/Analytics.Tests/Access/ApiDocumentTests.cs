using System.Text.Json;
using System.Text.Json.Nodes;
using Analytics.Catalog;
using Analytics.Gateway.Access;
using Analytics.Gateway.OpenApi;
using Analytics.Testing;
using Microsoft.OpenApi;

namespace Analytics.Tests.Access;

/// <summary>The published contract says what the catalog and the table of endpoints say.</summary>
public sealed class ApiDocumentTests
{
    private static readonly JsonObject Document = (JsonObject)JsonNode.Parse(ApiDocument.Print())!;

    [Fact]
    public void The_document_is_printed_beside_the_gateway() => Golden.Match(ApiDocument.Print(), "exporters/Analytics.Gateway/openapi.json");

    [Fact]
    public void It_is_an_OpenAPI_3_1_document_to_somebody_elses_reader()
    {
        var read = OpenApiDocument.Parse(ApiDocument.Print(), "json");
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic!.SpecificationVersion);
        Assert.Empty(read.Diagnostic.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.Equal(EndpointTable.All.Count, read.Document!.Paths.Sum(path => path.Value.Operations!.Count));
    }

    [Fact]
    public void Every_endpoint_and_every_kind_is_in_it()
    {
        Assert.All(EndpointTable.All, row => Assert.NotNull(Document["paths"]![row.Route]![row.Method.ToLowerInvariant()]));
        Assert.All(CatalogIndex.Default.Events, kind => Assert.NotNull(Document["components"]!["schemas"]!["event." + kind.Name]));
        Assert.Equal(CatalogIndex.Default.Events.Count, Document["components"]!["schemas"]!["Event"]!["oneOf"]!.AsArray().Count);
    }

    [Fact]
    public void Every_reference_leads_somewhere_and_operations_have_names_of_their_own()
    {
        var references = Nodes(Document).OfType<JsonObject>().Select(node => node["$ref"]).OfType<JsonValue>().Select(value => (string)value!).ToList();
        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.NotNull(Document["components"]!["schemas"]![reference["#/components/schemas/".Length..]]));
        var ids = Nodes(Document).OfType<JsonObject>().Select(node => node["operationId"]).OfType<JsonValue>().Select(value => (string)value!).ToList();
        Assert.Equal(EndpointTable.All.Count, ids.Distinct().Count());
    }

    /// <summary>The examples are events that intake takes (a test of the catalog); here they are held against the published schemas.</summary>
    [Fact]
    public void The_example_of_each_kind_fits_its_schema()
    {
        var schemas = Document["components"]!["schemas"]!;
        foreach (var kind in CatalogIndex.Default.Events)
        {
            var schema = schemas["event." + kind.Name]!;
            var example = (JsonObject)schema["examples"]![0]!;
            Assert.All(schema["required"]!.AsArray(), name => Assert.True(example.ContainsKey((string)name!), $"{kind.Name}: {name}"));
            foreach (var (name, value) in (JsonObject)example["properties"]!)
            {
                var field = schema["properties"]!["properties"]!["properties"]![name];
                Assert.True(field is not null, $"{kind.Name}: {name}");
                Assert.Equal((string)field["type"]! == "string" ? JsonValueKind.String : JsonValueKind.Number, value!.GetValueKind());
                if (field["enum"] is JsonArray values)
                {
                    Assert.Contains((string)value!, values.Select(one => (string)one!));
                }
            }
        }
    }

    private static IEnumerable<JsonNode> Nodes(JsonNode node) => [node, .. node switch
    {
        JsonObject holder => holder.Select(property => property.Value).OfType<JsonNode>().SelectMany(Nodes),
        JsonArray list => list.OfType<JsonNode>().SelectMany(Nodes),
        _ => [],
    }];
}
