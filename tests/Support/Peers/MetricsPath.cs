namespace Analytics.Testing.Peers;

/// <summary>The whole way of a metric, as the product runs it: OTLP to the Collector, to vmagent, by remote write to Prometheus.</summary>
public sealed class MetricsPath : IAsyncDisposable
{
    private MetricsPath(PrometheusPeer prometheus, VmagentPeer vmagent, CollectorPeer collector)
    {
        Prometheus = prometheus;
        Vmagent = vmagent;
        Collector = collector;
    }

    public PrometheusPeer Prometheus { get; }

    public VmagentPeer Vmagent { get; }

    public CollectorPeer Collector { get; }

    /// <summary>Base URL for OTLP over HTTP: exporters append <c>/v1/metrics</c>.</summary>
    public string OtlpUrl => Collector.OtlpUrl;

    public static async Task<MetricsPath> StartAsync(CancellationToken cancel = default)
    {
        var prometheus = await PrometheusPeer.StartAsync(cancel: cancel);
        var vmagent = await VmagentPeer.StartAsync(prometheus.RemoteWriteUrl, cancel);
        return new MetricsPath(prometheus, vmagent, await CollectorPeer.StartAsync(vmagent.Url, cancel));
    }

    public async ValueTask DisposeAsync()
    {
        await Collector.DisposeAsync();
        await Vmagent.DisposeAsync();
        await Prometheus.DisposeAsync();
    }
}
