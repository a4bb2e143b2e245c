using Analytics.AlertRules.Platform;

namespace Analytics.Dashboards.Operations;

/// <summary>What the engineer on call looks at first.</summary>
public static class OperationsBoard
{
    private static readonly ApiRequestLabels Api = PlatformMetrics.ApiRequests.Labels;

    private static readonly LabelVariable Service = Variable.Of(PlatformMetrics.ApiRequests, Api.Service, "Service");

    private static readonly Thresholds ErrorSteps = Thresholds.Rising(warning: 0.01, critical: 0.05);

    private static readonly Thresholds LatencySteps = Thresholds.Rising(warning: 0.5, critical: 2);

    private static readonly Thresholds FullSteps = Thresholds.Rising(warning: 0.8, critical: 0.9);

    public static Dashboard Board { get; } = new(
        "operations",
        Audience.Operations,
        "Operations: what is wrong now?",
        "For the engineer on call: alerts first, then the golden signals of each service from left to right (traffic, errors, duration), then the pipeline and the machine.",
        new Row("Is anything on fire?", Firing, Targets, Probes),
        new Row("Are the services well?", Traffic, Errors, Duration, Services),
        new Row("Does the pipeline keep up?", Waiting, LogFill, DeadLetters, Failures, Events, Refused, FlushTimes),
        new Row("Has the machine room left?", Cpu, Memory, Disk),
        new Row("Did the jobs run?", Jobs))
    {
        Variables = [Service],
        Period = TimeSpan.FromHours(6),
        Refresh = TimeSpan.FromSeconds(30),
        Links = [BoardLink.To(() => AlertsBoard.Board), BoardLink.To(() => ServicesBoard.Board), BoardLink.To(() => SlaBoard.Board)],
        Annotations = Annotation.Usual,
        ReaderTest =
        [
            new("Must I act?", Firing, "the list is not empty"),
            new("Which service is it?", Errors, "the line above the dashed one"),
            new("Is data waiting?", Waiting, "orange or red instead of green"),
        ],
    };

    private static AlertList Firing => new("Alerts", "What fires now, worst first. Each leads to its runbook.");

    private static StateTimeline Targets => new(
        "Is everything up?",
        "Each program that Prometheus watches: green when its last scrape worked.",
        ExternalMetrics.Up.Series().MinBy(l => l.Job))
    {
        Links = [BoardLink.ToRunbook(Availability.ServiceDown)],
        Mappings = [new(1, "up", Colour.Green), new(0, "down", Colour.Red)],
        Thresholds = Thresholds.AtLeast(1),
        Unit = "short",
    };

    private static StatusHistory Probes => new(
        "Does the front door answer?",
        "Seen from outside: green when the health page answered in time.",
        ExternalMetrics.ProbeSuccess.Series().MinBy(l => l.Instance))
    {
        Links = [BoardLink.ToRunbook(Availability.ProbeFailed)],
        Mappings = [new(1, "answers", Colour.Green), new(0, "silent", Colour.Red)],
        Thresholds = Thresholds.AtLeast(1),
        Width = 24,
        Height = 4,
    };

    private static TimeSeries Traffic => new(
        "Requests",
        "Requests answered a second, for each service. A sudden silence is as bad as a flood.",
        PlatformMetrics.ApiRequests.Where(_ => Service.Chosen).Rate(BoardTime.Rate).SumBy(l => l.Service))
    {
        Links = [BoardLink.ToRunbook(GoldenSignals.TrafficSpike)],
        Width = 8,
        Min = 0,
    };

    private static TimeSeries Errors => new(
        "Errors",
        "The share of requests answered with a server error. Alert above 5 %.",
        ErrorShare)
    {
        Links = [BoardLink.ToRunbook(GoldenSignals.HighErrorRate)],
        Width = 8,
        Min = 0,
        Thresholds = ErrorSteps,
        ShowThresholds = true,
    };

    private static TimeSeries Duration => new(
        "Duration, p95",
        "19 of 20 requests are answered within this time. Warning above 0.5 s, critical above 2 s.",
        P95)
    {
        Links = [BoardLink.ToRunbook(GoldenSignals.HighLatency)],
        Width = 8,
        Min = 0,
        Thresholds = LatencySteps,
        ShowThresholds = true,
    };

    private static Table Services => new(
        "Service by service, now",
        "The same three signals as numbers; sort by a column to find the worst.",
        [(Api.Service, "Service")],
        new Column("Requests", PlatformMetrics.ApiRequests.Where(_ => Service.Chosen).Rate(BoardTime.Rate).SumBy(l => l.Service)) { Decimals = 2 },
        new Column("Errors", ErrorShare) { Decimals = 2, Cell = Cell.ColouredGround, Thresholds = ErrorSteps },
        new Column("p95", P95) { Cell = Cell.ColouredGround, Thresholds = LatencySteps })
    {
        SortedBy = "Errors",
        Height = 6,
    };

    private static Stat Waiting => new(
        "Oldest waiting event",
        "How long the oldest acknowledged event has been waiting for PostgreSQL. Seconds are normal; minutes mean that PostgreSQL is away or slow.",
        PipelineMetrics.OldestUnprocessedAge.Series().MaxBy())
    {
        Links = [BoardLink.ToRunbook(Pipeline.PipelineStalled)],
        Thresholds = Thresholds.Rising(warning: 30, critical: 300),
    };

    private static Gauge LogFill => new(
        "Write-ahead log",
        "How full the log of acknowledged events is. When it is full, requests are turned away with 503.",
        (PipelineMetrics.LogSize.Series() / PipelineMetrics.LogLimit.Series()).Max())
    {
        Links = [BoardLink.ToRunbook(Pipeline.PipelineLogAlmostFull)],
        Thresholds = Thresholds.Rising(warning: 0.5, critical: 0.8),
        Width = 4,
    };

