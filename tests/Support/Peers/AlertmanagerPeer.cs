using System.Text.Json;

namespace Analytics.Testing.Peers;

/// <summary>A real Alertmanager of its own, without a cluster.</summary>
public sealed class AlertmanagerPeer : IAsyncDisposable
{
    private AlertmanagerPeer(PeerProcess process, int port)
    {
        Process = process;
        Address = $"127.0.0.1:{port}";
    }

    public PeerProcess Process { get; }

    /// <summary><c>host:port</c>, as Prometheus wants it.</summary>
    public string Address { get; }

    public string Url => $"http://{Address}";

    /// <param name="webhook">Where notifications go; null drops them.</param>
    /// <param name="configuration">A whole configuration in place of the small one.</param>
    public static async Task<AlertmanagerPeer> StartAsync(string? webhook = null, string? configuration = null, CancellationToken cancel = default)
    {
        var folder = PeerStart.NewFolder("am");
        var port = FreePort.Next();
        var hooks = webhook is null ? "" : $", webhook_configs: [{{url: '{webhook}', send_resolved: true}}]";
        configuration ??= $$"""
            route: {receiver: test, group_by: [alertname], group_wait: 0s, group_interval: 1s}
            receivers: [{name: test{{hooks}} }]
            """;
        var file = Path.Combine(folder, "alertmanager.yml");
        await File.WriteAllTextAsync(file, configuration, cancel);
        var process = new PeerProcess(new PeerStart("Alertmanager", StackFolder.Program("alertmanager"),
            [$"--config.file={file}", $"--storage.path={folder}/data", $"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address="],
            folder, PeerStart.Answers($"http://127.0.0.1:{port}/-/ready"))
        {
            WorkingDirectory = StackFolder.Root, // its template lies below the working directory
        });
        await process.StartAsync(cancel);
        return new AlertmanagerPeer(process, port);
    }

    /// <summary>Lets alerts fire for an hour.</summary>
    public async Task PostAsync(IEnumerable<IReadOnlyDictionary<string, string>> alerts, DateTimeOffset now, CancellationToken cancel = default)
    {
        var body = JsonSerializer.Serialize(alerts.Select(labels => new { labels, startsAt = now, endsAt = now.AddHours(1) }));
        using var answer = await PeerHttp.Client.PostAsync($"{Url}/api/v2/alerts", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), cancel);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>An answer of the API, version 2.</summary>
    /// <param name="path">After <c>/api/v2/</c>.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<JsonElement> GetAsync(string path, CancellationToken cancel = default)
    {
        using var document = JsonDocument.Parse(await PeerHttp.Client.GetStringAsync($"{Url}/api/v2/{path}", cancel));
        return document.RootElement.Clone();
    }

    /// <summary>The active alerts' labels.</summary>
    public async Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> AlertsAsync(CancellationToken cancel = default)
    {
        using var document = JsonDocument.Parse(await PeerHttp.Client.GetStringAsync($"{Url}/api/v2/alerts?active=true", cancel));
        return [.. document.RootElement.EnumerateArray().Select(alert =>
            (IReadOnlyDictionary<string, string>)alert.GetProperty("labels").EnumerateObject().ToDictionary(l => l.Name, l => l.Value.GetString()!))];
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
