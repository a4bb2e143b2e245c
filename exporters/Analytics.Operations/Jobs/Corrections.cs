using Analytics.Insights.Rollups;

namespace Analytics.Operations.Jobs;

/// <summary>
/// Past periods of a job that have to be computed again because late events changed what they are about. The list is kept in PostgreSQL and worked off from the
/// oldest, each entry forgotten when it is done: a run that is stopped loses nothing, and a long list is spread over several runs.
/// </summary>
internal sealed class Corrections(JobServices services, JobDefinition job)
{
    private string Topic => "correct-" + job.Name;

    /// <summary>Turns changed periods of the rollups into periods of the job.</summary>
    public async Task Collect(string changedTopic, DateTimeOffset before, Func<IReadOnlyList<ChangedPeriod>, Task<IEnumerable<DateTimeOffset>>> affected, CancellationToken cancel)
    {
        var changed = await services.Changes.Before(changedTopic, before, cancel);
        if (changed.Count > 0)
        {
            await services.Changes.Note(Topic, [.. await affected(changed)], changed.Max(period => period.Watermark), cancel);
            await services.Changes.Settle(changedTopic, changed, cancel);
        }
    }

    /// <summary>Puts periods on the list.</summary>
    public Task Add(IReadOnlyList<DateTimeOffset> periods, CancellationToken cancel) => services.Changes.Note(Topic, periods, 0, cancel);

    /// <summary>
    /// Corrects one period after the other until a failure, or until the time is used up; answers the failure. A day that a job before this one has not done stays on the list.
    /// </summary>
    public async Task<Failure?> WorkOff(TimeSpan time, Func<DateTimeOffset, Task<Failure?>> correct, CancellationToken cancel)
    {
        var began = services.Clock.GetTimestamp();
        var listed = await services.Changes.Before(Topic, DateTimeOffset.MaxValue, cancel);
        var blocked = await services.Periods.Blocked(job, [.. listed.Select(period => period.Start)], cancel);
        foreach (var period in listed.Where(period => !blocked.Contains(period.Start)))
        {
            if (services.Clock.GetElapsedTime(began) > time)
            {
                return null;
            }

            if (await correct(period.Start) is { } failure)
            {
                return failure;
            }

            await services.Changes.Settle(Topic, [period], cancel);
            if (period.Start.UtcDateTime.TimeOfDay == TimeSpan.Zero)
            {
                await services.Periods.Done(job.Name, period.Start, cancel);
            }
        }

        return null;
    }
}
