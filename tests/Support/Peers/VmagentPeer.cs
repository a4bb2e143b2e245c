namespace Analytics.Testing.Peers;

/// <summary>A real vmagent of its own, with the project's relabelling, that writes to one Prometheus.</summary>
public sealed class VmagentPeer : IAsyncDisposable
{
    private VmagentPeer(PeerProcess process, string url)
    {
        Process = process;
        Url = url;
    }

    public PeerProcess Process { get; }

    public string Url { get; }

    /// <summary>Base URL for OTLP over HTTP: exporters append <c>/v1/metrics</c>.</summary>
    public string OtlpUrl => $"{Url}/opentelemetry";

    public static async Task<VmagentPeer> StartAsync(string remoteWriteUrl, CancellationToken cancel = default)
    {
        var folder = PeerStart.NewFolder("vma");
        var port = FreePort.Next();
        var process = new PeerProcess(new PeerStart("vmagent", StackFolder.Program("vmagent"),
            [$"-httpListenAddr=127.0.0.1:{port}", $"-remoteWrite.url={remoteWriteUrl}", $"-remoteWrite.tmpDataPath={folder}/queue", "-remoteWrite.forcePromProto",
             $"-remoteWrite.relabelConfig={StackFolder.RepositoryRoot}/collector-config/vmagent-relabel.yml",
             "-remoteWrite.flushInterval=200ms", "-remoteWrite.queues=1", "-opentelemetry.usePrometheusNaming"],
            folder, PeerStart.Answers($"http://127.0.0.1:{port}/health")));
        await process.StartAsync(cancel);
        return new VmagentPeer(process, $"http://127.0.0.1:{port}");
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
