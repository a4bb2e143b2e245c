namespace Analytics.Operations.Jobs;

/// <summary>The jobs that compute nothing.</summary>
internal static class UpkeepJobs
{
    private static readonly TimeSpan RunsAreKept = TimeSpan.FromDays(90);
    private static readonly TimeSpan AnswersAreKept = TimeSpan.FromDays(400);
    private static readonly TimeSpan SamplesAreKept = TimeSpan.FromDays(3);

    public static async Task<JobResult> Repeat(JobServices services, JobPeriod period, CancellationToken cancel)
    {
        var (samples, refused) = (0, 0);
        foreach (var job in JobTable.All.Where(job => job.FreshFor > TimeSpan.Zero))
        {
            // The clock, not the period: computed values lie on whole minutes, and a second value for a timestamp would be refused.
            var repeated = await services.Publisher.Repeat(job.Name, job.FreshFor, services.Clock.GetUtcNow(), cancel);
            samples += repeated.Samples;
            refused += repeated.Refused.Count;
            if (repeated.Failure is { } failure)
            {
                return new JobResult(samples, samples - refused, null, [], refused, failure);
            }
        }

        return new JobResult(samples, samples - refused, null, [], refused, null);
    }

    public static async Task<JobResult> Tidy(JobServices services, JobPeriod period, CancellationToken cancel)
    {
        var runs = await services.Runs.Forget(period.At - RunsAreKept, cancel);
        var samples = await services.Derived.Thin(period.At - SamplesAreKept, cancel);
        var answers = await services.Answers.Forget(DateOnly.FromDateTime((period.At - AnswersAreKept).UtcDateTime), cancel);
        return new JobResult(0, runs + samples + answers, null, [], 0, null);
    }
}
