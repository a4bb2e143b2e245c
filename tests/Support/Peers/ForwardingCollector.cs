namespace Analytics.Testing.Peers;

/// <summary>A real OpenTelemetry Collector that takes logs by OTLP and forwards them to a gateway, gzipped, as somebody's own Collector would.</summary>
public sealed class ForwardingCollector : IAsyncDisposable
{
    private readonly PeerProcess _process;

    private ForwardingCollector(PeerProcess process, int http)
    {
        _process = process;
        OtlpUrl = $"http://127.0.0.1:{http}";
    }

    /// <summary>Base URL for OTLP over HTTP.</summary>
    public string OtlpUrl { get; }

    public static async Task<ForwardingCollector> StartAsync(string gatewayUrl, CancellationToken cancel = default)
    {
        var folder = PeerStart.NewFolder("fwd");
        var (http, telemetry) = (FreePort.Next(), FreePort.Next());
        var configuration = Path.Combine(folder, "collector.yaml");
        await File.WriteAllTextAsync(configuration, $$"""
            receivers:
              otlp: { protocols: { http: { endpoint: "127.0.0.1:{{http}}" } } }
            exporters:
              otlp_http: { endpoint: "{{gatewayUrl}}", compression: gzip, retry_on_failure: { initial_interval: 200ms } }
            service:
              telemetry: { metrics: { readers: [ { pull: { exporter: { prometheus: { host: "127.0.0.1", port: {{telemetry}} } } } } ] } }
              pipelines: { logs: { receivers: [otlp], exporters: [otlp_http] } }
            """, cancel);
        var process = new PeerProcess(new PeerStart("Collector", StackFolder.Program("otelcol"), ["--config", configuration], folder, PeerStart.Answers($"http://127.0.0.1:{telemetry}/metrics")));
        await process.StartAsync(cancel);
        return new ForwardingCollector(process, http);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
