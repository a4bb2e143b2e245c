using Analytics.AlertRules.Platform;

namespace Analytics.Dashboards.Operations;

/// <summary>Background jobs: the product's, and our worker's.</summary>
public static class JobsBoard
{
    private static readonly LabelVariable Job = Variable.Of(PlatformMetrics.JobRuns, PlatformMetrics.JobRuns.Labels.JobName, "Job");

    public static Dashboard Board { get; } = new(
        "jobs",
        Audience.Operations,
        "Jobs",
        "Whether the product's background jobs and the worker's own ran, how long they took, and which failed.",
        new Row("Did the product's jobs run?", Failed, Runs, FailedOverTime),
        new Row("Do they take longer?", Duration, ByJob),
        new Row("Did the worker's jobs run?", Worker))
    {
        Variables = [Job],
        Period = TimeSpan.FromDays(2),
        Links = [BoardLink.To(() => OperationsBoard.Board)],
        Annotations = Annotation.Usual,
        ReaderTest =
        [
            new("Which job failed?", FailedOverTime, "the colour of the bar"),
            new("Does a job take longer every day?", Duration, "a line that rises"),
            new("Are the boards' numbers computed?", Worker, "the column of the last success"),
        ],
    };

    private static Stat Failed => Stat.Total("Failed runs", "Runs that failed in the chosen time.", OfFailed.Increase(BoardTime.Whole).SumBy().Or(Promql.Vector(0))) with
    {
        Thresholds = Thresholds.Rising(warning: 0.5, critical: 5),
    };

    private static TimeSeries Runs => new("Runs in each hour", "How often each job ran. A gap is a scheduler that sleeps.", PlatformMetrics.JobRuns.Where(_ => Job.Chosen).Increase(1.Hours()).SumBy(l => l.JobName))
    {
        Drawing = Drawing.Bars,
        Stacked = true,
        Min = 0,
        Width = 10,
    };

    private static TimeSeries FailedOverTime => new("Failed runs in each hour", "Which jobs failed, and when.", OfFailed.Increase(1.Hours()).SumBy(l => l.JobName))
    {
        Links = [BoardLink.ToRunbook(Jobs.JobFailed)],
        EmptyWithout = "No run failed in the chosen time.",
        Drawing = Drawing.Bars,
        Stacked = true,
        Min = 0,
        Width = 10,
    };

    private static TimeSeries Duration => new(
        "Duration, p95",
        "19 of 20 runs are done within this time, for each job.",
        PlatformMetrics.JobRunDuration.Where(_ => Job.Chosen).Quantile(0.95, BoardTime.Rate, l => l.JobName))
    {
        Min = 0,
        EmptyWithout = "No run in the chosen time.",
    };

    private static Table ByJob => new(
        "Job by job",
        "Runs, failures and the mean duration of the chosen time.",
        [(PlatformMetrics.JobRuns.Labels.JobName, "Job")],
        new Column("Runs", PlatformMetrics.JobRuns.Where(_ => Job.Chosen).Increase(BoardTime.Whole).SumBy(l => l.JobName)) { Decimals = 0 },
        new Column("Failed", OfFailed.Increase(BoardTime.Whole).SumBy(l => l.JobName)) { Decimals = 0, Cell = Cell.ColouredGround, Thresholds = Thresholds.Rising(0.5, 5) },
        new Column("Mean duration", PlatformMetrics.JobRunDuration.Where(_ => Job.Chosen).Average(BoardTime.Whole, l => l.JobName)))
    {
        SortedBy = "Failed",
        Width = 12,
    };

    private static Table Worker => new(
        "The worker's jobs",
        "How long ago each job last succeeded, and how often it failed since.",
        [(PipelineMetrics.JobLastSuccess.Labels.JobName, "Job")],
        new Column("Since the last success", Promql.Time() - PipelineMetrics.JobLastSuccess.Series().MaxBy(l => l.JobName)),
        new Column("Failures since", PipelineMetrics.JobFailing.Series().MaxBy(l => l.JobName)) { Cell = Cell.ColouredGround, Thresholds = Thresholds.Rising(warning: 1, critical: 3) });

    private static CounterSelection<JobRunLabels> OfFailed => PlatformMetrics.JobRuns.Where(l => l.Result.Is(RunResult.Failed), _ => Job.Chosen);
}
