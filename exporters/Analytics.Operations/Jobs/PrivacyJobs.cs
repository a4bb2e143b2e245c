using Analytics.Intake.Store;
using Analytics.Operations.Erasing;
using Analytics.Operations.Retention;

namespace Analytics.Operations.Jobs;

/// <summary>The jobs that keep promises to people: the consent ledger, erasure after a withdrawal, retention.</summary>
internal static class PrivacyJobs
{
    public static async Task<JobResult> Consents(JobServices services, JobPeriod period, CancellationToken cancel) =>
        new(0, await new ConsentMerge(services.Database).RefreshAsync(cancel), null, [], 0, null);

    public static async Task<JobResult> Erase(JobServices services, JobPeriod period, CancellationToken cancel)
    {
        var archives = services.Retention.ArchiveDirectory is { } folder ? new ArchiveFolder(folder, services.Clock) : null;
        var progress = await new SubjectEraser(services.Database, archives, services.Clock).Work(cancel);
        return new JobResult(0, progress.Erased, null, [], 0, null);
    }

    public static async Task<JobResult> Retain(JobServices services, JobPeriod period, CancellationToken cancel)
    {
        var outcome = await new RetentionRun(services.Database, services.Retention, services.Clock).Run(cancel);
        return new JobResult(outcome.Dropped.Count, outcome.Keys + outcome.Refused, null, [], 0, null);
    }
}
