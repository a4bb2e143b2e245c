using Analytics.Intake.Store;
using Analytics.Operations.Erasing;
using Analytics.Operations.Research;
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
        var research = services.Retention.ResearchDirectory is { } sets ? new ResearchFolder(sets, new ResearchQuery(services.Database), services.Clock) : null;
        var progress = await new SubjectEraser(services.Database, archives, services.Clock, research).Work(cancel);
        var failure = progress.Late.Count == 0 ? null : new Failure($"withdrawals wait for more than a day: {string.Join("; ", progress.Late)}", IsPeerAway: false);
        return new JobResult(0, progress.Erased, null, [], 0, failure);
    }

    public static async Task<JobResult> Retain(JobServices services, JobPeriod period, CancellationToken cancel)
    {
        var outcome = await new RetentionRun(services.Database, services.Retention, services.Clock).Run(cancel);
        var failure = outcome.Damaged.Count == 0 ? null : new Failure($"archives that are damaged or could not be written: {string.Join("; ", outcome.Damaged)}", IsPeerAway: false);
        return new JobResult(outcome.Dropped.Count, outcome.Keys, null, [], 0, failure);
    }

    public static async Task<JobResult> ForgetRefused(JobServices services, JobPeriod period, CancellationToken cancel) =>
        new(0, await new RetentionRun(services.Database, services.Retention, services.Clock).ForgetRefused(cancel), null, [], 0, null);
}
