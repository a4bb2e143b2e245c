namespace Analytics.Exporters.Otlp;

/// <summary>Where metrics go and whose they are.</summary>
/// <param name="Endpoint">Base URL of OTLP over HTTP; <c>/v1/metrics</c> is appended.</param>
/// <param name="ServiceName"><c>service.name</c>, in Prometheus the label <c>job</c>.</param>
/// <param name="InstanceId"><c>service.instance.id</c>, in Prometheus the label <c>instance</c>; stays the same across restarts.</param>
public sealed record ExportSettings(Uri Endpoint, string ServiceName, string InstanceId)
{
    /// <summary><c>service.namespace</c>.</summary>
    public string ServiceNamespace { get; init; } = "analytics";

    /// <summary><c>service.version</c>.</summary>
    public string ServiceVersion { get; init; } = typeof(ExportSettings).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <summary><c>deployment.environment.name</c>.</summary>
    public string Environment { get; init; } = "production";

    /// <summary>How often all metrics are sent.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long one export may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    internal Uri MetricsUrl => new(Endpoint.ToString().TrimEnd('/') + "/v1/metrics");

    internal IEnumerable<KeyValuePair<string, object>> ResourceAttributes =>
    [
        new("service.name", ServiceName),
        new("service.namespace", ServiceNamespace),
        new("service.instance.id", InstanceId),
        new("service.version", ServiceVersion),
        new("deployment.environment.name", Environment),
    ];
}
