using Analytics.AlertRules.Platform;
using Analytics.Integration.Tests.Insights;
using Analytics.Operations.Jobs;
using Analytics.Rules;
using Analytics.Testing.Peers;

namespace Analytics.Integration.Tests.Worker;

/// <summary>Alerts over the worker's jobs, from a job that really fails to the expression of the alert in a real Prometheus.</summary>
public sealed class JobAlertsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_that_cannot_deliver_fires_the_alerts_for_failing_and_for_late_jobs_and_no_other_job_does()
    {
        await using var path = await MetricsPath.StartAsync(Cancel);
        await using var events = await EventDatabase.Create(Cancel);
        await events.Store([new TestEvent(TimeProvider.System.GetUtcNow().AddMinutes(-5), null, "api")], Cancel);
        await events.Execute(JobRunStore.Schema + "INSERT INTO scheduled_jobs (job, since) VALUES ('sla', now() - interval '1 hour')", Cancel);

        // Nobody listens where computed series go: what a job computes cannot be delivered.
        var (worker, _) = WorkerProcess.Create("failing", events.Source.ConnectionString, $"http://127.0.0.1:{FreePort.Next()}/api/v1/write", path.OtlpUrl);
        await using (worker)
        {
            await worker.StartAsync(Cancel);
            await Fires(path, Jobs.WorkerJobFailing);
            await Fires(path, Jobs.WorkerJobLate);
            Assert.DoesNotContain(await path.Prometheus.QueryAsync(Jobs.WorkerJobFailing.Expr.ToString(), cancel: Cancel), series => series.Labels["job_name"] is "tidy" or "erasure" or "consents");
        }
    }

    private static async Task Fires(MetricsPath path, Alert alert) => await Eventually.Get(
        token => path.Prometheus.QueryAsync(alert.Expr.ToString(), cancel: token), fires => fires.Any(series => series.Labels["job_name"] == "sla"), $"{alert.Name} of sla", TimeSpan.FromSeconds(150), Cancel);
}
