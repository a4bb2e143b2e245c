using Analytics.Integration.Tests.Insights;
using Analytics.Operations.Jobs;
using Dapper;

namespace Analytics.Integration.Tests.Worker;

/// <summary>The jobs, from rows in PostgreSQL to values in Prometheus.</summary>
public sealed class JobsTests
{
    // A Saturday; Prometheus takes samples up to 10 minutes ahead of the real clock, so the tests live in the recent past.
    private static readonly DateTimeOffset Now = RecentNoon();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Service_levels_can_be_queried_in_Prometheus()
    {
        await using var bench = await JobBench.Create(Now, Cancel);
        await bench.Events.Store([.. Enumerable.Range(1, 40).Select(i => new TestEvent(Now.AddMinutes(-i), null, "api", IsError: i == 7, Duration: i / 100.0))], Cancel);
        await bench.Events.RefreshAll(Cancel);
        var result = await bench.Run(JobTable.ServiceLevels, Cancel);
        Assert.Null(result.Failure);
        Assert.Equal(40 / 60.0, result.Completeness);
        Assert.Equal(39 / 40.0, await bench.Value("sla:availability:ratio{service=\"api\",window=\"1h\"}", Now, Cancel));
        Assert.Equal(40, await bench.Value("sla:requests:count{service=\"api\",window=\"30d\"}", Now, Cancel));
        Assert.Equal(Reference.Quantile(Enumerable.Range(1, 40).Select(i => i / 100.0), 0.95), await bench.Value("sla:latency_seconds:p95{service=\"api\",window=\"1d\"}", Now, Cancel));
        Assert.Equal(1 - (1 / 40.0 / (1 - 0.999)), (await bench.Value("sla:error_budget:remaining_ratio{window=\"1h\"}", Now, Cancel))!.Value, 1e-9);
        Assert.Equal(40 / 1440.0, await bench.Value("sla:data_completeness:ratio{window=\"1d\"}", Now, Cancel));
    }

