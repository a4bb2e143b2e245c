using System.Data.Common;
using Analytics.Operations.Jobs;
using Quartz;

namespace Analytics.Worker;

/// <summary>What Quartz calls: the name of its job is the name in the <see cref="JobTable"/>. A failed run is told to Quartz, which tries it again.</summary>
[DisallowConcurrentExecution]
internal sealed class ScheduledJob(JobRunner runner, TimeProvider clock, ILogger<ScheduledJob> logger) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var job = JobTable.Find(context.JobDetail.Key.Name) ?? throw new JobExecutionException($"There is no job {context.JobDetail.Key.Name} any more.");
        var period = JobPeriod.Until(context.ScheduledFireTimeUtc ?? context.FireTimeUtc);
        var began = clock.GetTimestamp();
        var failure = await Run(job, period, context.RetryAttempt, began, cancellationToken);
        if (failure is not null)
        {
            Log.Failed(logger, job, period.At, context.RetryAttempt, failure);
            throw new JobExecutionException(failure);
        }
    }

    private async Task<string?> Run(JobDefinition job, JobPeriod period, int attempt, long began, CancellationToken cancel)
    {
        try
        {
            var result = await runner.Run(job, period, attempt, cancel);
            if (result.Refused > 0)
            {
                Log.Refused(logger, job, period.At, result.Refused);
            }

            if (result.Failure is null)
            {
                Log.Succeeded(logger, job, period.At, result.RowsRead, result.RowsWritten, clock.GetElapsedTime(began).TotalSeconds);
            }

            return result.Failure?.Reason;
        }
        catch (DbException away)
        {
            return $"PostgreSQL: {away.Message}";
        }
    }
}
