using Analytics.Operations.Jobs;
using Quartz;

namespace Analytics.Worker;

/// <summary>Brings Quartz' store in line with the <see cref="JobTable"/>: new and changed jobs are stored, vanished ones deleted, the others left alone with what they missed.</summary>
internal static class JobSchedule
{
    private const string Group = "analytics";

    public static async Task Apply(IScheduler scheduler, IReadOnlyList<JobDefinition> jobs, CancellationToken cancel)
    {
        foreach (var job in jobs)
        {
            var (detail, trigger) = Of(job);
            var stored = await scheduler.GetTrigger(trigger.Key, cancel);
            if (!IsSame(stored, trigger))
            {
                await scheduler.ScheduleJob(detail, [trigger], ScheduleJobOptions.Replacing, cancel);
            }

            // A new installation shows numbers within seconds.
            if (stored is null)
            {
                await scheduler.TriggerJob(trigger.JobKey, null, cancel);
            }
        }

        foreach (var key in await scheduler.GetJobKeys(GroupMatcher<JobKey>.GroupEquals(Group), cancel))
        {
            if (jobs.All(job => job.Name != key.Name))
            {
                await scheduler.DeleteJob(key, cancel);
            }
        }
    }

    /// <summary>A job as Quartz knows it.</summary>
    internal static (IJobDetail Detail, ITrigger Trigger) Of(JobDefinition job)
    {
        var detail = JobBuilder.Create<ScheduledJob>().WithIdentity(job.Name, Group).WithDescription(job.Purpose).RequestRecovery(job.Missed == MissedRun.RunOnce).Build();
        var missed = job.Missed == MissedRun.Skip ? CronTriggerMisfireInstruction.DoNothing : CronTriggerMisfireInstruction.FireAndProceed;
        var trigger = TriggerBuilder.Create()
            .WithIdentity(job.Name, Group)
            .ForJob(detail)
            .WithCronSchedule(job.Cron, schedule => schedule.InTimeZone(TimeZoneInfo.Utc).WithMisfireInstruction(missed))
            .WithRetryPolicy(job.Retries == 0 ? RetryPolicy.None : RetryPolicy.Exponential(job.Retries, TimeSpan.FromSeconds(5), 2))
            .Build();
        return (detail, trigger);
    }

    private static bool IsSame(ITrigger? stored, ITrigger wanted) =>
        stored is ICronTrigger one && wanted is ICronTrigger other
        && one.CronExpressionString == other.CronExpressionString && one.MisfireInstruction == other.MisfireInstruction && stored.RetryPolicy == wanted.RetryPolicy;
}
