using Analytics.Insights.Answers;
using Analytics.Operations.Derived;

namespace Analytics.Operations.Jobs;

/// <summary>
/// A job that publishes the answers of its insights: the end of every whole day whose events changed since the last run, yesterday among them, and, where an answer
/// about half a day makes sense, today so far.
/// </summary>
internal static class InsightJob
{
    /// <summary>How far back corrections go by themselves: Prometheus' out-of-order window in our configuration.</summary>
    private const int CorrectedDays = 60;

    /// <summary>The work of a job: all insights that name it.</summary>
    /// <param name="name">The job's name.</param>
    /// <param name="tellsToday">Whether a scheduled run also publishes today so far.</param>
    public static Func<JobServices, JobPeriod, CancellationToken, Task<JobResult>> Of(string name, bool tellsToday) =>
        Of(name, tellsToday, (services, period, cancel) => Samples(services, name, period, cancel));

    /// <summary>The same work with samples from elsewhere.</summary>
    /// <param name="name">The job's name.</param>
    /// <param name="tellsToday">Whether a scheduled run also publishes today so far.</param>
    /// <param name="samples">The samples of a period.</param>
    public static Func<JobServices, JobPeriod, CancellationToken, Task<JobResult>> Of(
        string name, bool tellsToday, Func<JobServices, JobPeriod, CancellationToken, Task<IReadOnlyList<DerivedSample>>> samples) =>
        (services, period, cancel) => Run(services, JobTable.Find(name)!, period, tellsToday, samples, cancel);

    private static async Task<JobResult> Run(
        JobServices services, JobDefinition job, JobPeriod period, bool tellsToday, Func<JobServices, JobPeriod, CancellationToken, Task<IReadOnlyList<DerivedSample>>> compute, CancellationToken cancel)
    {
        var rollup = await services.Rollups.Refresh(cancel);
        IReadOnlyList<DerivedSample> samples = [];
        var (refused, failure) = (0, (Failure?)null);
        if (period.IsAsked || tellsToday)
        {
            samples = await compute(services, period, cancel);
            var published = await services.Publisher.Publish(job.Name, samples, again: period.IsAsked, cancel);
            (refused, failure) = (published.Refused.Count, published.Failure);
        }

        if (!period.IsAsked)
        {
            failure ??= await Correct(services, job, period, compute, cancel);
        }

        return new JobResult(rollup.Read, rollup.Written + samples.Count, null, samples, refused, failure);
    }

    private static async Task<IReadOnlyList<DerivedSample>> Samples(JobServices services, string job, JobPeriod period, CancellationToken cancel)
    {
        var samples = new List<DerivedSample>();
        foreach (var insight in InsightTable.All.Where(insight => insight.Job == job))
        {
            var answer = await services.Answers.Ask(insight, period.Day, cancel, period.Telling);
            samples.AddRange(answer.Figures.Select(figure => DerivedSample.Of(figure, period.At)));
        }

        return samples;
    }

    private static async Task<Failure?> Correct(
        JobServices services, JobDefinition job, JobPeriod now, Func<JobServices, JobPeriod, CancellationToken, Task<IReadOnlyList<DerivedSample>>> compute, CancellationToken cancel)
    {
        var today = new DateTimeOffset(now.At.UtcDateTime.Date, TimeSpan.Zero);
        var corrections = new Corrections(services, job);
        if (await services.Changes.DaysSince(job.Name, cancel) is { } changed)
        {
            // An answer about a day looks back at all days before it.
            await corrections.Add([.. Enumerable.Range(0, CorrectedDays).Select(back => today.AddDays(-back)).Where(end => end.UtcDateTime > changed.First.ToDateTime(TimeOnly.MinValue))], cancel);
            await services.Changes.Saw(job.Name, changed, cancel);
        }

        if ((await services.Derived.PublishedPeriods(job.Name, today, today, cancel)).Count == 0)
        {
            await corrections.Add([today], cancel);
        }

        return await corrections.WorkOff(job.Timeout / 2, async end =>
            (await services.Publisher.Publish(job.Name, await compute(services, new JobPeriod(end, IsAsked: false), cancel), again: false, cancel)).Failure, cancel);
    }
}
