using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Analytics.Testing.Peers;

/// <summary>A real gateway process of its own, to be killed and started again on the same log.</summary>
public sealed class GatewayPeer : IAsyncDisposable
{
    public const string AdminKey = "administrator-of-the-tests";

    private GatewayPeer(PeerProcess process, int port)
    {
        Process = process;
        Url = $"http://127.0.0.1:{port}";
    }

    public PeerProcess Process { get; }

    public string Url { get; }

    /// <summary>The folder of its write-ahead log.</summary>
    public string LogFolder => Path.Combine(Process.Folder, "wal");

    /// <param name="connectionString">The database; it need not answer.</param>
    /// <param name="environment">More settings, or others.</param>
    /// <param name="program">The gateway's dll; the one beside the test when null.</param>
    /// <param name="launcher">Comes before the program: <c>taskset -c 0</c>.</param>
    /// <param name="alsoListen">One more address, with <c>https://</c> for instance; it is open when the gateway has started.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public static async Task<GatewayPeer> StartAsync(
        string connectionString, IReadOnlyDictionary<string, string>? environment = null, string? program = null, IReadOnlyList<string>? launcher = null, string? alsoListen = null,
        CancellationToken cancel = default)
    {
        var folder = PeerStart.NewFolder("gw");
        var port = FreePort.Next();
        await File.WriteAllTextAsync(Path.Combine(folder, "keys"), "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n", cancel);
        await File.WriteAllTextAsync(Path.Combine(folder, "admin"), AdminKey, cancel);
        var settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = alsoListen is null ? $"http://127.0.0.1:{port}" : $"{alsoListen};http://127.0.0.1:{port}",
            ["ANALYTICS__POSTGRES__CONNECTIONSTRING"] = connectionString,
            ["ANALYTICS__INTAKE__LOGDIRECTORY"] = Path.Combine(folder, "wal"),
            ["ANALYTICS__INTAKE__INSTANCE"] = "gateway-1",
            ["ANALYTICS__PRIVACY__KEYFILE"] = Path.Combine(folder, "keys"),
            ["ANALYTICS__ADMIN__KEYFILE"] = Path.Combine(folder, "admin"),
            ["ANALYTICS__ACCESS__ANONYMOUS"] = "ingest",
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            settings[name] = value;
        }

        var dll = program ?? Path.Combine(AppContext.BaseDirectory, "Analytics.Gateway.dll");
        var process = new PeerProcess(new PeerStart("gateway", "/usr/bin/env", [.. launcher ?? [], "dotnet", dll], folder, PeerStart.Answers($"http://127.0.0.1:{port}/healthz")) { Environment = settings });
        await process.StartAsync(cancel);
        return new GatewayPeer(process, port);
    }

    /// <summary>Posts a body as a client does. The caller disposes the response.</summary>
    public async Task<HttpResponseMessage> PostAsync(string body, string contentType = "application/json", string query = "", string? adminKey = null, CancellationToken cancel = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Url}/api/analytics/events{query}") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = contentType.Length == 0 ? null : MediaTypeHeaderValue.Parse(contentType);
        if (adminKey is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Analytics-Admin-Key", adminKey);
        }

        return await PeerHttp.Client.SendAsync(request, cancel);
    }

    /// <summary>What <c>/readyz</c> says.</summary>
    public async Task<JsonNode> ReadyAsync(CancellationToken cancel = default)
    {
        using var response = await PeerHttp.Client.GetAsync($"{Url}/readyz", cancel);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(cancel))!;
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
