using Analytics.Catalog;
using Analytics.PromQL;
using Analytics.Rules;
using static Analytics.Rules.Template;

namespace Analytics.AlertRules.Platform;

/// <summary>Background jobs: those of the product, reported as events, and those of our own worker.</summary>
public static class Jobs
{
    private const string Board = "analytics-jobs";

    private static readonly Label<string> Name = PipelineMetrics.JobFailing.Labels.JobName;

    public static readonly Alert JobFailed = new("JobFailed",
        PlatformMetrics.JobRuns.Where(l => l.Result.Is(RunResult.Failed)).IncreaseFromZero(15.Minutes(), 1.Days()).SumBy(l => l.JobName) > 0)
    {
        Priority = Priority.P2,
        Team = Teams.Platform,
        Signal = "jobs",
        Dashboard = Board,
        Summary = $"The job {LabelOf(PlatformMetrics.JobRuns.Labels.JobName)} failed",
        Description = $"{AsNumber} runs of {LabelOf(PlatformMetrics.JobRuns.Labels.JobName)} failed in the last 15 minutes.",
        Impact = "What the job makes (aggregates, a warm cache, reports) is stale until it succeeds.",
    };

    public static readonly Alert WorkerJobFailing = new("WorkerJobFailing", PipelineMetrics.JobFailing.Series().MaxBy(l => l.JobName) >= 2)
    {
        For = 1.Minutes(),
        Priority = Priority.P1,
        Team = Teams.Platform,
        Signal = "jobs",
        Dashboard = Board,
        Summary = $"The worker's job {LabelOf(Name)} fails again and again",
        Description = $"{LabelOf(Name)} has failed {AsNumber} times since its last success.",
        Impact = "The series it writes back (service levels, cohorts) end; boards and alerts over them go blank.",
    };

    public static readonly Alert WorkerJobLate = new("WorkerJobLate", Promql.Time() - PipelineMetrics.JobLastSuccess.Series().MaxBy(l => l.JobName) > 26 * 3600)
    {
        For = 5.Minutes(),
        Priority = Priority.P2,
        Team = Teams.Platform,
        Signal = "jobs",
        Dashboard = Board,
        Summary = $"The worker's job {LabelOf(Name)} is late",
        Description = $"{LabelOf(Name)} last succeeded {AsDuration} ago; every job runs at least once a day.",
        Impact = "The series it writes back are a day old.",
    };

    public static readonly RuleFile File = new(typeof(Jobs), new RuleGroup("jobs", JobFailed, WorkerJobFailing, WorkerJobLate) { Interval = 1.Minutes() });
}
