using System.Net.Http.Headers;

namespace Analytics.Testing.Peers;

/// <summary>A real OpenTelemetry Collector of its own with the project's configuration, its queue on disk, that sends to one vmagent.</summary>
public sealed class CollectorPeer : IAsyncDisposable
{
    private CollectorPeer(PeerProcess process, int http, int grpc, int telemetry)
    {
        Process = process;
        OtlpUrl = $"http://127.0.0.1:{http}";
        GrpcUrl = $"http://127.0.0.1:{grpc}";
        MetricsUrl = $"http://127.0.0.1:{telemetry}/metrics";
    }

    public PeerProcess Process { get; }

    /// <summary>Base URL for OTLP over HTTP: exporters append <c>/v1/metrics</c>.</summary>
    public string OtlpUrl { get; }

    public string GrpcUrl { get; }

    /// <summary>The Collector's own metrics, for example <c>otelcol_exporter_queue_size</c>.</summary>
    public string MetricsUrl { get; }

    /// <param name="vmagentUrl">Where it sends, for example <see cref="VmagentPeer.Url"/>.</param>
    public static async Task<CollectorPeer> StartAsync(string vmagentUrl, CancellationToken cancel = default)
    {
        var folder = PeerStart.NewFolder("col");
        var (http, grpc, telemetry) = (FreePort.Next(), FreePort.Next(), FreePort.Next());
        var process = new PeerProcess(new PeerStart("Collector", StackFolder.Program("otelcol"),
            ["--config", Path.Combine(StackFolder.RepositoryRoot, "collector-config", "collector.yaml")], folder, TakesOtlp($"http://127.0.0.1:{http}/v1/metrics"))
        {
            Environment = new Dictionary<string, string>
            {
                ["OTLP_HTTP_LISTEN"] = $"127.0.0.1:{http}",
                ["OTLP_GRPC_LISTEN"] = $"127.0.0.1:{grpc}",
                ["TELEMETRY_HOST"] = "127.0.0.1",
                ["TELEMETRY_PORT"] = $"{telemetry}",
                ["VMAGENT_URL"] = vmagentUrl,
                ["QUEUE_DIRECTORY"] = Path.Combine(folder, "queue"),
            },
        });
        await process.StartAsync(cancel);
        return new CollectorPeer(process, http, grpc, telemetry);
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();

    // Its own metrics answer before its receivers listen; a request without a metric is a good one.
    private static Func<CancellationToken, Task<bool>> TakesOtlp(string url) =>
        async cancel =>
        {
            using var nothing = new ByteArrayContent([]);
            nothing.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
            using var response = await PeerHttp.Client.PostAsync(new Uri(url), nothing, cancel);
            return response.IsSuccessStatusCode;
        };
}
