using Analytics.Catalog;
using Analytics.Insights.Rollups;
using Analytics.Insights.ServiceLevels;
using Analytics.Operations.Derived;

namespace Analytics.Operations.Jobs;

/// <summary>
/// The job <c>sla</c>. A scheduled run is about the minute in which it was due; late events of the last day bring the minutes within an hour after them back for
/// correction.
/// </summary>
internal static class ServiceLevelJob
{
    private static readonly TimeSpan CorrectedFor = TimeSpan.FromDays(1);

    public static async Task<JobResult> Run(JobServices services, JobPeriod period, CancellationToken cancel)
    {
        var job = JobTable.ServiceLevels;
        var rollup = await services.Rollups.Refresh(cancel);
        var levels = await services.ServiceLevels.At(period.At, cancel);
        var samples = levels.SelectMany(level => Samples(level, period.At)).ToList();
        var published = await services.Publisher.Publish(job.Name, samples, again: period.IsAsked, cancel);
        var failure = published.Failure;
        if (!period.IsAsked)
        {
            failure ??= await Correct(services, job, period, cancel);
        }

        var lastHour = levels.Where(level => level.Window == SlaWindow.Hour).ToList();
        double? completeness = lastHour.Count == 0 ? null : lastHour.Average(level => level.Completeness);
        return new JobResult(rollup.Read, rollup.Written + samples.Count, completeness, samples, published.Refused.Count, failure);
    }

    /// <summary>The samples of one answer; nothing where a ratio is not defined.</summary>
    internal static IEnumerable<DerivedSample> Samples(ServiceLevel level, DateTimeOffset at)
    {
        IEnumerable<LabelCondition> Labels(SlaLabels labels) => [labels.Service.Is(level.Service), labels.Window.Is(level.Window)];
        yield return DerivedSample.Of(DerivedMetrics.SlaRequests, at, level.Requests, Labels);
        yield return DerivedSample.Of(DerivedMetrics.SlaCompleteness, at, level.Completeness, Labels);
        if (level is { Availability: { } availability, ErrorRatio: { } errors, BudgetRemaining: { } remaining, LatencyP95: { } p95 })
        {
            yield return DerivedSample.Of(DerivedMetrics.SlaAvailability, at, availability, Labels);
            yield return DerivedSample.Of(DerivedMetrics.SlaErrors, at, errors, Labels);
            yield return DerivedSample.Of(DerivedMetrics.SlaBudgetRemaining, at, remaining, Labels);
            yield return DerivedSample.Of(DerivedMetrics.SlaLatencyP95, at, p95, Labels);
        }
    }

    private static async Task<Failure?> Correct(JobServices services, JobDefinition job, JobPeriod now, CancellationToken cancel)
    {
        var corrections = new Corrections(services, job);
        await corrections.Collect(ChangedPeriods.Minutes, now.At, async changed =>
        {
            var published = await services.Derived.PublishedPeriods(job.Name, now.At - CorrectedFor, now.At.AddTicks(-1), cancel);
            var minutes = changed.Select(minute => minute.Start).ToHashSet();
            return published.Where(at => Enumerable.Range(1, 60).Any(back => minutes.Contains(at.AddMinutes(-back))));
        }, cancel);
        return await corrections.WorkOff(job.Timeout / 2, async at =>
        {
            var samples = (await services.ServiceLevels.At(at, cancel)).SelectMany(level => Samples(level, at)).ToList();
            return (await services.Publisher.Publish(job.Name, samples, again: false, cancel)).Failure;
        }, cancel);
    }
}
