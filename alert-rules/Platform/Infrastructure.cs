using Analytics.Catalog;
using Analytics.PromQL;
using Analytics.Rules;
using static Analytics.Rules.Template;

namespace Analytics.AlertRules.Platform;

/// <summary>The machines' disks.</summary>
public static class Infrastructure
{
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
        Summary = $"{LabelOf(Disk.Mountpoint)} of {LabelOf(PlatformLabels.Instance)} will be full within 4 hours",
        Description = $"If {LabelOf(Disk.Mountpoint)} on {LabelOf(PlatformLabels.Instance)} fills on as in the last 6 hours, it is full within 4 hours.",
        Impact = "Then the write-ahead log takes no more events and the gateway answers 503.",
    };

    public static readonly RuleFile File = new(typeof(Infrastructure),
        new RuleGroup("infrastructure", DiskUsage, DiskAlmostFull, DiskFillsSoon) { Interval = 1.Minutes() });
}
