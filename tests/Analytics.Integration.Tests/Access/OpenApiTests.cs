using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Analytics.Gateway.OpenApi;
using Analytics.Testing.OpenApi;
using Analytics.Testing.Peers;

namespace Analytics.Integration.Tests.Access;

/// <summary>The served document against the gateway that serves it: every operation is called as the document says, and made to refuse.</summary>
[Collection<KeyedGatewayCollection>]
public sealed class OpenApiTests(KeyedGateway gateway)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>What the required parameters are asked with.</summary>
    private static readonly Dictionary<string, string> Questions = new() { ["metrics"] = "engagement:active_users:daily", ["key"] = "k1" };

    /// <summary>Headers by which programs decide.</summary>
    private static readonly string[] Telling = ["Retry-After", "WWW-Authenticate", "Accept-Encoding", "Location"];

    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private string _erasure = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_operation_answers_as_the_document_says()
    {
        using var served = await gateway.SendAsync(HttpMethod.Get, "/openapi.json", null, cancel: Cancel);
        var document = (JsonObject)JsonNode.Parse(await served.Content.ReadAsStringAsync(Cancel))!;
        var schemas = new DocumentSchemas(document);
        foreach (var (path, methods) in (JsonObject)document["paths"]!)
        {
            foreach (var (method, operation) in (JsonObject)methods!)
            {
                await Check(new Called(path, new HttpMethod(method.ToUpperInvariant()), operation!), schemas);
            }
        }
    }

    private async Task Check(Called one, DocumentSchemas schemas)
    {
        var good = one.Operation["responses"]!.AsObject().Select(response => int.Parse(response.Key, CultureInfo.InvariantCulture)).Where(status => status < 300).Max();
        if (one.Path.Contains("{request}", StringComparison.Ordinal))
        {
            // A withdrawal can be seen as soon as it is in PostgreSQL.
            await Eventually.Holds(async cancel =>
            {
                using var response = await gateway.SendAsync(one.Method, one.Path.Replace("{request}", _erasure, StringComparison.Ordinal), gateway.Everything, cancel: cancel);
                return (int)response.StatusCode == 200;
            }, "the withdrawal is known", cancel: Cancel);
        }

        var example = one.Operation["requestBody"]?["content"]!["application/json"]!;
        var body = example?["example"]!.ToJsonString();
        if (example is not null)
        {
            Fits(schemas.Check(example["schema"]!, JsonNode.Parse(body!)!), $"{one}: the example");
        }

        var answer = await Answer(one, schemas, good, gateway.Everything, body, "application/json");
        Assert.False(answer["rejected"] is { } rejected && (int)rejected != 0, $"{one}: the example is refused: {answer.ToJsonString()}");
        Assert.False(answer["partialSuccess"] is not null, $"{one}: the example is refused: {answer.ToJsonString()}");
        _erasure = one.Method == HttpMethod.Delete ? (string)answer["request"]! : _erasure;

        if (one.Operation["security"]!.AsArray().Count > 0)
        {
            await Answer(one, schemas, 401, null, body, "application/json");
            var roles = one.Operation["x-roles"]!.AsArray().Select(role => (string?)role);
            await Answer(one, schemas, 403, roles.Contains("viewer") ? gateway.SmallCoach : gateway.Viewer, body, "application/json");
        }

        if (body is not null)
        {
            await Answer(one, schemas, 400, gateway.Everything, "{", "application/json");
            await Answer(one, schemas, 415, gateway.Everything, body, "text/plain");
            await Answer(one, schemas, 413, gateway.Everything, new string(' ', 21 * 1024 * 1024), "application/json");
        }

        if (one.Method == HttpMethod.Get && one.Operation["parameters"]?.AsArray().Any(parameter => (string?)parameter!["in"] == "query") == true)
        {
            await Answer(one with { Path = one.Path + "?nonsense=1" }, schemas, 400, gateway.Everything, null, "");
        }

        if (one.Path.Contains("{name}", StringComparison.Ordinal))
        {
            await Answer(one with { Path = one.Path.Replace("{name}", "nobody", StringComparison.Ordinal) }, schemas, 404, gateway.Everything, null, "");
        }

        if (one.Operation["responses"]!["201"] is not null)
        {
            await Answer(one, schemas, 200, gateway.Everything, body, "application/json");
            await Answer(one, schemas, 409, gateway.Everything, body!.Replace("14d", "15d", StringComparison.Ordinal), "application/json");
        }

        if (one.Path.Contains("{request}", StringComparison.Ordinal))
        {
            await Answer(one with { Path = one.Path.Replace("{request}", new string('0', 32), StringComparison.Ordinal) }, schemas, 404, gateway.Everything, null, "");
            await Answer(one with { Path = one.Path.Replace("{request}", "x", StringComparison.Ordinal) }, schemas, 400, gateway.Everything, null, "");
        }
    }

    private async Task<JsonNode> Answer(Called one, DocumentSchemas schemas, int expected, string? key, string? body, string contentType)
    {
        var asked = one.Operation["parameters"]?.AsArray().Where(parameter => (string?)parameter!["in"] == "query" && (bool)parameter["required"]!).Select(parameter => (string)parameter!["name"]!) ?? [];
        var question = string.Concat(asked.Select(name => $"&{name}={Questions[name]}"));
        var path = (one.Path.Contains('?', StringComparison.Ordinal) ? one.Path + question : one.Path + '?' + question.TrimStart('&')).Replace("{id}", one.Path.Contains("dashboards", StringComparison.Ordinal) ? "operations" : "user-of-the-document", StringComparison.Ordinal).Replace("{request}", _erasure, StringComparison.Ordinal)
            .Replace("{name}", "workout-v3", StringComparison.Ordinal);
        using var content = body is null ? null : new StringContent(AsOfNow(body), contentType.Length == 0 ? Json : new MediaTypeHeaderValue(contentType));
        using var response = await gateway.SendAsync(one.Method, path, key, content, Cancel);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(expected == (int)response.StatusCode, $"{one}: {expected} expected, {(int)response.StatusCode} answered: {text}");
        var documented = one.Operation["responses"]![$"{expected}"];
        Assert.True(documented is not null, $"{one}: {expected} is not in the document");
        var headers = documented["headers"]?.AsObject().Select(header => header.Key).ToList() ?? [];
        Assert.All(headers, header => Assert.True(response.Headers.Contains(header), $"{one}, {expected}: no {header}"));
        Assert.All(Telling, header => Assert.True(!response.Headers.Contains(header) || headers.Contains(header), $"{one}, {expected}: {header} is not in the document"));
        if (one.Method == HttpMethod.Head)
        {
            Assert.True(documented["content"] is null && text.Length == 0 && response.Content.Headers.ContentLength > 0, $"{one}: a head without a body");
            return new JsonObject();
        }

        var mediaType = response.Content.Headers.ContentType!.MediaType!;
        Assert.True(documented["content"]![mediaType] is not null, $"{one}: {expected} as {mediaType} is not in the document");
        var answer = JsonNode.Parse(text)!;
        Fits(schemas.CheckAnswer(documented["content"]![mediaType]!["schema"]!, answer), $"{one}, {expected}: {text}");
        return answer;
    }

    private static void Fits(IReadOnlyList<string> errors, string what) => Assert.True(errors.Count == 0, $"{what}: {string.Join("; ", errors)}");

    /// <summary>An example happens when the document was made; here it happens now, through all doors the same.</summary>
    private string AsOfNow(string body) =>
        body.Replace(ApiExamples.Time, _now.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace($"{DateTimeOffset.Parse(ApiExamples.Time, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds()}", $"{_now.ToUnixTimeMilliseconds()}", StringComparison.Ordinal);

    private sealed record Called(string Path, HttpMethod Method, JsonNode Operation)
    {
        public override string ToString() => $"{Method} {Path}";
    }
}
