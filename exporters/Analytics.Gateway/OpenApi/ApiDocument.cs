using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Analytics.Catalog;
using Analytics.Gateway.Access;
using Analytics.Gateway.Problems;
using static Analytics.Gateway.OpenApi.EventSchemas;

namespace Analytics.Gateway.OpenApi;

/// <summary>The gateway's contract as an OpenAPI 3.1 document: paths and roles from <see cref="EndpointTable"/>, events from the catalog. Served at <c>/openapi.json</c>.</summary>
internal static class ApiDocument
{
    private const string Json = "application/json";

    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Map(IEndpointRouteBuilder routes)
    {
        var body = Encoding.UTF8.GetBytes(Print());
        routes.MapGet("/openapi.json", context =>
        {
            context.Response.ContentType = Json;
            context.Response.ContentLength = body.Length;
            return context.Response.Body.WriteAsync(body, 0, body.Length, context.RequestAborted);
        });
    }

    /// <summary>The document as text: the same bytes for the same catalog and table.</summary>
    public static string Print() => Build().ToJsonString(Format) + "\n";

    private static JsonObject Build()
    {
        var schemas = new JsonObject();
        foreach (var (name, schema) in EventSchemas.All().Concat(ApiSchemas.All()))
        {
            schemas[name] = schema;
        }

        var paths = new JsonObject();
        foreach (var route in EndpointTable.All.GroupBy(row => row.Route))
        {
            paths[route.Key] = new JsonObject(route.Select(row => KeyValuePair.Create(row.Method.ToLowerInvariant(), (JsonNode?)Operation(row))));
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Analytics gateway",
                ["version"] = "1",
                ["description"] = "Events in: acknowledged means flushed to disk. Each operation lists the roles that may use it (x-roles); evolution of event kinds is checked against the last release.",
                ["license"] = new JsonObject { ["name"] = "Apache-2.0", ["identifier"] = "Apache-2.0" },
            },
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject
                {
                    ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" },
                    ["apiKey"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "X-Api-Key" },
                },
                ["schemas"] = schemas,
            },
        };
    }

    private static JsonObject Operation(EndpointAccess row)
    {
        var own = ApiOperation.Of(row);
        var operation = new JsonObject
        {
            ["operationId"] = OperationId(row),
            ["summary"] = row.About,
            ["security"] = row.IsOpen ? new JsonArray() : new JsonArray(new JsonObject { ["bearer"] = new JsonArray() }, new JsonObject { ["apiKey"] = new JsonArray() }),
            ["x-roles"] = new JsonArray([.. row.Who.Roles.Select(role => JsonValue.Create(WireName.Of(role)))]),
        };
        if (row.Audited is { } act)
        {
            operation["x-audited"] = act;
        }

        if (Parameters(row, own) is { Count: > 0 } parameters)
        {
            operation["parameters"] = parameters;
        }

        if (own.Request is { } request)
        {
            operation["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Content(request, own.AlsoTakes, ApiExamples.Of(request)) };
        }

        var responses = new JsonObject { [$"{own.Status}"] = Response(row, own.Status, own.Status == 202 ? "taken, and on the disk" : "done", own.Answer, own.AlsoTakes) };
        if (own.Again is { } again)
        {
            responses[$"{again}"] = Response(row, again, "it was there, with the same content", own.Answer, own.AlsoTakes);
        }

        foreach (var (status, meaning, schema) in own.RefusalsOf(row))
        {
            responses[$"{status}"] = Response(row, status, meaning, schema, own.AlsoTakes);
        }

        operation["responses"] = responses;
        return operation;
    }

    private static JsonArray Parameters(EndpointAccess row, ApiOperation own)
    {
        var parameters = new JsonArray();
        foreach (var name in row.Route.Split('/').Where(part => part.StartsWith('{')).Select(part => part.Trim('{', '}').Split(':')[0]))
        {
            parameters.Add(Parameter(name, "path", required: true, Type("string"), ""));
        }

        if (row.AdminWith is { } flag)
        {
            parameters.Add(Parameter(flag, "query", required: false, Type("boolean"), "Needs the role admin, and is written into the audit log."));
        }

        foreach (var question in own.Query)
        {
            parameters.Add(Parameter(question.Name, "query", question.Required, Type("string"), question.About));
        }

        if (own.Request is not null)
        {
            parameters.Add(Parameter("Content-Encoding", "header", required: false, new JsonObject { ["type"] = "string", ["enum"] = new JsonArray("gzip", "x-gzip", "identity") }, "The bounds hold for what is inside."));
        }

        if (ApiOperation.TakesEvents(row))
        {
            parameters.Add(Parameter(AccessGuard.SourceHeader, "header", required: false, new JsonObject { ["type"] = "string", ["pattern"] = "^[A-Za-z0-9._-]{1,64}$" }, "Who numbers the ids."));
        }

        return parameters;
    }

    private static JsonObject Parameter(string name, string place, bool required, JsonObject schema, string description) =>
        new() { ["name"] = name, ["in"] = place, ["required"] = required, ["description"] = description, ["schema"] = schema };

    private static JsonObject Response(EndpointAccess row, int status, string description, string schema, string? also)
    {
        var response = new JsonObject { ["description"] = description };
        if (ApiOperation.Of(row).HeaderOf(status) is { } header)
        {
            response["headers"] = new JsonObject { [header.Name] = new JsonObject { ["required"] = true, ["description"] = header.About, ["schema"] = Type(header.Type) } };
        }

        if (!HttpMethods.IsHead(row.Method))
        {
            response["content"] = Content(schema, also);
        }

        return response;
    }

    private static JsonObject Content(string schema, string? also, JsonNode? example = null)
    {
        var json = new JsonObject { ["schema"] = Reference(schema) };
        if (example is not null)
        {
            json["example"] = example;
        }

        var content = new JsonObject { [schema == ApiOperation.ProblemSchema ? Problem.MediaType : Json] = json };
        if (also is not null)
        {
            // The same message in another encoding; OpenAPI has no schema for it.
            content[also] = new JsonObject();
        }

        return content;
    }

    /// <summary><c>post.api.analytics.events</c>: unique, since method and route are.</summary>
    private static string OperationId(EndpointAccess row) =>
        row.Method.ToLowerInvariant() + string.Concat(row.Route.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(part => "." + part.Trim('{', '}')));
}
