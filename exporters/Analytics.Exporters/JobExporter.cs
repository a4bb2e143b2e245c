using System.Diagnostics.Metrics;
using Analytics.Catalog;
using Analytics.Exporters.Otlp;

namespace Analytics.Exporters;

/// <summary>How a job of the worker is doing.</summary>
/// <param name="Job">Its name.</param>
/// <param name="LastSuccess">When it last succeeded; null when it never did.</param>
/// <param name="WaitingSince">Its last success, or, when there is none, when it was first scheduled; null when it was not.</param>
/// <param name="LateAfter">How long without success makes it late.</param>
/// <param name="FailedSince">Failed runs since its last success.</param>
/// <param name="DaysWaiting">Past days that it was asked for and that wait.</param>
/// <param name="DaysFailed">Past days that it was asked for and that failed for good.</param>
/// <param name="Series">Series that it keeps present in Prometheus.</param>
/// <param name="SeriesBudget">How many it may have; zero for a job that publishes nothing.</param>
public sealed record JobVitals(string Job, DateTimeOffset? LastSuccess, DateTimeOffset? WaitingSince, TimeSpan LateAfter, long FailedSince, long DaysWaiting, long DaysFailed, long Series, long SeriesBudget);

/// <summary>The vital signs of the worker's jobs.</summary>
public sealed class JobExporter : IDisposable
{
    /// <param name="jobs">Answers from memory how each job is doing.</param>
    /// <param name="lookups">Answers from memory how many questions to the insights were hits or misses of their cache.</param>
    public JobExporter(Func<IReadOnlyList<JobVitals>> jobs, Func<CacheResult, double> lookups)
    {
        Instruments.Observe(PipelineMetrics.AnswerLookups, PipelineMetrics.AnswerLookups.Labels.Result, lookups);
        Instruments.Observe(PipelineMetrics.JobFailing, () => jobs().Select(job => Measured(PipelineMetrics.JobFailing, job, job.FailedSince)));
        Instruments.Observe(PipelineMetrics.JobLastSuccess, () => jobs().Where(job => job.LastSuccess is not null)
            .Select(job => Measured(PipelineMetrics.JobLastSuccess, job, Seconds(job.LastSuccess!.Value))));
        Instruments.Observe(PipelineMetrics.JobWaitingSince, () => jobs().Where(job => job.WaitingSince is not null)
            .Select(job => Measured(PipelineMetrics.JobWaitingSince, job, Seconds(job.WaitingSince!.Value))));
        Instruments.Observe(PipelineMetrics.JobLateAfter, () => jobs().Select(job => Measured(PipelineMetrics.JobLateAfter, job, job.LateAfter.TotalSeconds)));
        Instruments.Observe(PipelineMetrics.JobSeries, () => jobs().Where(job => job.SeriesBudget > 0).Select(job => Measured(PipelineMetrics.JobSeries, job, job.Series)));
        Instruments.Observe(PipelineMetrics.JobSeriesBudget, () => jobs().Where(job => job.SeriesBudget > 0).Select(job => Measured(PipelineMetrics.JobSeriesBudget, job, job.SeriesBudget)));
        Instruments.Observe(PipelineMetrics.JobDays, () => jobs().SelectMany(job => new[] { Measured(job, JobDay.Waiting, job.DaysWaiting), Measured(job, JobDay.Failed, job.DaysFailed) }));
    }

    internal Instruments Instruments { get; } = new("Analytics.Jobs");

    public void Dispose() => Instruments.Dispose();

    private static double Seconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000.0;

    private static Measurement<double> Measured(JobVitals job, JobDay state, double days) => new(
        days,
        KeyValuePair.Create(PipelineMetrics.JobDays.Labels.JobName.Name, (object?)job.Job),
        KeyValuePair.Create(PipelineMetrics.JobDays.Labels.State.Name, (object?)WireName.Of(state)));

    private static Measurement<double> Measured(Catalog.Gauge<JobLabels> metric, JobVitals job, double value) =>
        new(value, KeyValuePair.Create(metric.Labels.JobName.Name, (object?)job.Job));
}
