using Analytics.Catalog;
using Analytics.Insights.Activity;
using Analytics.Insights.Answers;
using Analytics.Insights.Rollups;
using Analytics.Operations.Derived;

namespace Analytics.Operations.Jobs;

/// <summary>
/// The job <c>engagement</c>. A scheduled run is about today as far as it has gone, and about the end of every past day whose answers may have changed: yesterday, and
/// all days since one for which late events arrived.
/// </summary>
internal static class EngagementJob
{
    /// <summary>How far back corrections go by themselves: Prometheus' out-of-order window in our configuration.</summary>
    private const int CorrectedDays = 60;

    // New people are among those of the day, these among those of the week, these among those of the month.
    private const string Everybody = "everybody";

    public static async Task<JobResult> Run(JobServices services, JobPeriod period, CancellationToken cancel)
    {
        var job = JobTable.Engagement;
        var rollup = await services.Rollups.Refresh(cancel);
        var (samples, completeness) = await Compute(services, period, cancel);
        var published = await services.Publisher.Publish(job.Name, samples, again: period.IsAsked, cancel);
        var failure = published.Failure;
        if (!period.IsAsked)
        {
            failure ??= await Correct(services, job, period, cancel);
        }

        return new JobResult(rollup.Read, rollup.Written + samples.Count, completeness, samples, published.Refused.Count, failure);
    }

    internal static async Task<(IReadOnlyList<DerivedSample> Samples, double? Completeness)> Compute(JobServices services, JobPeriod period, CancellationToken cancel)
    {
        if (await services.Activity.On(period.Day, period.At, cancel) is not { } users)
        {
            return ([], null);
        }

        var cohorts = await services.Activity.Cohorts(period.Day, period.IsWholeDay, cancel);
        // Everybody's numbers, newcomers by week among them, are exact; who of a week came back is corrected by many people only.
        var exact = SmallCells.Protect([.. Cells(users), .. cohorts.Select(cohort => new Cell(DerivedMetrics.CohortSize, [cohort.Name], cohort.Size, cohort.Size))], services.Answers.Threshold);
        var returned = await services.Answers.Tell("engagement", period.Day, [.. cohorts.SelectMany(Cells)], period.Telling, cancel);
        return ([.. exact.Select(cell => new Figure(cell.Metric, cell.Labels, cell.Value)).Concat(returned).Select(figure => DerivedSample.Of(figure, period.At))], users.Completeness);
    }

    private static IEnumerable<Cell> Cells(ActiveUsers users)
    {
        yield return new Cell(DerivedMetrics.DailyActiveUsers, [], users.Daily, users.Daily, Nest: Everybody);
        yield return new Cell(DerivedMetrics.WeeklyActiveUsers, [], users.Weekly, users.Weekly, Nest: Everybody);
        yield return new Cell(DerivedMetrics.MonthlyActiveUsers, [], users.Monthly, users.Monthly, Nest: Everybody);
        yield return new Cell(DerivedMetrics.NewUsers, [], users.New, users.New, Nest: Everybody);
        yield return new Cell(DerivedMetrics.EngagementCompleteness, [], users.Completeness);
        if (users.Stickiness is { } stickiness)
        {
            yield return new Cell(DerivedMetrics.Stickiness, [], stickiness, users.Daily, Nest: Everybody);
        }
    }

    private static IEnumerable<Cell> Cells(WeeklyCohort cohort)
    {
        foreach (var point in cohort.Points)
        {
            if (point.Ratio is { } ratio)
            {
                yield return new Cell(DerivedMetrics.CohortRetention, [cohort.Name, WireName.Of(point.Day)], ratio, point.Retained == 0 ? point.Eligible : point.Retained, point.Eligible - point.Retained);
            }
        }
    }

    // A late event makes a person older: sizes and retention of cohorts change at every later day's end, not only the 30 days that it is active in.
    private static async Task<Failure?> Correct(JobServices services, JobDefinition job, JobPeriod now, CancellationToken cancel)
    {
        var today = new DateTimeOffset(now.At.UtcDateTime.Date, TimeSpan.Zero);
        var corrections = new Corrections(services, job);
        if ((await services.Derived.PublishedPeriods(job.Name, today, today, cancel)).Count == 0)
        {
            await corrections.Add([today], cancel);
        }

        await corrections.Collect(ChangedPeriods.Days, today, changed => Task.FromResult(
            Enumerable.Range(0, CorrectedDays).Select(back => today.AddDays(-back)).Where(end => end > changed[0].Start)), cancel);
        return await corrections.WorkOff(job.Timeout / 2, async end =>
        {
            var (samples, _) = await Compute(services, new JobPeriod(end, IsAsked: false), cancel);
            return (await services.Publisher.Publish(job.Name, samples, again: false, cancel)).Failure;
        }, cancel);
    }
}
