using System.Net;
using Analytics.Operations.Jobs;
using Analytics.Testing.Peers;
using Dapper;
using Npgsql;

namespace Analytics.Integration.Tests.Worker;

/// <summary>The worker's process, with its peers away and back.</summary>
public sealed class WorkerHostTests
{
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
            var before = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
            await path.Prometheus.WaitForAsync("analytics_pipeline_job_last_success_time_seconds{job=\"analytics-worker\",instance=\"alone\",job_name=\"repeat\"}", time => time >= before, TimeSpan.FromSeconds(90), Cancel);
            await path.Prometheus.WaitForAsync("count(analytics_pipeline_job_failing{instance=\"alone\"} == 0)", jobs => jobs == JobTable.All.Count, TimeSpan.FromSeconds(90), Cancel);

            await worker.TerminateAsync();
            Assert.DoesNotContain("fail:", worker.Log, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Two_workers_share_the_load_and_one_survives_the_others_kill()
    {
        await using var prometheus = await PrometheusPeer.StartAsync(cancel: Cancel);
        var connectionString = await (await PostgresPeer.SharedAsync()).CreateDatabaseAsync(Cancel);
        var workers = new Dictionary<string, PeerProcess>
        {
            ["one"] = WorkerProcess.Create("one", connectionString, prometheus.RemoteWriteUrl).Process,
            ["two"] = WorkerProcess.Create("two", connectionString, prometheus.RemoteWriteUrl).Process,
        };
        await using var one = workers["one"];
        await using var two = workers["two"];
        await Task.WhenAll(one.StartAsync(Cancel), two.StartAsync(Cancel));

        await using var connection = new NpgsqlConnection(connectionString);
        var ran = await Eventually.Get(_ => connection.QueryFirstOrDefaultAsync<string>("SELECT host FROM job_runs WHERE state = 'succeeded'"), host => host is not null, "a first run", TimeSpan.FromSeconds(90), Cancel);
        await workers[ran!].KillAsync();
        await Eventually.Get(_ => connection.ExecuteScalarAsync<long>("SELECT count(DISTINCT job) FROM job_runs WHERE host <> @ran AND state = 'succeeded' AND started > now() - interval '2 minutes'", new { ran }), jobs => jobs >= 2, "runs of the other", TimeSpan.FromSeconds(150), Cancel);
        Assert.Equal(0, await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM (SELECT FROM job_runs WHERE state = 'succeeded' GROUP BY job, period HAVING count(*) > 1) AS twice"));
    }
}
