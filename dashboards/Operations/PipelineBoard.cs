using Analytics.AlertRules.Platform;

namespace Analytics.Dashboards.Operations;

/// <summary>The pipeline itself, station by station.</summary>
public static class PipelineBoard
{
    public static Dashboard Board { get; } = new(
        "pipeline",
        Audience.Operations,
        "The pipeline itself",
        "The path of an event: door, log, PostgreSQL, Collector. Acknowledged events are on disk; this board shows where they wait, and what was refused and why.",
        new Row("Do events come in?", Accepted, Rejected, Suppressed, DoorOverTime, RejectedByReason, RefusedRequests),
        new Row("Does the log hold?", LogFill, LogSize, Flush, FlushTimes),
        new Row("Does PostgreSQL take them?", Waiting, StoredOverTime, ProjectionFailures),
        new Row("Do the numbers leave?", ExportFailures))
    {
        Period = TimeSpan.FromHours(6),
        Links = [BoardLink.To(() => OperationsBoard.Board), BoardLink.To(() => DataQualityBoard.Board), BoardLink.To(() => DatabaseBoard.Board)],
        Annotations = Annotation.Usual,
        ReaderTest =
        [
            new("Will clients be turned away soon?", LogFill, "the needle in orange or red"),
            new("Does PostgreSQL keep up?", Waiting, "a line that rises"),
            new("Why are events refused?", RejectedByReason, "the longest bar"),
        ],
    };

    private static Stat Accepted => Stat.Total("Acknowledged", "Events on disk, in the chosen time.", PipelineMetrics.EventsAccepted.Increase(BoardTime.Whole).SumBy());

    private static Stat Rejected => new("Refused", "Of the events that came in the chosen time, the share that was refused. They are kept and can be mended.", Share.Of(
        PipelineMetrics.EventsRejected.Increase(BoardTime.Whole).SumBy(),
        PipelineMetrics.EventsRejected.Increase(BoardTime.Whole).SumBy() + PipelineMetrics.EventsAccepted.Increase(BoardTime.Whole).SumBy()))
    {
        Course = false,
        Decimals = 2,
        Thresholds = Thresholds.Rising(warning: 0.01, critical: 0.05),
    };

    private static Stat Suppressed => Stat.Total("Dropped at people's wish", "Events of people who did not allow tracking: only their number is known.", PipelineMetrics.EventsSuppressed.Increase(BoardTime.Whole).SumBy());

    private static TimeSeries DoorOverTime => new(
        "At the door",
        "Events a second: acknowledged, refused, sent twice, not allowed by the person.",
        PipelineMetrics.EventsAccepted.Rate(BoardTime.Rate).SumBy().As("acknowledged"),
        PipelineMetrics.EventsRejected.Rate(BoardTime.Rate).SumBy().As("refused"),
        PipelineMetrics.EventsDuplicate.Rate(BoardTime.Rate).SumBy().As("sent twice"),
        PipelineMetrics.EventsSuppressed.Rate(BoardTime.Rate).SumBy().As("not allowed"))
    {
        Min = 0,
        SeriesColours = [("acknowledged", Colour.Green), ("refused", Colour.Red), ("sent twice", Colour.Yellow), ("not allowed", Colour.Purple)],
    };

    private static BarGauge RejectedByReason => new("Why events were refused", "Events of the chosen time, by reason.", PipelineMetrics.EventsRejected.Increase(BoardTime.Whole).SumBy(l => l.Reason).SortDescending())
    {
        Links = [BoardLink.ToRunbook(Pipeline.EventsRejected)],
        Decimals = 0,
        Width = 12,
    };

    private static BarGauge RefusedRequests => new(
        "Why requests were turned away",
        "Whole requests of the chosen time, by reason. 'log_full' and 'disk_full' are ours, the others the client's.",
        PipelineMetrics.RequestsRefused.Increase(BoardTime.Whole).SumBy(l => l.Reason).SortDescending())
    {
        Decimals = 0,
        Width = 12,
    };

    private static Gauge LogFill => new(
        "How full the log is",
        "Beyond its limit, requests are answered 503 until PostgreSQL has caught up.",
        (PipelineMetrics.LogSize.Series() / PipelineMetrics.LogLimit.Series()).Max())
    {
        Links = [BoardLink.ToRunbook(Pipeline.PipelineLogAlmostFull)],
        Thresholds = Thresholds.Rising(warning: 0.5, critical: 0.8),
    };

    private static TimeSeries LogSize => new("Bytes that wait in the log", "Not yet in PostgreSQL, for each gateway.", PipelineMetrics.LogSize.Series().MaxBy(l => l.Instance))
    {
        Min = 0,
        Width = 9,
    };

    private static TimeSeries Flush => new("Write and fsync, p99", "99 of 100 writes reach the disk within this time; a client waits for it.", PipelineMetrics.LogFlushDuration.Quantile(0.99, BoardTime.Rate, l => l.Instance))
    {
        Min = 0,
        Width = 9,
    };

    private static Heatmap FlushTimes => new("Write and fsync", "How many writes took so long.", PipelineMetrics.LogFlushDuration.Series().BucketIncrease(BoardTime.Rate));

    private static TimeSeries Waiting => new("Oldest waiting event", "How long the oldest acknowledged event has been waiting for PostgreSQL.", PipelineMetrics.OldestUnprocessedAge.Series().MaxBy(l => l.Instance))
    {
        Links = [BoardLink.ToRunbook(Pipeline.PipelineStalled)],
        Min = 0,
        Width = 8,
        Thresholds = Thresholds.Rising(warning: 30, critical: 300),
        ShowThresholds = true,
    };

    private static TimeSeries StoredOverTime => new(
        "Acknowledged and stored",
        "The two lie on each other when PostgreSQL keeps up.",
        PipelineMetrics.EventsAccepted.Rate(BoardTime.Rate).SumBy().As("acknowledged"),
        PipelineMetrics.EventsStored.Rate(BoardTime.Rate).SumBy().As("stored"))
    {
        Min = 0,
        Width = 8,
    };

    private static TimeSeries ProjectionFailures => new("Transactions that failed", "Tried again until they succeed; in each 10 minutes.", PipelineMetrics.ProjectionFailures.Increase(10.Minutes()).SumBy(l => l.Instance))
    {
        Links = [BoardLink.ToRunbook(Pipeline.ProjectionFailing)],
        Min = 0,
        Width = 8,
    };

    private static TimeSeries ExportFailures => new(
        "Exports that failed",
        "Exports of metrics that the Collector did not take, in each 10 minutes. Nothing is lost: counters are cumulative.",
        PipelineMetrics.ExportFailures.Increase(10.Minutes()).SumBy(l => l.Job, l => l.Instance).TopK(20))
    {
        Links = [BoardLink.ToRunbook(Pipeline.ExportFailing)],
        Min = 0,
    };
}
