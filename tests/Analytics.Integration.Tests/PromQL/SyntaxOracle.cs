using System.Text.Json;
using System.Text.Json.Nodes;
using Analytics.Testing.Peers;

namespace Analytics.Integration.Tests.PromQL;

/// <summary>A real Prometheus asked for its opinion of expressions.</summary>
internal sealed class SyntaxOracle(PrometheusPeer prometheus)
{
    /// <summary>The tree as the server tells it, or its message.</summary>
    public async Task<(JsonNode? Tree, string? Error)> ParseAsync(string expression, CancellationToken cancel)
    {
        var answer = await AskAsync("parse_query", expression, cancel);
        return ((string?)answer["status"] == "success" ? Ordered(answer["data"]!.DeepClone()) : null, (string?)answer["error"]);
    }

    /// <summary>The text as the server formats it; null for what is no expression.</summary>
    public async Task<string?> FormatAsync(string expression, CancellationToken cancel) =>
        (string?)(await AskAsync("format_query", expression, cancel))["data"];

    /// <summary>Matchers sorted: their order has no meaning, and the server keeps that of the source.</summary>
    private static JsonNode Ordered(JsonNode node)
    {
        foreach (var child in node is JsonObject members ? members.Select(m => m.Value) : node is JsonArray items ? items : [])
        {
            if (child is not null)
            {
                Ordered(child);
            }
        }

        if (node is JsonObject selector && selector["matchers"] is JsonArray matchers)
        {
            selector["matchers"] = new JsonArray([.. matchers.Select(m => m!.DeepClone()).OrderBy(m => m.ToJsonString(), StringComparer.Ordinal)]);
        }

        return node;
    }

    private async Task<JsonNode> AskAsync(string api, string expression, CancellationToken cancel)
    {
        using var form = new FormUrlEncodedContent([new("query", expression)]);
        using var response = await PeerHttp.Client.PostAsync($"{prometheus.Url}/api/v1/{api}", form, cancel);
        return (await JsonSerializer.DeserializeAsync<JsonNode>(await response.Content.ReadAsStreamAsync(cancel), cancellationToken: cancel))!;
    }
}
