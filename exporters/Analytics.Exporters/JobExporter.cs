using System.Diagnostics.Metrics;
using Analytics.Catalog;
using Analytics.Exporters.Otlp;

namespace Analytics.Exporters;

/// <summary>How a job of the worker is doing.</summary>
/// <param name="Job">Its name.</param>
/// <param name="LastSuccess">When it last succeeded; null when it never did.</param>
/// <param name="FailedSince">Failed runs since then.</param>
public sealed record JobVitals(string Job, DateTimeOffset? LastSuccess, long FailedSince);

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
            .Select(job => Measured(PipelineMetrics.JobLastSuccess, job, job.LastSuccess!.Value.ToUnixTimeMilliseconds() / 1000.0)));
    }

    internal Instruments Instruments { get; } = new("Analytics.Jobs");

    public void Dispose() => Instruments.Dispose();

    private static Measurement<double> Measured(Catalog.Gauge<JobLabels> metric, JobVitals job, double value) =>
        new(value, KeyValuePair.Create(metric.Labels.JobName.Name, (object?)job.Job));
}
