using Analytics.Catalog;
using Analytics.PromQL;
using Analytics.Rules;
using static Analytics.Rules.Template;

namespace Analytics.AlertRules.Platform;

/// <summary>Latency, traffic, errors and saturation of every service that reports requests, and of every machine.</summary>
public static class GoldenSignals
{
    private const string Board = "analytics-services";

    /// <summary>Below this many requests a second (15 in 5 minutes) a ratio or a percentile says more about chance than about the service.</summary>
    private const double QuietBelow = 0.05;

    private static readonly Label<string> Service = PlatformMetrics.ApiRequests.Labels.Service;

    public static readonly Recording RequestRate = new("service:api_requests:rate5m",
        PlatformMetrics.ApiRequests.Rate(5.Minutes()).SumBy(l => l.Service), "Requests per second.");

    public static readonly Recording ErrorRatio = new("service:api_errors:ratio_rate5m",
        Share.Of(
            PlatformMetrics.ApiRequests.Where(l => l.StatusClass.Is(StatusClass.ServerError)).Rate(5.Minutes()).SumBy(l => l.Service),
            PlatformMetrics.ApiRequests.Rate(5.Minutes()).SumBy(l => l.Service)),
        "Share of requests answered with a server error.");

    public static readonly Recording LatencyP95 = new("service:api_latency_seconds:p95_5m",
        PlatformMetrics.ApiRequestDuration.Quantile(0.95, 5.Minutes(), l => l.Service), "95th percentile of the duration of answers.");

    public static readonly Recording CpuUsage = new("instance:cpu_usage:ratio_rate5m",
        1 - ExternalMetrics.NodeCpuSeconds.Where(l => l.Mode.Is(CpuMode.Idle)).Rate(5.Minutes()).AvgBy(l => l.Instance), "Share of the machine's cores that was busy.");

    public static readonly Recording MemoryUsage = new("instance:memory_usage:ratio",
        1 - ExternalMetrics.NodeMemoryAvailable.Series().MinBy(l => l.Instance) / ExternalMetrics.NodeMemoryTotal.Series().MinBy(l => l.Instance),
        "Share of the machine's memory that is in use.");

    public static readonly Alert HighLatency = new("HighLatency", Busy(LatencyP95.Series > 0.5))
    {
        For = 5.Minutes(),
        Priority = Priority.P2,
        Team = Teams.Platform,
        Signal = "latency",
        Dashboard = Board,
        Summary = $"{LabelOf(Service)} answers slowly",
        Description = $"The 95th percentile of the answers of {LabelOf(Service)} took {AsDuration} over the last 5 minutes; the limit is 500 ms.",
        Impact = "People wait noticeably. The SLA promises 95 % of answers within 500 ms.",
    };

    public static readonly Alert CriticalLatency = new("CriticalLatency", Busy(LatencyP95.Series > 2))
    {
        For = 2.Minutes(),
        Priority = Priority.P1,
        Team = Teams.Platform,
        Signal = "latency",
        Dashboard = Board,
        Summary = $"{LabelOf(Service)} answers very slowly",
        Description = $"The 95th percentile of the answers of {LabelOf(Service)} took {AsDuration} over the last 5 minutes; the limit is 2 s.",
        Impact = "Screens do not load; clients time out and retry, which adds load.",
    };

    public static readonly Alert ApiResponseSlow = new("ApiResponseSlow",
        (PlatformMetrics.ApiRequestDuration.Quantile(0.95, 5.Minutes()) > 2).And(PlatformMetrics.ApiRequests.Rate(5.Minutes()).SumBy() > QuietBelow))
    {
        For = 2.Minutes(),
        Priority = Priority.P1,
        Team = Teams.Platform,
        Signal = "latency",
        Dashboard = Board,
        Summary = "The API as a whole answers very slowly",
        Description = $"The 95th percentile over all services took {AsDuration} over the last 5 minutes; incident response starts at 2 s.",
        Impact = "Not one slow service but the product is slow: look for what all services share (database, network, machine).",
    };

    public static readonly Alert TrafficSpike = new("TrafficSpike",
        (RequestRate.Series > RequestRate.Series.Range(1.Hours()).AvgOverTime() * 3).And(RequestRate.Series > 1))
    {
        For = 5.Minutes(),
        Priority = Priority.P2,
        Team = Teams.Platform,
        Signal = "traffic",
        Dashboard = Board,
        Summary = $"{LabelOf(Service)} gets more than three times its usual traffic",
        Description = $"{LabelOf(Service)} answers {AsNumber} requests/s, more than three times the mean of its last hour.",
        Impact = "Saturation follows. It may be success, a retry storm, or an attack.",
    };

    public static readonly Alert HighErrorRate = new("HighErrorRate", Busy(ErrorRatio.Series > 0.05))
    {
        For = 2.Minutes(),
        Priority = Priority.P1,
        Team = Teams.Platform,
        Signal = "errors",
        Dashboard = Board,
        Summary = $"{LabelOf(Service)} answers with errors",
        Description = $"{AsPercentage} of the requests to {LabelOf(Service)} ended in a server error over the last 5 minutes; the limit is 5 %.",
        Impact = "People see failures, and the error budget burns.",
    };

    public static readonly Alert CriticalErrorRate = new("CriticalErrorRate", Busy(ErrorRatio.Series > 0.1))
    {
        For = 5.Minutes(),
        Priority = Priority.P0,
        Team = Teams.Platform,
        Signal = "errors",
        Dashboard = Board,
        Summary = $"{LabelOf(Service)} fails for many",
        Description = $"{AsPercentage} of the requests to {LabelOf(Service)} have ended in a server error for 5 minutes; the limit is 10 %.",
        Impact = "A partial outage. Declare an incident.",
    };

    public static readonly Alert HighCpuSaturation = new("HighCpuSaturation", CpuUsage.Series > 0.8)
    {
        For = 10.Minutes(),
        Priority = Priority.P2,
        Team = Teams.Platform,
        Signal = "saturation",
        Dashboard = "analytics-infrastructure",
        Summary = $"The cores of {LabelOf(PlatformLabels.Instance)} are busy",
        Description = $"{AsPercentage} of the cores of {LabelOf(PlatformLabels.Instance)} have been busy for 10 minutes; the limit is 80 %.",
        Impact = "Latency grows before anything fails.",
    };

    public static readonly Alert HighMemorySaturation = new("HighMemorySaturation", MemoryUsage.Series > 0.9)
    {
        For = 5.Minutes(),
        Priority = Priority.P1,
        Team = Teams.Platform,
        Signal = "saturation",
        Dashboard = "analytics-infrastructure",
        Summary = $"The memory of {LabelOf(PlatformLabels.Instance)} is nearly used up",
        Description = $"{AsPercentage} of the memory of {LabelOf(PlatformLabels.Instance)} is in use; the limit is 90 %.",
        Impact = "The kernel will kill a process, probably the largest: PostgreSQL or Prometheus.",
    };

    public static readonly RuleFile File = new(typeof(GoldenSignals),
        new RuleGroup("golden_signals_recordings", RequestRate, ErrorRatio, LatencyP95, CpuUsage, MemoryUsage) { Interval = 15.Seconds() },
        new RuleGroup("golden_signals", HighLatency, CriticalLatency, ApiResponseSlow, TrafficSpike, HighErrorRate, CriticalErrorRate, HighCpuSaturation, HighMemorySaturation)
        {
            Interval = 15.Seconds(),
        });

    private static InstantVector Busy(InstantVector condition) => condition.And(RequestRate.Series > QuietBelow).On(Service);
}