    [Fact]
    public async Task A_late_request_corrects_the_minutes_that_were_published()
    {
        await using var bench = await JobBench.Create(Now, Cancel);
        await bench.Events.Store([new TestEvent(Now.AddMinutes(-5), null, "api")], Cancel);
        for (var minute = 0; minute < 3; minute++)
        {
            bench.Clock.Now = Now.AddMinutes(minute);
            await bench.Events.RefreshAll(Cancel);
            await bench.Run(JobTable.ServiceLevels, Cancel);
        }

        await bench.Events.Store([new TestEvent(Now.AddMinutes(-1), null, "api", IsError: true)], Cancel);
        await bench.Events.RefreshAll(Cancel);
        bench.Clock.Now = Now.AddMinutes(3);
        Assert.Null((await bench.Run(JobTable.ServiceLevels, Cancel)).Failure);
        for (var minute = 0; minute < 4; minute++)
        {
            Assert.Equal(0.5, await bench.Value("sla:availability:ratio{window=\"1h\"}", Now.AddMinutes(minute).AddSeconds(1), Cancel));
        }

        await using var connection = await bench.Events.Source.OpenConnectionAsync(Cancel);
        Assert.Equal([(0, 1.0), (1, 0.5)], await connection.QueryAsync<(int, double)>(
            "SELECT revision, value FROM derived_samples WHERE series = 'sla:availability:ratio' AND labels ->> 'window' = '1h' AND at = @at AND state = 'written' ORDER BY revision", new { at = Now.UtcDateTime }));
        Assert.Equal(0, await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM changed_periods WHERE topic <> 'day'"));
    }

    [Fact]
    public async Task The_same_date_gives_the_same_numbers_again()
    {
        await using var bench = await JobBench.Create(Now, Cancel);
        await StoreThreeWeeks(bench);
        var day = DateOnly.FromDateTime(Now.UtcDateTime).AddDays(-3);
        foreach (var job in new[] { JobTable.Engagement, JobTable.ServiceLevels })
        {
            var first = await bench.Run(job, day, Cancel);
            bench.Clock.Now += TimeSpan.FromMinutes(90);
            var second = await bench.Run(job, day, Cancel);
            Assert.NotEmpty(first.Samples);
            Assert.Equal(first.Samples, second.Samples);
            Assert.All([first, second], result => Assert.Equal((null, 0), (result.Failure?.Reason, result.Refused)));
        }

        await using var connection = await bench.Events.Source.OpenConnectionAsync(Cancel);
        Assert.Equal(0, await connection.ExecuteScalarAsync<int>("SELECT max(revision) FROM derived_samples"));
        Assert.Equal(4, await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM job_runs WHERE state = 'succeeded' AND asked"));
    }

    [Fact]
    public async Task Engagement_covers_today_and_the_days_that_changed_and_a_late_event_corrects_them()
    {
        await using var bench = await JobBench.Create(Now, Cancel);
        await StoreThreeWeeks(bench);
        Assert.Null((await bench.Run(JobTable.Engagement, Cancel)).Failure);
        var midnight = new DateTimeOffset(Now.UtcDateTime.Date, TimeSpan.Zero);
        for (var back = 0; back < 20; back++)
        {
            await AgreesWithReference(bench, midnight.AddDays(-back), midnight.AddDays(-back));
        }

        await AgreesWithReference(bench, Now, Now);

        // Somebody's phone was off for two weeks: a new person on a day long over.
        await bench.Events.Store([new TestEvent(midnight.AddDays(-14).AddHours(3), "late"), new TestEvent(midnight.AddDays(-13).AddHours(3), "late")], Cancel);
        await bench.Events.RefreshAll(Cancel);
        bench.Clock.Now = Now.AddMinutes(5);
        Assert.Null((await bench.Run(JobTable.Engagement, Cancel)).Failure);
        for (var back = 0; back < 20; back++)
        {
            await AgreesWithReference(bench, midnight.AddDays(-back), midnight.AddDays(-back).AddSeconds(1));
        }

        await using var connection = await bench.Events.Source.OpenConnectionAsync(Cancel);
        Assert.Equal(0, await connection.ExecuteScalarAsync<int>("SELECT max(revision) FROM derived_samples WHERE at < @before", new { before = midnight.AddDays(-14).UtcDateTime }));
        Assert.Equal(1, await connection.ExecuteScalarAsync<int>("SELECT max(revision) FROM derived_samples"));
    }

    [Fact]
    public async Task Values_are_repeated_as_present_ones_until_they_are_too_old()
    {
        await using var bench = await JobBench.Create(TimeProvider.System.GetUtcNow(), Cancel);
        var began = bench.Clock.Now;
        await bench.Events.Store([new TestEvent(began.AddMinutes(-20), "u1")], Cancel);
        await bench.Events.RefreshAll(Cancel);
        bench.Clock.Now = began.AddMinutes(-14);
        await bench.Run(JobTable.Engagement, Cancel);
        bench.Clock.Now = began.AddSeconds(-1);
        Assert.True((await bench.Run(JobTable.Repeat, Cancel)).RowsWritten > 0);
        Assert.Equal(1, await bench.Value("engagement:active_users:monthly", began, Cancel));
        bench.Clock.Now = began.AddMinutes(3);
        Assert.Equal(0, (await bench.Run(JobTable.Repeat, Cancel)).RowsWritten);
    }

    [Fact]
    public async Task A_run_while_Prometheus_is_away_fails_visibly_and_the_next_one_delivers_everything()
    {
        await using var bench = await JobBench.Create(Now, Cancel);
        await bench.Events.Store([new TestEvent(Now.AddMinutes(-5), "u1", "api", Duration: 0.5)], Cancel);
        await bench.Events.RefreshAll(Cancel);
        await bench.Prometheus.Process.KillAsync();
        Assert.Contains("127.0.0.1", (await bench.Run(JobTable.ServiceLevels, Cancel)).Failure!.Reason, StringComparison.Ordinal);
        var failing = (await bench.Services.Runs.Health([JobTable.ServiceLevels], Now, Cancel)).Single();
        Assert.Equal((null, 1L, RunState.Failed), (failing.LastSuccess, failing.FailedSince, failing.LastRun!.State));
        await bench.Prometheus.Process.StartAsync(Cancel);
        Assert.Null((await bench.Run(JobTable.ServiceLevels, Cancel)).Failure);
        Assert.Equal(0.5, await bench.Value("sla:latency_seconds:p95{window=\"1h\"}", Now, Cancel));
        var healthy = (await bench.Services.Runs.Health([JobTable.ServiceLevels], Now, Cancel)).Single();
        Assert.Equal((0L, RunState.Succeeded), (healthy.FailedSince, healthy.LastRun!.State));
        Assert.NotNull(healthy.LastSuccess);
    }

    [Fact]
    public async Task What_is_too_old_for_Prometheus_is_refused_but_stays_on_record()
    {
        await using var bench = await JobBench.Create(Now, Cancel);
        await bench.Events.Store([new TestEvent(Now.AddDays(-200), "u1")], Cancel);
        await bench.Events.RefreshAll(Cancel);
        var day = DateOnly.FromDateTime(Now.UtcDateTime).AddDays(-200);

        // A first sample of today sets the bound of the out-of-order window.
        await bench.Run(JobTable.Engagement, Cancel);
        var result = await bench.Run(JobTable.Engagement, day, Cancel);
        Assert.Null(result.Failure);
        Assert.Equal(result.Samples.Count, result.Refused);
        await using var connection = await bench.Events.Source.OpenConnectionAsync(Cancel);
        Assert.Equal(result.Samples.Count, await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM derived_samples WHERE state = 'refused' AND reason LIKE '%answered%'"));
    }

    [Fact]
    public async Task Tidying_keeps_each_days_last_values_and_the_last_success()
    {
        await using var bench = await JobBench.Create(Now.AddDays(-9), Cancel);
        await bench.Events.Store([new TestEvent(Now.AddDays(-9).AddMinutes(-5), "u1", "api", Duration: 0.5)], Cancel);
        await bench.Events.RefreshAll(Cancel);
        await bench.Run(JobTable.ServiceLevels, Cancel);
        await bench.Run(JobTable.Engagement, Cancel);
        bench.Clock.Now = Now;
        var kept = await bench.Run(JobTable.ServiceLevels, DateOnly.FromDateTime(Now.UtcDateTime).AddDays(-9), Cancel);
        Assert.Null((await bench.Run(JobTable.Tidy, Cancel)).Failure);
        await using var connection = await bench.Events.Source.OpenConnectionAsync(Cancel);
        Assert.Equal(kept.Samples.Count, await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM derived_samples WHERE at = date_trunc('day', at, 'UTC')"));
        Assert.Equal(kept.Samples.Count, await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM derived_samples"));
        Assert.Equal(4, await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM job_runs"));
    }

    private static DateTimeOffset RecentNoon()
    {
        var noon = new DateTimeOffset(TimeProvider.System.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).AddHours(12);
        return noon < TimeProvider.System.GetUtcNow() ? noon : noon.AddDays(-1);
    }

    private static async Task StoreThreeWeeks(JobBench bench)
    {
        var random = new Random(7);
        await bench.Events.Store([.. Enumerable.Range(0, 3_000).Select(_ => Now.AddMinutes(-random.Next(21 * 1440)))
            .Select(time => random.Next(3) == 0 ? new TestEvent(time, null, "api", random.Next(50) == 0, random.NextDouble()) : new TestEvent(time, $"u{random.Next(300)}"))], Cancel);
        await bench.Events.RefreshAll(Cancel);
    }

    private static async Task AgreesWithReference(JobBench bench, DateTimeOffset end, DateTimeOffset asked)
    {
        var day = Reference.DayOf(end.AddTicks(-1));
        var known = bench.Events.Stored.Where(one => Reference.DayOf(one.OccurredAt) <= day).ToList();
        if (known.Count == 0)
        {
            return;
        }

        var week = Reference.Week(day);
        Assert.Equal(Reference.ActiveUsers(known, day, day), await bench.Value("engagement:active_users:daily", asked, Cancel));
        Assert.Equal(Reference.ActiveUsers(known, day.AddDays(-29), day), await bench.Value("engagement:active_users:monthly", asked, Cancel));
        Assert.Equal(Reference.FirstDays(known).Count(user => user.Value == day), await bench.Value("engagement:new_users:daily", asked, Cancel));
        var size = Reference.FirstDays(known).Count(user => Reference.Week(user.Value) == week);
        Assert.Equal(size == 0 ? null : size, await bench.Value($"cohort:users:count{{cohort=\"{week}\"}}", asked, Cancel));
        var (eligible, retained) = Reference.Retention(known, week, 1, end.TimeOfDay == TimeSpan.Zero ? day : day.AddDays(-1));
        Assert.Equal(eligible == 0 ? null : (double)retained / eligible, await bench.Value($"cohort:retention:ratio{{cohort=\"{week}\",day=\"1\"}}", asked, Cancel));
    }
}
