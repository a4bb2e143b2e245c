using System.Net;
using Analytics.Integration.Tests.Insights;
using Analytics.Operations.Jobs;
using Analytics.Testing.Peers;
using Dapper;

namespace Analytics.Integration.Tests.Worker;

/// <summary>The worker's process, with its peers away and back.</summary>
public sealed class WorkerHostTests
{
    private const int Days = 60;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_waits_for_PostgreSQL_runs_its_jobs_and_exports_how_they_do()
    {
        await using var path = await MetricsPath.StartAsync(Cancel);
        await using var postgres = await PostgresPeer.StartAsync(cancel: Cancel);
        var connectionString = await postgres.CreateDatabaseAsync(Cancel);
        await postgres.Process.KillAsync();
        var (worker, url) = WorkerProcess.Create("alone", connectionString, path.Prometheus.RemoteWriteUrl, path.OtlpUrl, untilReady: false);
        await using (worker)
        {
            await worker.StartAsync(Cancel);
            using var http = new HttpClient();
            using var notReady = await Eventually.Get(token => http.GetAsync($"{url}/readyz", token), answer => answer.Content.ReadAsStringAsync(Cancel).Result.Contains("PostgreSQL", StringComparison.Ordinal), "a reason", cancel: Cancel);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, notReady.StatusCode);
            Assert.Contains("PostgreSQL is not ready", worker.Log, StringComparison.Ordinal);

            await postgres.Process.StartAsync(Cancel);
            await Eventually.Get(token => http.GetAsync($"{url}/readyz", token), answer => answer.StatusCode == HttpStatusCode.OK, "ready", cancel: Cancel);
            using var head = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"{url}/readyz"), Cancel);
            Assert.Equal((HttpStatusCode.OK, ""), (head.StatusCode, await head.Content.ReadAsStringAsync(Cancel)));
            var before = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
            await path.Prometheus.WaitForAsync("analytics_pipeline_job_last_success_time_seconds{job=\"analytics-worker\",instance=\"alone\",job_name=\"sla\"}", time => time >= before, TimeSpan.FromSeconds(90), Cancel);
            await path.Prometheus.WaitForAsync("count(analytics_pipeline_job_failing{instance=\"alone\"} == 0)", jobs => jobs == JobTable.All.Count, TimeSpan.FromSeconds(90), Cancel);
            await path.Prometheus.WaitForAsync("count(time() - analytics_pipeline_job_waiting_since_time_seconds{instance=\"alone\"} < analytics_pipeline_job_late_after_seconds)", jobs => jobs == JobTable.All.Count, TimeSpan.FromSeconds(90), Cancel);

            await worker.TerminateAsync();
            Assert.DoesNotContain("fail:", worker.Log, StringComparison.Ordinal);
            Assert.DoesNotContain("does not exist", string.Join('\n', postgres.Process.Log.Split('\n').Where(line => line.Contains("ERROR", StringComparison.Ordinal))), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Two_workers_share_a_backfill_and_when_one_is_killed_every_day_is_still_done_exactly_once()
    {
        var now = TimeProvider.System.GetUtcNow();
        await using var bench = await JobBench.Create(now, Cancel);
        var midnight = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        var random = new Random(11);
        await bench.Events.Store([.. Enumerable.Range(0, 4_000).Select(_ => new TestEvent(midnight.AddMinutes(-random.Next(1, Days * 1440)), $"u{random.Next(500)}"))], Cancel);
        await bench.Events.RefreshAll(Cancel);
        var days = Enumerable.Range(0, Days).Select(back => midnight.AddDays(-back)).Reverse().ToList();
        await bench.Services.Periods.Ask(JobTable.Engagement, days, now, Cancel);

        var workers = new Dictionary<string, PeerProcess>
        {
            ["one"] = WorkerProcess.Create("one", bench.Events.Source.ConnectionString, bench.Prometheus.RemoteWriteUrl).Process,
            ["two"] = WorkerProcess.Create("two", bench.Events.Source.ConnectionString, bench.Prometheus.RemoteWriteUrl).Process,
        };
        await using var one = workers["one"];
        await using var two = workers["two"];
        await Task.WhenAll(one.StartAsync(Cancel), two.StartAsync(Cancel));

        // Killed while it holds a day, after both had some.
        await using var connection = await bench.Events.Source.OpenConnectionAsync(Cancel);
        await Eventually.Get(_ => connection.ExecuteScalarAsync<long>("SELECT count(DISTINCT host) FROM job_runs WHERE asked AND state = 'succeeded'"), hosts => hosts == 2, "days done by both", TimeSpan.FromSeconds(90), Cancel);
        await Eventually.Get(_ => connection.ExecuteScalarAsync<bool>("SELECT EXISTS (SELECT FROM job_runs WHERE asked AND state = 'running' AND host = 'one')"), runs => runs, "a day that one is doing", TimeSpan.FromSeconds(90), Cancel);
        await workers["one"].KillAsync();
        var (waiting, byOne) = await connection.QuerySingleAsync<(long, long)>("SELECT (SELECT count(*) FROM job_periods WHERE state = 'waiting'), (SELECT count(*) FROM job_runs WHERE asked AND state = 'succeeded' AND host = 'one')");
        Assert.InRange(waiting, 1, Days - 2);

        await Eventually.Get(_ => connection.ExecuteScalarAsync<long>("SELECT count(*) FROM job_periods WHERE job = 'engagement' AND state = 'done' AND run IS NOT NULL"), done => done == Days, "all days", TimeSpan.FromSeconds(120), Cancel);
        Assert.Equal(Days, await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM job_runs WHERE asked AND state = 'succeeded'"));
        Assert.Equal(Days, await connection.ExecuteScalarAsync<long>("SELECT count(DISTINCT period) FROM job_runs WHERE asked AND state = 'succeeded'"));
        Assert.Equal(Days - byOne, await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM job_runs WHERE asked AND state = 'succeeded' AND host = 'two'"));

        // No value was published twice as two, and each is what one undisturbed run computes.
        Assert.Equal(0, await connection.ExecuteScalarAsync<int>("SELECT max(revision) FROM derived_samples WHERE at = ANY (@days)", new { days = days.Select(day => day.UtcDateTime).ToArray() }));
        var last = await bench.Run(JobTable.Engagement, DateOnly.FromDateTime(midnight.AddDays(-Days / 2).UtcDateTime), Cancel);
        Assert.Equal(0, last.Refused);
        Assert.Equal(0, await connection.ExecuteScalarAsync<int>("SELECT max(revision) FROM derived_samples WHERE at = ANY (@days)", new { days = days.Select(day => day.UtcDateTime).ToArray() }));

        // The schedule goes on too.
        await Eventually.Get(_ => connection.ExecuteScalarAsync<long>("SELECT count(*) FROM job_runs WHERE NOT asked AND host = 'two' AND state = 'succeeded'"), runs => runs > 0, "scheduled runs of the other", TimeSpan.FromSeconds(150), Cancel);
    }
}
