using Analytics.Integration.Tests.Insights;
using Analytics.Operations.Jobs;
using Dapper;

namespace Analytics.Integration.Tests.Worker;

/// <summary>What the runner promises of every job, whatever the job does.</summary>
public sealed class JobRunnerTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_that_takes_too_long_is_stopped_and_counts_as_failed()
    {
        await using var bench = await JobBench.Create(Now, Cancel);
        var slow = Job(async (_, _, cancel) =>
        {
            await Task.Delay(Timeout.Infinite, cancel);
            return Done();
        }) with { Timeout = TimeSpan.FromMilliseconds(100) };
        var result = await bench.Run(slow, Cancel);
        Assert.Contains("timeout of 00:00:00.1", result.Failure!.Reason, StringComparison.Ordinal);
        Assert.Equal(RunState.Failed, (await Health(bench)).LastRun!.State);
    }

    [Fact]
    public async Task A_bug_in_a_job_is_its_failed_run_and_nothing_more()
    {
        await using var bench = await JobBench.Create(Now, Cancel);
        var result = await bench.Run(Job((_, _, _) => throw new InvalidOperationException("oops")), Cancel);
        Assert.Contains("oops", result.Failure!.Reason, StringComparison.Ordinal);
        Assert.False(result.Failure.IsPeerAway);
        Assert.Null((await bench.Run(Job((_, _, _) => Task.FromResult(Done())), Cancel)).Failure);
        Assert.Equal((0L, RunState.Succeeded), ((await Health(bench)).FailedSince, (await Health(bench)).LastRun!.State));
    }

    [Fact]
    public async Task Whoever_stops_a_run_leaves_a_record_of_it()
    {
        await using var bench = await JobBench.Create(Now, Cancel);
        using var stop = new CancellationTokenSource();
        var run = bench.Run(Job(async (_, _, cancel) =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancel);
            return Done();
        }), stop.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Contains("Stopped", (await Health(bench)).LastRun!.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_job_runs_once_at_a_time_and_another_beside_it()
    {
        await using var bench = await JobBench.Create(Now, Cancel);
        var (running, most) = (0, 0);
        var gate = new TaskCompletionSource();
        var counted = Job(async (_, _, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await gate.Task;
            Interlocked.Decrement(ref running);
            return Done();
        });
        var runs = Enumerable.Range(0, 4).Select(_ => bench.Run(counted, Cancel)).ToList();
        await bench.Run(Job((_, _, _) => Task.FromResult(Done())) with { Name = "other" }, Cancel);
        gate.SetResult();
        Assert.All(await Task.WhenAll(runs), result => Assert.Null(result.Failure));
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task A_run_whose_program_was_killed_is_lost_and_counts_as_failed()
    {
        await using var bench = await JobBench.Create(Now, Cancel);
        await using var connection = await bench.Events.Source.OpenConnectionAsync(Cancel);
        await connection.ExecuteAsync("INSERT INTO job_runs (job, period, asked, attempt, host, started, must_end) VALUES ('test', @now, false, 0, 'gone', @now, @now)", new { now = Now.AddMinutes(-1).UtcDateTime });
        var health = await Health(bench);
        Assert.Equal((1L, RunState.Lost, "gone"), (health.FailedSince, health.LastRun!.State, health.LastRun.Host));
    }

    [Fact]
    public async Task A_day_waits_for_the_jobs_before_it_and_asking_for_it_asks_for_theirs()
    {
        await using var bench = await JobBench.Create(Now, Cancel);
        await bench.Events.Store([.. Enumerable.Range(1, 40).Select(back => new TestEvent(Now.AddDays(-back), "u1"))], Cancel);
        await bench.Events.RefreshAll(Cancel);
        var day = new DateTimeOffset(Now.UtcDateTime.Date, TimeSpan.Zero).AddDays(-3);
        Assert.Equal([day], await bench.Services.Periods.Blocked(JobTable.Forecast, [day], Cancel));
        var needed = await bench.Services.Periods.Ask(JobTable.Forecast, [day], Now, Cancel);
        Assert.Equal(JobTable.Forecast.After.Order(), needed.Select(one => one.Job).Order());

        // Alone it cannot begin; together the others come first.
        Assert.Null(await bench.Runner.RunWaiting(["forecast"], Cancel));
        var order = new List<string>();
        while (await bench.Runner.RunWaiting(["forecast", .. JobTable.Forecast.After], Cancel) is { } run)
        {
            Assert.Null(run.Result.Failure);
            order.Add(run.Job.Name);
        }

        Assert.Equal([.. JobTable.Forecast.After.Order(), "forecast"], [.. order.Take(2).Order(), .. order.Skip(2)]);
        Assert.Empty(await bench.Services.Periods.Blocked(JobTable.Forecast, [day], Cancel));
    }

    [Fact]
    public async Task A_day_that_fails_is_tried_again_after_longer_and_longer_pauses_and_then_reported_as_failed()
    {
        await using var bench = await JobBench.Create(Now, Cancel);
        await bench.Events.Store([new TestEvent(Now.AddDays(-2), "u1")], Cancel);
        await bench.Events.RefreshAll(Cancel);
        await bench.Services.Runs.Schedule([JobTable.Engagement], Now, Cancel);
        await bench.Prometheus.Process.KillAsync();
        var day = new DateTimeOffset(Now.UtcDateTime.Date, TimeSpan.Zero);
        await bench.Services.Periods.Ask(JobTable.Engagement, [day], Now, Cancel);
        foreach (var pause in new[] { 0, 5, 10, 20 })
        {
            bench.Clock.Now += TimeSpan.FromSeconds(pause - 0.5);
            Assert.Null(pause == 0 ? null : await bench.Runner.RunWaiting(["engagement"], Cancel));
            bench.Clock.Now += TimeSpan.FromSeconds(0.5);
            Assert.True((await bench.Runner.RunWaiting(["engagement"], Cancel))!.Result.Failure!.IsPeerAway);
        }

        bench.Clock.Now += TimeSpan.FromDays(1);
        Assert.Null(await bench.Runner.RunWaiting(["engagement"], Cancel));
        var health = (await bench.Services.Runs.Health([JobTable.Engagement], bench.Clock.Now, Cancel)).Single();
        Assert.Equal((4L, 0L, 1L), (health.FailedSince, health.DaysWaiting, health.DaysFailed));
        Assert.Equal(Now.ToUnixTimeSeconds(), health.WaitingSince!.Value.ToUnixTimeSeconds());

        // Asked again when the peer is back, it is done, and nothing is left to report.
        await bench.Prometheus.Process.StartAsync(Cancel);
        await bench.Services.Periods.Ask(JobTable.Engagement, [day], bench.Clock.Now, Cancel);
        Assert.Null((await bench.Runner.RunWaiting(["engagement"], Cancel))!.Result.Failure);
        var well = (await bench.Services.Runs.Health([JobTable.Engagement], bench.Clock.Now, Cancel)).Single();
        Assert.Equal((0L, 0L), (well.FailedSince, well.DaysFailed));
    }

    private static async Task<JobHealth> Health(JobBench bench) => (await bench.Services.Runs.Health([Job((_, _, _) => Task.FromResult(Done()))], Now, Cancel)).Single();

    private static JobResult Done() => new(0, 0, null, [], 0, null);

    private static JobDefinition Job(Func<JobServices, JobPeriod, CancellationToken, Task<JobResult>> work) => new()
    {
        Name = "test",
        Cron = "0 * * * * ?",
        Timeout = TimeSpan.FromSeconds(30),
        Missed = MissedRun.Skip,
        Retries = 0,
        LateAfter = TimeSpan.FromMinutes(5),
        Owner = "test",
        Purpose = "Shows what the runner does.",
        Work = work,
    };
}
