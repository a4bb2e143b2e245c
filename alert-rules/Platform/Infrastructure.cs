using Analytics.Catalog;
using Analytics.PromQL;
using Analytics.Rules;
using static Analytics.Rules.Template;

namespace Analytics.AlertRules.Platform;

/// <summary>The machines: disks and memory before they run out. Cores and memory that are exhausted are golden signals.</summary>
public static class Infrastructure
{
    private const string Board = "analytics-infrastructure";
    private const string NoRealDisk = "tmpfs|ramfs|overlay|squashfs|devtmpfs|autofs|fuse.*";

    private static readonly FilesystemLabels Disk = ExternalMetrics.NodeFilesystemSize.Labels;

    public static readonly Recording DiskUsage = new("mountpoint:disk_usage:ratio",
        1 - ExternalMetrics.NodeFilesystemAvailable.Where(l => l.Fstype.DoesNotMatch(NoRealDisk)).MinBy(l => l.Instance, l => l.Mountpoint)
            / (ExternalMetrics.NodeFilesystemSize.Where(l => l.Fstype.DoesNotMatch(NoRealDisk)).MinBy(l => l.Instance, l => l.Mountpoint) > 0),
        "Share of a file system that is full, as an ordinary user sees it.");

    public static readonly Alert DiskAlmostFull = new("DiskAlmostFull", DiskUsage.Series > 0.85)
    {
        For = 10.Minutes(),
        Priority = Priority.P2,
        Team = Teams.Platform,
        Signal = "disk",
        Dashboard = Board,
        Summary = $"{LabelOf(Disk.Mountpoint)} of {LabelOf(PlatformLabels.Instance)} is nearly full",
        Description = $"{AsPercentage} of {LabelOf(Disk.Mountpoint)} on {LabelOf(PlatformLabels.Instance)} is used; the limit is 85 %.",
        Impact = "When the disk is full, the write-ahead log takes no more events and the gateway answers 503.",
    };

    public static readonly Alert DiskFillsSoon = new("DiskFillsSoon",
        (ExternalMetrics.NodeFilesystemAvailable.Where(l => l.Fstype.DoesNotMatch(NoRealDisk)).PredictLinear(6.Hours(), 4.Hours()).MinBy(l => l.Instance, l => l.Mountpoint) < 0)
            .And(DiskUsage.Series > 0.6))
    {
        For = 30.Minutes(),
        Priority = Priority.P1,
        Team = Teams.Platform,
        Signal = "disk",
        Dashboard = Board,
        Summary = $"{LabelOf(Disk.Mountpoint)} of {LabelOf(PlatformLabels.Instance)} will be full within 4 hours",
        Description = $"If {LabelOf(Disk.Mountpoint)} on {LabelOf(PlatformLabels.Instance)} fills on as in the last 6 hours, it is full within 4 hours.",
        Impact = "Then the write-ahead log takes no more events and the gateway answers 503.",
    };

    /// <summary>The owner's runbooks ask for a ticket at 80 %, his operations for an alarm at 85 %: one, then the other.</summary>
    public static readonly Alert DiskSpaceLow = new("DiskSpaceLow", DiskUsage.Series > 0.8)
    {
        For = 30.Minutes(),
        Priority = Priority.P3,
        Team = Teams.Platform,
        Signal = "disk",
        Dashboard = Board,
        Summary = $"{LabelOf(Disk.Mountpoint)} of {LabelOf(PlatformLabels.Instance)} is getting full",
        Description = $"{AsPercentage} of {LabelOf(Disk.Mountpoint)} on {LabelOf(PlatformLabels.Instance)} is used; space is made from 80 % on.",
        Impact = "Nothing yet. Old logs and archives can go in a quiet hour.",
    };

    public static readonly Alert HighMemoryUsage = new("HighMemoryUsage", GoldenSignals.MemoryUsage.Series > 0.85)
    {
        For = 5.Minutes(),
        KeepFiringFor = 5.Minutes(),
        Priority = Priority.P2,
        Team = Teams.Platform,
        Signal = "memory",
        Dashboard = Board,
        Summary = $"The memory of {LabelOf(PlatformLabels.Instance)} is getting scarce",
        Description = $"{AsPercentage} of the memory of {LabelOf(PlatformLabels.Instance)} is in use; the limit is 85 %.",
        Impact = "Caches of the file system shrink, so disks have more to do; at 90 % it becomes urgent.",
    };

    public static readonly Alert MemoryGrowing = new("MemoryGrowing",
        (ExternalMetrics.NodeMemoryAvailable.Series().PredictLinear(6.Hours(), 1.Days()).MinBy(l => l.Instance) < 0).And(GoldenSignals.MemoryUsage.Series > 0.5))
    {
        For = 1.Hours(),
        Priority = Priority.P2,
        Team = Teams.Platform,
        Signal = "memory",
        Dashboard = Board,
        Summary = $"The memory of {LabelOf(PlatformLabels.Instance)} will be used up within a day",
        Description = $"If the memory of {LabelOf(PlatformLabels.Instance)} is used up on as in the last 6 hours, nothing is left within a day.",
        Impact = "A program leaks. The kernel will kill a process, probably the largest.",
    };

    public static readonly RuleFile File = new(typeof(Infrastructure),
        new RuleGroup("infrastructure", DiskUsage, DiskAlmostFull, DiskFillsSoon, DiskSpaceLow, HighMemoryUsage, MemoryGrowing) { Interval = 1.Minutes() });
}
