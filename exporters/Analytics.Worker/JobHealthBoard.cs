using System.Data.Common;
using Analytics.Exporters;
using Analytics.Operations.Jobs;

namespace Analytics.Worker;

/// <summary>Reads from PostgreSQL how the jobs are doing, whichever worker ran them, and keeps it in memory for the export of metrics.</summary>
internal sealed class JobHealthBoard(JobServices services, SchedulerService scheduler, TimeProvider clock, ILogger<JobHealthBoard> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private volatile IReadOnlyList<JobVitals> _jobs = [];

    /// <summary>The jobs as last read; empty before the first time.</summary>
    public IReadOnlyList<JobVitals> Jobs => _jobs;

    /// <summary>Why PostgreSQL could not be asked; null when it could.</summary>
    public string? Away { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            if (scheduler.NotReadyBecause is null)
            {
                await Read(stoppingToken);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static JobVitals Vitals(JobHealth health)
    {
        var job = JobTable.Find(health.Job)!;
        return new JobVitals(health.Job, health.LastSuccess, health.WaitingSince, job.LateAfter, health.FailedSince, health.DaysWaiting, health.DaysFailed, health.Series, job.SeriesBudget);
    }

    private async Task Read(CancellationToken cancel)
    {
        try
        {
            var health = await services.Runs.Health(JobTable.All, clock.GetUtcNow(), cancel);
            _jobs = [.. health.Select(Vitals)];
            Away = null;
        }
        catch (DbException away)
        {
            if (Away is null)
            {
                Log.HealthUnknown(logger, away.Message);
            }

            Away = $"PostgreSQL: {away.Message}";
        }
    }
}
