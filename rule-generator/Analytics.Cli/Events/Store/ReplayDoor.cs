using System.Text;
using System.Text.Json;
using Analytics.Cli.Shell;
using Analytics.Intake.Store;

namespace Analytics.Cli.Events.Store;

/// <summary>Why an event was refused again.</summary>
internal sealed record ReplayError(string Code, string Path, string Message);

/// <summary>The door for replays.</summary>
internal sealed class ReplayDoor(Uri gateway, string adminKey, bool dryRun)
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>Sends a batch; answers the errors by the events' places in it.</summary>
    /// <exception cref="CommandFailure">The gateway is away, takes nothing now, or does not let us in.</exception>
    public async Task<IReadOnlyDictionary<int, ReplayError>> Send(string source, string keyId, IReadOnlyList<RefusedRecord> batch, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway, $"/api/analytics/events/replay?key={Uri.EscapeDataString(keyId)}&dryRun={(dryRun ? "true" : "false")}"))
        {
            Content = new StringContent($"{{\"events\":[{string.Join(',', batch.Select(record => record.Json))}]}}", Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("X-Analytics-Admin-Key", adminKey);
        request.Headers.TryAddWithoutValidation("X-Analytics-Source", source);
        try
        {
            using var response = await Http.SendAsync(request, cancel);
            using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancel));
            return (int)response.StatusCode switch
            {
                200 => answer.RootElement.GetProperty("errors").EnumerateArray().ToDictionary(error => error.GetProperty("index").GetInt32(),
                    error => new ReplayError(Text(error, "code"), Text(error, "path"), Text(error, "message"))),
                401 or 403 => throw CommandFailure.Usage($"the gateway does not let us in: {Text(answer.RootElement, "message")}", "Replay needs a key of the role admin: --admin-key-file FILE."),
                _ => throw CommandFailure.Unreachable($"the gateway takes nothing now: {(int)response.StatusCode} {Text(answer.RootElement, "message")}", "Replay again later: nothing is stored twice."),
            };
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or TaskCanceledException && !cancel.IsCancellationRequested)
        {
            throw CommandFailure.Unreachable($"no answer from the gateway at {gateway}: {e.Message}", "Is it running? ./analytics status shows its address; --gateway URL names another one.");
        }
    }

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
