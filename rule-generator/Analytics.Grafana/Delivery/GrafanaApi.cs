using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Analytics.Grafana.Delivery;

/// <summary>Grafana's HTTP API, as far as boards need it: an answer is a status and its JSON, which is empty when there was none.</summary>
/// <param name="http">With Grafana's address as its base, a slash at the end, and the authorization that Grafana wants.</param>
internal sealed class GrafanaApi(HttpClient http)
{
    public Task<(HttpStatusCode Status, JsonElement Answer)> Get(string path, CancellationToken cancel) => Send(HttpMethod.Get, path, null, cancel);

    public Task<(HttpStatusCode Status, JsonElement Answer)> Post(string path, JsonObject body, CancellationToken cancel) => Send(HttpMethod.Post, path, body, cancel);

    public Task<(HttpStatusCode Status, JsonElement Answer)> Patch(string path, JsonObject body, CancellationToken cancel) => Send(HttpMethod.Patch, path, body, cancel);

    private async Task<(HttpStatusCode Status, JsonElement Answer)> Send(HttpMethod method, string path, JsonObject? body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await http.SendAsync(request, cancel);
        var text = await response.Content.ReadAsStringAsync(cancel);
        try
        {
            return (response.StatusCode, JsonElement.Parse(text));
        }
        catch (JsonException)
        {
            return (response.StatusCode, default);
        }
    }
}
