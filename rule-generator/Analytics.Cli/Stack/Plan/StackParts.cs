namespace Analytics.Cli.Stack;

/// <summary>
/// The table of parts. Adding a part is one entry here and one service in <c>docker-compose.yml</c>; a test holds the two to the same names
/// and flags. The order is the order of the table that people read, and in reverse the order of stopping.
/// </summary>
internal sealed class StackParts(StackLayout layout, StackPorts ports, StackSecrets secrets)
{
    private const string Loopback = "127.0.0.1";

    public string PostgresConnectionString =>
        $"Host={Loopback};Port={ports.Postgres};Database=analytics;Username=analytics;Password={secrets.PostgresPassword}";

    public string PostgresUri => $"postgresql://analytics:{secrets.PostgresPassword}@{Loopback}:{ports.Postgres}/analytics";

    /// <summary>Where the gateway remembers the head of the audit log: beside its write-ahead log.</summary>
    public static string AuditAnchorOf(StackLayout layout) => $"{layout.Data}/gateway/log.audit-anchor";

    /// <summary>All parts, in order.</summary>
    /// <param name="demo">With the part that tells the story.</param>
    /// <param name="collector">False where no Collector could be compiled: exporters then send to vmagent.</param>
    public IReadOnlyList<Part> All(bool collector, bool demo) =>
    [
        Postgres(), Prometheus(), Alertmanager(), Vmagent(), .. collector ? [Collector()] : (Part[])[],
        NodeExporter(), BlackboxExporter(), Gateway(collector), Worker(collector), .. demo ? [DemoTraffic()] : (Part[])[],
    ];

    private Part Postgres() => new(PartNames.Postgres, layout.Program("postgres"),
        ["-D", PostgresCluster.DataFolder(layout), "-h", Loopback, "-p", $"{ports.Postgres}", "-k", SocketFolder.For(layout, ports.Postgres),
         "-c", "fsync=on", "-c", "shared_buffers=256MB", "-c", "max_connections=200", "-c", "max_wal_size=2GB", "-c", "jit=off", "-c", "timezone=UTC"])
    {
        WorkingDirectory = "/",
        Ready = Readiness.Postgres(PostgresConnectionString),
        Url = $"{Loopback}:{ports.Postgres}",
        StopWith = StopSignal.Interrupt,
    };

    private Part Prometheus() => new(PartNames.Prometheus, layout.Program("prometheus"),
        [$"--config.file={layout.Config}/prometheus.yml", $"--storage.tsdb.path={layout.Data}/prometheus", "--storage.tsdb.retention.time=400d",
         $"--web.listen-address={Loopback}:{ports.Prometheus}", "--web.enable-remote-write-receiver", "--web.enable-lifecycle",
         "--enable-feature=exemplar-storage,native-histograms", "--rules.alert.resend-delay=15s"])
    {
        WorkingDirectory = layout.Root,
        Ready = Readiness.Http($"{Base(ports.Prometheus)}/-/ready"),
        Url = Base(ports.Prometheus),
    };

    private Part Alertmanager() => new(PartNames.Alertmanager, layout.Program("alertmanager"),
        [$"--config.file={layout.Config}/alertmanager.yml", $"--storage.path={layout.Data}/alertmanager",
         $"--web.listen-address={Loopback}:{ports.Alertmanager}", "--cluster.listen-address="])
    {
        WorkingDirectory = layout.Root, // its template lies below the working directory
        Ready = Readiness.Http($"{Base(ports.Alertmanager)}/-/ready"),
        Url = Base(ports.Alertmanager),
    };

    private Part Vmagent() => new(PartNames.Vmagent, layout.Program("vmagent"),
        [$"-httpListenAddr={Loopback}:{ports.Vmagent}", $"-remoteWrite.url={Base(ports.Prometheus)}/api/v1/write", "-remoteWrite.forcePromProto",
         $"-remoteWrite.tmpDataPath={layout.Data}/vmagent", "-remoteWrite.maxDiskUsagePerURL=8GiB", "-remoteWrite.queues=1", "-remoteWrite.flushInterval=200ms",
         $"-remoteWrite.relabelConfig={layout.Config}/vmagent-relabel.yml", "-opentelemetry.usePrometheusNaming"])
    {
        WorkingDirectory = layout.Root,
        Ready = Readiness.Http($"{Base(ports.Vmagent)}/health"),
        Url = Base(ports.Vmagent),
    };

