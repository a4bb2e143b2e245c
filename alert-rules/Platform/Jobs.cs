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

    public static readonly Alert WorkerJobLate = new("WorkerJobLate",
        (Promql.Time() - PipelineMetrics.JobWaitingSince.Series().MaxBy(l => l.JobName)) > PipelineMetrics.JobLateAfter.Series().MaxBy(l => l.JobName))
    {
        For = 5.Minutes(),
        Priority = Priority.P2,
        Team = Teams.Platform,
        Signal = "jobs",
        Dashboard = Board,
        Summary = $"The worker's job {LabelOf(Name)} is late",
        Description = $"{LabelOf(Name)} last succeeded, or was first scheduled, {AsDuration} ago: longer than the table of jobs allows it.",
        Impact = "The series it writes back are old, or were never there.",
    };

    public static readonly Alert WorkerDaysFailed = new("WorkerDaysFailed",
        PipelineMetrics.JobDays.Where(l => l.State.Is(JobDay.Failed)).MaxBy(l => l.JobName) > 0)
    {
        For = 1.Minutes(),
        Priority = Priority.P2,
        Team = Teams.Platform,
        Signal = "jobs",
        Dashboard = Board,
        Summary = $"Past days of the worker's job {LabelOf(Name)} failed for good",
        Description = $"{AsNumber} days that somebody asked {LabelOf(Name)} for were tried as often as the table of jobs allows, and are not done.",
        Impact = "The job's series have holes, or old numbers, on these days; jobs that depend on it wait.",
    };

    public static readonly Alert WorkerSeriesNearBudget = new("WorkerSeriesNearBudget",
        (PipelineMetrics.JobSeries.Series().MaxBy(l => l.JobName) / PipelineMetrics.JobSeriesBudget.Series().MaxBy(l => l.JobName)) > 0.8)
    {
        For = 10.Minutes(),
        Priority = Priority.P3,
        Team = Teams.Platform,
        Signal = "jobs",
        Dashboard = Board,
        Summary = $"The worker's job {LabelOf(Name)} has almost as many series as it may",
        Description = $"{LabelOf(Name)} uses {AsPercentage} of its budget of series.",
        Impact = "Beyond the budget it publishes nothing and fails: all its series end.",
    };

    public static readonly RuleFile File = new(typeof(Jobs), new RuleGroup("jobs", JobFailed, WorkerJobFailing, WorkerJobLate, WorkerDaysFailed, WorkerSeriesNearBudget) { Interval = 1.Minutes() });
}
