using Analytics.Catalog;
using Analytics.PromQL;
using Analytics.Rules;
using static Analytics.Rules.Template;

namespace Analytics.AlertRules.Platform;

/// <summary>The pipeline itself: does what was acknowledged get through, and is the door open.</summary>
public static class Pipeline
{
    private const string Board = "analytics-pipeline";

    public static readonly Recording LogUsage = new("instance:pipeline_log_usage:ratio",
        PipelineMetrics.LogSize.Series().MaxBy(l => l.Instance) / (PipelineMetrics.LogLimit.Series().MaxBy(l => l.Instance) > 0),
        "Share of the write-ahead log's bound that waits for PostgreSQL.");

    public static readonly Recording RejectedRatio = new("pipeline:events_rejected:ratio_rate15m",
        Share.Of(
            PipelineMetrics.EventsRejected.Rate(15.Minutes()).SumBy(),
            PipelineMetrics.EventsRejected.Rate(15.Minutes()).SumBy() + PipelineMetrics.EventsAccepted.Rate(15.Minutes()).SumBy()),
        "Share of the events offered that were refused.");

    public static readonly Alert PipelineStalled = new("PipelineStalled", PipelineMetrics.OldestUnprocessedAge.Series().MaxBy(l => l.Instance) > 300)
    {
        For = 2.Minutes(),
        Priority = Priority.P1,
        Team = Teams.Platform,
        Signal = "database",
        Dashboard = Board,
        Summary = $"Events wait at {LabelOf(PlatformLabels.Instance)} and do not reach PostgreSQL",
        Description = $"The oldest acknowledged event at {LabelOf(PlatformLabels.Instance)} has been waiting for {AsDuration}; the limit is 5 minutes.",
        Impact = "Nothing is lost: acknowledged events are on the disk. But counters stand still, and every ratio of this page goes blind, until the log's bound is reached and the door shuts.",
    };

    public static readonly Alert PipelineLogAlmostFull = new("PipelineLogAlmostFull", LogUsage.Series > 0.8)
    {
        For = 2.Minutes(),
        Priority = Priority.P0,
        Team = Teams.Platform,
        Signal = "disk",
        Dashboard = Board,
        Summary = $"The write-ahead log of {LabelOf(PlatformLabels.Instance)} is nearly full",
        Description = $"{AsPercentage} of the log's bound is used at {LabelOf(PlatformLabels.Instance)}; at 100 % the gateway answers 503.",
        Impact = "Soon no event gets in; clients must keep and retry theirs.",
    };

    public static readonly Alert IntakeRefusing = new("IntakeRefusing",
        PipelineMetrics.RequestsRefused.Where(l => l.Reason.IsIn(RequestRefusal.LogFull, RequestRefusal.DiskFull)).Increase(5.Minutes())
            .SumBy(l => l.Instance, l => l.Reason) > 0)
    {
        KeepFiringFor = 5.Minutes(),
        Priority = Priority.P0,
        Team = Teams.Platform,
        Signal = "availability",
        Dashboard = Board,
        Summary = $"{LabelOf(PlatformLabels.Instance)} turns events away: {LabelOf(PipelineMetrics.RequestsRefused.Labels.Reason)}",
        Description = $"{AsNumber} requests were answered 503 in the last 5 minutes because of {LabelOf(PipelineMetrics.RequestsRefused.Labels.Reason)}.",
        Impact = "The door is shut. Events are lost wherever a client gives up.",
    };

    public static readonly Alert ProjectionFailing = new("ProjectionFailing", PipelineMetrics.ProjectionFailures.Increase(5.Minutes()).SumBy(l => l.Instance) > 3)
    {
        For = 1.Minutes(),
        Priority = Priority.P1,
        Team = Teams.Platform,
        Signal = "database",
        Dashboard = Board,
        Summary = $"{LabelOf(PlatformLabels.Instance)} cannot write to PostgreSQL",
        Description = $"{AsNumber} transactions of {LabelOf(PlatformLabels.Instance)} failed in the last 5 minutes and are tried again.",
        Impact = "Events pile up in the log. The database is unreachable, out of connections, or out of disk.",
    };

    public static readonly Alert DeadLettersGrowing = new("DeadLettersGrowing", PipelineMetrics.DeadLetters.Series().Delta(30.Minutes()).MaxBy(l => l.Job) > 10)
    {
        For = 5.Minutes(),
        Priority = Priority.P2,
        Team = Teams.Platform,
        Signal = "data_quality",
        Dashboard = Board,
        Summary = "Refused events pile up",
        Description = $"{AsNumber} more refused events are on record than half an hour ago.",
        Impact = "A client sends what the catalog does not know. The events are kept and can be replayed once the cause is fixed.",
    };

    public static readonly Alert EventsRejected = new("EventsRejected", RejectedRatio.Series > 0.05)
    {
        For = 10.Minutes(),
        Priority = Priority.P2,
        Team = Teams.Platform,
        Signal = "data_quality",
        Dashboard = Board,
        Summary = "Many events are refused",
        Description = $"{AsPercentage} of the events offered over the last 15 minutes were refused; the limit is 5 % (95 % of the data must be complete).",
        Impact = "Boards show less than happened. A new app version is the usual cause.",
    };

    public static readonly Alert ExportFailing = new("ExportFailing", PipelineMetrics.ExportFailures.Increase(10.Minutes()).SumBy(l => l.Job, l => l.Instance) > 3)
    {
        For = 5.Minutes(),
        Priority = Priority.P2,
        Team = Teams.Platform,
        Signal = "pipeline",
        Dashboard = Board,
        Summary = $"{LabelOf(PlatformLabels.Job)} cannot deliver its metrics",
        Description = $"The Collector did not take {AsNumber} exports of {LabelOf(PlatformLabels.Instance)} in the last 10 minutes.",
        Impact = "Counters are cumulative and catch up; histograms and gauges of the time are missing.",
    };

    public static readonly RuleFile File = new(typeof(Pipeline),
        new RuleGroup("pipeline", LogUsage, RejectedRatio, PipelineStalled, PipelineLogAlmostFull, IntakeRefusing, ProjectionFailing, DeadLettersGrowing, EventsRejected, ExportFailing)
        {
            Interval = 15.Seconds(),
        });
}
