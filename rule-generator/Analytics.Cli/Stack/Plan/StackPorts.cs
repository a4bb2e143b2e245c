namespace Analytics.Cli.Stack;

/// <summary>The ports of 127.0.0.1 that the stack listens on. A taken port is never silently replaced: see <see cref="FromBase"/>.</summary>
internal sealed record StackPorts(
    int Gateway, int Prometheus, int Alertmanager, int Worker, int OtlpHttp, int OtlpGrpc, int CollectorMetrics, int Vmagent, int Postgres, int NodeExporter, int BlackboxExporter)
{
    /// <summary>The ports that people know these programs by.</summary>
    public static readonly StackPorts Default = new(
        Gateway: 8080, Prometheus: 9090, Alertmanager: 9093, Worker: 8081, OtlpHttp: 4318, OtlpGrpc: 4317, CollectorMetrics: 8888,
        Vmagent: 8429, Postgres: 5432, NodeExporter: 9100, BlackboxExporter: 9115);

    /// <summary>How many neighbouring ports <see cref="FromBase"/> takes.</summary>
    public const int Count = 11;

    /// <summary>N is the gateway, N+1 Prometheus, N+2 Alertmanager, and so on in the order of this record.</summary>
    public static StackPorts FromBase(int n) => new(n, n + 1, n + 2, n + 3, n + 4, n + 5, n + 6, n + 7, n + 8, n + 9, n + 10);

    /// <summary>Which part listens where.</summary>
    public IReadOnlyList<(string Part, int Port)> All =>
    [
        (PartNames.Gateway, Gateway), (PartNames.Prometheus, Prometheus), (PartNames.Alertmanager, Alertmanager), (PartNames.Worker, Worker),
        (PartNames.Collector, OtlpHttp), (PartNames.Collector, OtlpGrpc), (PartNames.Collector, CollectorMetrics), (PartNames.Vmagent, Vmagent),
        (PartNames.Postgres, Postgres), (PartNames.NodeExporter, NodeExporter), (PartNames.BlackboxExporter, BlackboxExporter),
    ];

    /// <summary>Compose's <c>name:port</c> to the native address: how the shared configuration files are rendered.</summary>
    public IReadOnlyDictionary<string, string> Addresses =>
        Default.All.Zip(All).ToDictionary(pair => $"{pair.First.Part}:{pair.First.Port}", pair => $"127.0.0.1:{pair.Second.Port}");
}

/// <summary>The names of the parts: the same as the services of <c>docker-compose.yml</c>.</summary>
internal static class PartNames
{
    public const string Postgres = "postgres";
    public const string Prometheus = "prometheus";
    public const string Alertmanager = "alertmanager";
    public const string Vmagent = "vmagent";
    public const string Collector = "otel-collector";
    public const string NodeExporter = "node-exporter";
    public const string BlackboxExporter = "blackbox-exporter";
    public const string Gateway = "gateway";
    public const string Worker = "worker";
    public const string DemoTraffic = "demo-traffic";
}