    private Part Collector() => new(PartNames.Collector, layout.Program("otelcol"), [$"--config={layout.Config}/collector.yaml"])
    {
        WorkingDirectory = layout.Root,
        Environment = new Dictionary<string, string>
        {
            ["OTLP_HTTP_LISTEN"] = $"{Loopback}:{ports.OtlpHttp}",
            ["OTLP_GRPC_LISTEN"] = $"{Loopback}:{ports.OtlpGrpc}",
            ["TELEMETRY_HOST"] = Loopback,
            ["TELEMETRY_PORT"] = $"{ports.CollectorMetrics}",
            ["VMAGENT_URL"] = Base(ports.Vmagent),
            ["QUEUE_DIRECTORY"] = $"{layout.Data}/collector",
        },
        Ready = Readiness.Http($"{Base(ports.CollectorMetrics)}/metrics"),
        Url = Base(ports.OtlpHttp),
    };

    private Part NodeExporter() => new(PartNames.NodeExporter, layout.Program("node_exporter"), [$"--web.listen-address={Loopback}:{ports.NodeExporter}", "--no-collector.systemd"])
    {
        WorkingDirectory = layout.Root,
        Ready = Readiness.Http($"{Base(ports.NodeExporter)}/"),
        Url = Base(ports.NodeExporter),
    };

    private Part BlackboxExporter() => new(PartNames.BlackboxExporter, layout.Program("blackbox_exporter"),
        [$"--config.file={layout.Config}/blackbox.yml", $"--web.listen-address={Loopback}:{ports.BlackboxExporter}"])
    {
        WorkingDirectory = layout.Root,
        Ready = Readiness.Http($"{Base(ports.BlackboxExporter)}/-/healthy"),
        Url = Base(ports.BlackboxExporter),
    };

    private Part Gateway(bool collector) => Host(PartNames.Gateway, "Analytics.Gateway", ports.Gateway, collector, new()
    {
        ["ANALYTICS__INTAKE__LOGDIRECTORY"] = $"{layout.Data}/gateway/log",
        ["ANALYTICS__INTAKE__INSTANCE"] = "gateway-1",
        ["ANALYTICS__PRIVACY__KEYFILE"] = secrets.PrivacyKeyFile,
        ["ANALYTICS__ACCESS__KEYFILE"] = secrets.AccessKeyFile,
        // Reachable from this machine only: whoever tries the product may send without a key.
        ["ANALYTICS__ACCESS__ANONYMOUS"] = "ingest",
        ["ANALYTICS__BOARDS__FOLDER"] = Path.Combine(layout.RepositoryRoot, "dashboards"),
        ["ANALYTICS__PROMETHEUS__URL"] = Base(ports.Prometheus),
    });

    private Part Worker(bool collector) => Host(PartNames.Worker, "Analytics.Worker", ports.Worker, collector, new()
    {
        ["ANALYTICS__PROMETHEUS__URL"] = Base(ports.Prometheus),
        ["ANALYTICS__REMOTEWRITE__URL"] = $"{Base(ports.Prometheus)}/api/v1/write",
        ["ANALYTICS__ARCHIVE__DIRECTORY"] = $"{layout.Data}/archive",
        ["ANALYTICS__RESEARCH__DIRECTORY"] = $"{layout.Data}/research",
    });

    private Part Host(string name, string project, int port, bool collector, Dictionary<string, string> own) =>
        new(name, DotnetProgram.Path, [layout.Host(project)])
        {
            WorkingDirectory = Path.GetDirectoryName(layout.Host(project))!,
            Environment = new Dictionary<string, string>(own)
            {
                ["ASPNETCORE_URLS"] = Base(port),
                ["DOTNET_ENVIRONMENT"] = "Production",
                ["ANALYTICS__POSTGRES__CONNECTIONSTRING"] = PostgresConnectionString,
                ["ANALYTICS__OTLP__ENDPOINT"] = collector ? Base(ports.OtlpHttp) : $"{Base(ports.Vmagent)}/opentelemetry",
            },
            DependsOn = [PartNames.Postgres, PartNames.Prometheus],
            Ready = Readiness.Http($"{Base(port)}/readyz"),
            Url = Base(port),
            Version = layout.Host(project),
        };

    private Part DemoTraffic() => new(PartNames.DemoTraffic, DotnetProgram.Path,
        [layout.Cli, "demo", "run", "--gateway", Base(ports.Gateway), "--state-dir", $"{layout.Data}/demo"])
    {
        WorkingDirectory = layout.RepositoryRoot,
        Environment = new Dictionary<string, string> { ["ANALYTICS_ROOT"] = layout.RepositoryRoot, ["ANALYTICS__ADMIN__KEYFILE"] = secrets.AdminKeyFile, ["ANALYTICS__INGEST__KEYFILE"] = secrets.IngestKeyFile },
        DependsOn = [PartNames.Gateway],
        Ready = Readiness.Running(),
    };

    private static string Base(int port) => $"http://{Loopback}:{port}";
}
