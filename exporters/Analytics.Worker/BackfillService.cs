using System.Data.Common;
using Analytics.Operations.Jobs;

namespace Analytics.Worker;

/// <summary>Does past days that somebody asked for, one after the other, beside the schedule and beside other workers; a day of a worker that is killed waits for the next one.</summary>
internal sealed class BackfillService(JobRunner runner, SchedulerService scheduler, TimeProvider clock, ILogger<BackfillService> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly string[] Jobs = [.. JobTable.All.Where(job => job.HasPeriods).Select(job => job.Name)];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (scheduler.NotReadyBecause is null)
            {
                await WorkOff(stoppingToken);
            }
        }
    }

    private async Task WorkOff(CancellationToken cancel)
    {
        try
        {
            while (await runner.RunWaiting(Jobs, cancel) is { } run)
            {
                if (run.Result.Failure is { } failure)
                {
                    Log.BackfillFailed(logger, run.Job, run.Period.Day, failure.Reason);
                }
                else
                {
                    Log.Backfilled(logger, run.Job, run.Period.Day, run.Result.RowsWritten, run.Took.TotalSeconds);
                }
            }
        }
        catch (DbException away)
        {
            Log.HealthUnknown(logger, away.Message);
        }
    }
}