    private static Stat DeadLetters => new(
        "Refused events on record",
        "Refused events are kept: look at them, mend them, send them again with ./analytics events rejected.",
        PipelineMetrics.DeadLetters.Series().MaxBy())
    {
        Links = [BoardLink.ToRunbook(Pipeline.DeadLettersGrowing)],
        Decimals = 0,
    };

    private static Stat Failures => new(
        "Failures downstream",
        "Transactions to PostgreSQL that had to be repeated, and exports that the Collector did not take, in the chosen time.",
        PipelineMetrics.ProjectionFailures.Increase(BoardTime.Whole).SumBy().As("PostgreSQL"),
        PipelineMetrics.ExportFailures.Increase(BoardTime.Whole).SumBy().As("Collector"))
    {
        Links = [BoardLink.ToRunbook(Pipeline.ProjectionFailing)],
        Course = false,
        Decimals = 0,
        Thresholds = Thresholds.Rising(warning: 1, critical: 100),
    };

    private static TimeSeries Events => new(
        "Events",
        "Acknowledged and stored should lie on each other: the distance is what waits in the log.",
        PipelineMetrics.EventsAccepted.Rate(BoardTime.Rate).SumBy().As("acknowledged"),
        PipelineMetrics.EventsStored.Rate(BoardTime.Rate).SumBy().As("stored"),
        PipelineMetrics.EventsDuplicate.Rate(BoardTime.Rate).SumBy().As("sent twice"),
        PipelineMetrics.EventsSuppressed.Rate(BoardTime.Rate).SumBy().As("not allowed by the person"))
    {
        Width = 8,
        Min = 0,
    };

    private static TimeSeries Refused => new(
        "Refused",
        "Events refused, and requests turned away whole, by reason. A new reason usually means a new client.",
        PipelineMetrics.EventsRejected.Rate(BoardTime.Rate).SumBy(l => l.Reason).As("event: {{reason}}"),
        PipelineMetrics.RequestsRefused.Rate(BoardTime.Rate).SumBy(l => l.Reason).As("request: {{reason}}"))
    {
        Links = [BoardLink.ToRunbook(Pipeline.EventsRejected)],
        Unit = "cps",
        Width = 8,
        Min = 0,
    };

    private static Heatmap FlushTimes => new(
        "How long the disk takes",
        "Time of a write and fsync of the log. A client waits this long for its answer.",
        PipelineMetrics.LogFlushDuration.Series().BucketIncrease(BoardTime.Rate))
    {
        Width = 8,
    };

    private static TimeSeries Cpu => new(
        "Processor",
        "The share of the machine's processor time in use. Alert above 80 %.",
        (1 - ExternalMetrics.NodeCpuSeconds.Where(l => l.Mode.Is(CpuMode.Idle)).Rate(BoardTime.Rate).AvgBy(l => l.Instance)).As("{{instance}}"))
    {
        Links = [BoardLink.ToRunbook(GoldenSignals.HighCpuSaturation)],
        Width = 8,
        Min = 0,
        Max = 1,
        Thresholds = FullSteps,
        ShowThresholds = true,
    };

    private static TimeSeries Memory => new(
        "Memory",
        "The share of the machine's memory in use. Alert above 90 %.",
        1 - (ExternalMetrics.NodeMemoryAvailable.Series() / ExternalMetrics.NodeMemoryTotal.Series()).MaxBy(PlatformLabels.Instance.Name))
    {
        Links = [BoardLink.ToRunbook(GoldenSignals.HighMemorySaturation)],
        Width = 8,
        Min = 0,
        Max = 1,
        Thresholds = FullSteps,
        ShowThresholds = true,
    };

    private static TimeSeries Disk => new(
        "Disk",
        "The share in use of the ten fullest file systems. Alert above 85 %.",
        (1 - (ExternalMetrics.NodeFilesystemAvailable.Where(l => l.Fstype.IsNotIn("tmpfs", "overlay", "ramfs"))
            / ExternalMetrics.NodeFilesystemSize.Where(l => l.Fstype.IsNotIn("tmpfs", "overlay", "ramfs")))
            .MinBy(PlatformLabels.Instance.Name, ExternalMetrics.NodeFilesystemSize.Labels.Mountpoint.Name)).TopK(10))
    {
        Links = [BoardLink.ToRunbook(Infrastructure.DiskAlmostFull)],
        Width = 8,
        Min = 0,
        Max = 1,
        Thresholds = Thresholds.Rising(warning: 0.75, critical: 0.85),
        ShowThresholds = true,
    };

    private static Table Jobs => new(
        "The worker's jobs",
        "When each job last succeeded, and how often it failed since.",
        [(PipelineMetrics.JobLastSuccess.Labels.JobName, "Job")],
        new Column("Last success", Promql.Time() - PipelineMetrics.JobLastSuccess.Series().MaxBy(l => l.JobName)),
        new Column("Failures since", PipelineMetrics.JobFailing.Series().MaxBy(l => l.JobName)) { Cell = Cell.ColouredGround, Thresholds = Thresholds.Rising(warning: 1, critical: 3) });

    private static InstantVector ErrorShare => Share.Of(
        PlatformMetrics.ApiRequests.Where(l => l.StatusClass.Is(StatusClass.ServerError), _ => Service.Chosen).Rate(BoardTime.Rate).SumBy(l => l.Service),
        PlatformMetrics.ApiRequests.Where(_ => Service.Chosen).Rate(BoardTime.Rate).SumBy(l => l.Service));

    private static InstantVector P95 => PlatformMetrics.ApiRequestDuration.Where(_ => Service.Chosen).Quantile(0.95, BoardTime.Rate, l => l.Service);
}
