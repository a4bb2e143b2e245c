namespace Analytics.Catalog;

public sealed class TargetLabels : LabelSet;

/// <summary>Modes of a CPU, as node exporter names them.</summary>
public enum CpuMode
{
    Idle,
    Iowait,
    Irq,
    Nice,
    Softirq,
    Steal,
    System,
    User,
}

public sealed class CpuLabels : LabelSet
{
    public Label<string> Cpu { get; } = new("cpu", "Number of the core.", budget: 256);

    public Label<CpuMode> Mode { get; } = new("mode", "What the core did.", WireName.All<CpuMode>());
}

public sealed class FilesystemLabels : LabelSet
{
    public Label<string> Device { get; } = new("device", "The block device.", budget: 50);

    public Label<string> Fstype { get; } = new("fstype", "The type of the file system.", budget: 20);

    public Label<string> Mountpoint { get; } = new("mountpoint", "Where it is mounted.", budget: 50);
}

/// <summary>Metrics of programs that are not ours, as Prometheus scrapes them: declared, so that rules are typed over them too.</summary>
public static class ExternalMetrics
{
    public static readonly Gauge<TargetLabels> Up = Declare("up", Unit.Of("target"), "1 when the last scrape of the target worked.", "every scrape job")
        .Gauge<TargetLabels>();

    public static readonly Counter<CpuLabels> NodeCpuSeconds = Declare("node_cpu_seconds_total", Unit.Seconds, "Time that the cores spent in each mode.", "node").WithSeriesBudget(4_000)
        .Counter<CpuLabels>();

    public static readonly Gauge<NoLabels> NodeMemoryAvailable = Declare("node_memory_MemAvailable_bytes", Unit.Bytes, "Memory that can be had without swapping.", "node")
        .Gauge<NoLabels>();

    public static readonly Gauge<NoLabels> NodeMemoryTotal = Declare("node_memory_MemTotal_bytes", Unit.Bytes, "Memory of the machine.", "node")
        .Gauge<NoLabels>();

    public static readonly Gauge<FilesystemLabels> NodeFilesystemAvailable = Declare("node_filesystem_avail_bytes", Unit.Bytes, "Bytes that an ordinary user can still write.", "node").WithSeriesBudget(60_000)
        .Gauge<FilesystemLabels>();

    public static readonly Gauge<FilesystemLabels> NodeFilesystemSize = Declare("node_filesystem_size_bytes", Unit.Bytes, "Size of the file system.", "node").WithSeriesBudget(60_000)
        .Gauge<FilesystemLabels>();

    public static readonly Gauge<TargetLabels> ProbeSuccess = Declare("probe_success", Unit.Of("probe"), "1 when the blackbox probe worked.", "blackbox")
        .Gauge<TargetLabels>();

    public static readonly Gauge<TargetLabels> ProbeDuration = Declare("probe_duration_seconds", Unit.Seconds, "How long the blackbox probe took.", "blackbox")
        .Gauge<TargetLabels>();

    private static MetricDeclaration Declare(string name, Unit unit, string help, string job) =>
        new(Domain.Platform, MetricOrigin.Scrape, name, unit, help, job);
}
