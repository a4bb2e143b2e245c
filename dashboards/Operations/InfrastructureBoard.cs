using Analytics.AlertRules.Platform;

namespace Analytics.Dashboards.Operations;

/// <summary>The machines: how much of each resource is used, and when it will be full.</summary>
public static class InfrastructureBoard
{
    private static readonly LabelVariable Machine = Variable.Of(ExternalMetrics.NodeCpuSeconds, PlatformLabels.Instance, "Machine");

    private static readonly FilesystemLabels Files = ExternalMetrics.NodeFilesystemSize.Labels;

    public static Dashboard Board { get; } = new(
        "infrastructure",
        Audience.Operations,
        "Infrastructure: machines",
        "For each resource of a machine: how much of it is used, and when it will be full.",
        new Row("Is a processor short?", CpuByMode, CpuInUse),
        new Row("Is memory short?", MemoryUsed, MemoryLeft),
        new Row("Is a disk filling up?", DiskUsed, DiskFull, DiskTable),
        new Row("Is everything watched?", Targets))
    {
        Variables = [Machine],
        Links = [BoardLink.To(() => OperationsBoard.Board)],
        Annotations = Annotation.Usual,
        ReaderTest =
        [
            new("Is a processor short?", CpuInUse, "a line above the dashed one"),
            new("When is the disk full?", DiskFull, "red: within four days"),
            new("Is something not watched?", Targets, "a red band"),
        ],
    };

    private static TimeSeries CpuByMode => new(
        "Processor, by what it does",
        "The share of processor time in each mode. Waiting for the disk (iowait) is no work.",
        ExternalMetrics.NodeCpuSeconds.Where(l => l.Mode.IsNot(CpuMode.Idle), _ => Machine.Chosen).Rate(BoardTime.Rate).AvgBy(l => l.Mode))
    {
        Stacked = true,
        Min = 0,
        Max = 1,
    };

    private static TimeSeries CpuInUse => new(
        "Processor in use",
        "The share of each machine's processor time in use. Alert above 80 %.",
        1 - ExternalMetrics.NodeCpuSeconds.Where(l => l.Mode.Is(CpuMode.Idle), _ => Machine.Chosen).Rate(BoardTime.Rate).AvgBy(l => l.Instance))
    {
        Links = [BoardLink.ToRunbook(GoldenSignals.HighCpuSaturation)],
        Min = 0,
        Max = 1,
        Thresholds = Thresholds.Rising(warning: 0.7, critical: 0.8),
        ShowThresholds = true,
    };

    private static TimeSeries MemoryUsed => new(
        "Memory in use",
        "The share of each machine's memory in use. Alert above 90 %.",
        1 - (ExternalMetrics.NodeMemoryAvailable.Where(_ => Machine.Chosen) / ExternalMetrics.NodeMemoryTotal.Where(_ => Machine.Chosen)).MaxBy(Machine.Label.Name))
    {
        Links = [BoardLink.ToRunbook(GoldenSignals.HighMemorySaturation)],
        Min = 0,
        Max = 1,
        Thresholds = Thresholds.Rising(warning: 0.8, critical: 0.9),
        ShowThresholds = true,
    };

    private static TimeSeries MemoryLeft => new("Memory that is left", "What programs can still have without swapping.", ExternalMetrics.NodeMemoryAvailable.Where(_ => Machine.Chosen).MinBy(l => l.Instance))
    {
        Min = 0,
    };

    private static TimeSeries DiskUsed => new("Disk in use", "The share in use of the ten fullest file systems. Alert above 85 %.", (1 - Left).TopK(10))
    {
        Links = [BoardLink.ToRunbook(Infrastructure.DiskAlmostFull)],
        Min = 0,
        Max = 1,
        Thresholds = Thresholds.Rising(warning: 0.75, critical: 0.85),
        ShowThresholds = true,
    };

    private static Stat DiskFull => new(
        "Least free space in 4 days",
        "Where the fall of the last 6 hours leads to: 0 means that a disk will be full within 4 days.",
        OnDisks(ExternalMetrics.NodeFilesystemAvailable).PredictLinear(6.Hours(), 4.Days()).MinBy().ClampMin(0))
    {
        Links = [BoardLink.ToRunbook(Infrastructure.DiskFillsSoon)],
        Thresholds = Thresholds.Falling(good: 1e9, critical: 1),
        Course = false,
        Width = 12,
    };

    private static Table DiskTable => new(
        "File systems",
        "The twenty fullest, with what is left.",
        [(PlatformLabels.Instance, "Machine"), (Files.Mountpoint, "Mounted at")],
        new Column("In use", (1 - Left).TopK(20)) { Decimals = 1, Cell = Cell.Bar, Thresholds = Thresholds.Rising(0.75, 0.85) },
        new Column("Left", OnDisks(ExternalMetrics.NodeFilesystemAvailable).MinBy(l => l.Instance, l => l.Mountpoint).BottomK(20)))
    {
        SortedBy = "In use",
    };

    private static StateTimeline Targets => new("Programs that Prometheus watches", "Green when the last scrape worked.", ExternalMetrics.Up.Series().MinBy(l => l.Job))
    {
        Links = [BoardLink.ToRunbook(Availability.ServiceDown)],
        Mappings = [new(1, "up", Colour.Green), new(0, "down", Colour.Red)],
        Thresholds = Thresholds.AtLeast(1),
        Width = 24,
    };

    private static InstantVector Left =>
        (OnDisks(ExternalMetrics.NodeFilesystemAvailable) / OnDisks(ExternalMetrics.NodeFilesystemSize)).MinBy(Machine.Label.Name, Files.Mountpoint.Name);

    private static GaugeSelection<FilesystemLabels> OnDisks(Gauge<FilesystemLabels> metric) =>
        metric.Where(l => l.Fstype.IsNotIn("tmpfs", "overlay", "ramfs"), _ => Machine.Chosen);
}
