using System.Data.Common;
using Analytics.Intake.Store;
using Analytics.Operations.Jobs;
using Npgsql;
using Quartz;

namespace Analytics.Worker;

/// <summary>
/// Starts the scheduler once PostgreSQL is there, however long that takes, and stops it with the host. Tables are made under a lock, so that several workers may start
/// at once.
/// </summary>
internal sealed class SchedulerService(
    WorkerSettings settings, NpgsqlDataSource database, JobServices services, ISchedulerFactory schedulers, TimeProvider clock, ILogger<SchedulerService> logger) : BackgroundService
{
    private const long LockKey = 0x616e_616c_7175_6172;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private IScheduler? _scheduler;

    /// <summary>Why no job runs yet; null when the scheduler is running.</summary>
    public string? NotReadyBecause { get; private set; } = "The worker is starting.";

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        NotReadyBecause = "The worker is stopping.";
        await base.StopAsync(cancellationToken);
        if (_scheduler is not null)
        {
            await _scheduler.Shutdown(waitForJobsToComplete: true, cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await Start(stoppingToken);
                NotReadyBecause = null;
                Log.Started(logger, settings.Instance, JobTable.All.Count, string.Join(", ", JobTable.All));
                return;
            }
            catch (Exception away) when (away is DbException or SchedulerException or TimeoutException)
            {
                NotReadyBecause = $"PostgreSQL: {away.Message}";
                Log.DatabaseAway(logger, away.Message, pause);
            }

            await Task.Delay(pause, clock, stoppingToken);
        }
    }

    private async Task Start(CancellationToken cancel)
    {
        await StoreSchema.ApplyAsync(database, cancel);
        await services.Prepare(cancel);
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using (var command = new NpgsqlCommand($"SELECT pg_advisory_lock({LockKey})", connection))
        {
            await command.ExecuteNonQueryAsync(cancel);
        }

        try
        {
            await SchedulerTables.MakeAsync(connection, cancel);
            _scheduler = await schedulers.GetScheduler(cancel);
            await _scheduler.Start(cancel);
            await JobSchedule.Apply(_scheduler, JobTable.All, cancel);
            await services.Runs.Schedule(JobTable.All, clock.GetUtcNow(), cancel);
        }
        finally
        {
            await using var command = new NpgsqlCommand($"SELECT pg_advisory_unlock({LockKey})", connection);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }
}
