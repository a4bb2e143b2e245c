using System.Globalization;
using Analytics.Catalog;
using Analytics.Exporters.RemoteWrite;
using Analytics.Integration.Tests.Insights;
using Analytics.Operations.Jobs;
using Analytics.Testing.CliScripts;
using Analytics.Testing.Intake;
using Dapper;

namespace Analytics.Integration.Tests.Worker;

/// <summary>Promises from events, probes and counters to values in Prometheus; what is too old for remote write; series that end.</summary>
public sealed class ComplianceJobTests
{
    private static readonly DateTimeOffset Midnight = new(TimeProvider.System.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Compliance_is_what_a_plain_count_over_events_probes_and_counters_gives()
    {
        await using var bench = await JobBench.Create(Midnight.AddHours(1), Cancel);
        var random = new Random(17);
        var requests = Enumerable.Range(0, 4_000).Select(_ => new TestEvent(Midnight.AddMinutes(-random.Next(1, 45 * 1440)), null, random.Next(3) == 0 ? "search" : "api", random.Next(300) == 0, random.Next(1, 60) / 100.0)).ToList();
        await bench.Events.Store(requests, Cancel);
        var probes = Enumerable.Range(0, 300).Select(i => (At: Midnight.AddMinutes(-random.Next(1, 20 * 1440)), Failed: i % 100 == 0, Duration: random.Next(1, 60) / 100.0)).ToList();
        await bench.Events.Store(probes.Select((probe, i) => EventRow.Of($"probe-{i}", PlatformEvents.ProbeRan, probe.At, null, new Dictionary<string, object>
        {
            ["probe"] = "checkout", ["result"] = probe.Failed ? "failed" : "succeeded", ["duration"] = probe.Duration,
        })), Cancel);

        // Counters of one service: 10 requests a minute, a tenth of a minute's fail; one of the two series begins anew, and for 12 minutes there is nothing.
        var (good, bad) = (Counter("2xx"), Counter("5xx"));
        var counted = Enumerable.Range(0, 120).Where(minute => minute is < 50 or >= 62).SelectMany(minute => new[]
        {
            new SeriesSample(good, Midnight.AddMinutes(minute - 120), minute < 80 ? 9 * minute : 9 * (minute - 80)),
            new SeriesSample(bad, Midnight.AddMinutes(minute - 120), minute),
        }).ToList();
        Assert.True((await new RemoteWriteClient(bench.Http, new RemoteWriteSettings(new Uri(bench.Prometheus.RemoteWriteUrl)), TimeProvider.System).Write(counted, Cancel)).IsComplete);
        await bench.Events.RefreshAll(Cancel);

        var result = await bench.Run(JobTable.Compliance, DateOnly.FromDateTime(Midnight.UtcDateTime).AddDays(-1), Cancel);
        Assert.Null(result.Failure);
        var last = Midnight.AddDays(-1);
        var month = new DateTimeOffset(last.Year, last.Month, 1, 0, 0, 0, TimeSpan.Zero);
        foreach (var (period, from) in new[] { ("month", month), ("rolling", Midnight.AddDays(-30)) })
        {
            foreach (var service in new[] { "api", "search" })
            {
                var own = requests.Where(one => one.Service == service && one.OccurredAt >= from).ToList();
                var (errors, slow) = (own.Count(one => one.IsError) / (double)own.Count, own.Count(one => one.Duration > 0.5) / (double)own.Count);
                await Holds(service, "events", period, own.Count == 0, errors, slow);
            }

            var ran = probes.Where(probe => probe.At >= from).ToList();
            await Holds("checkout", "probes", period, ran.Count == 0, ran.Count(probe => probe.Failed) / (double)ran.Count, ran.Count(probe => probe.Duration > 0.5) / (double)ran.Count);
        }

        // Grown: the good ones 79 x 9 until the reset (0 after it, then 39 x 9), the bad ones 119; of the gap's growth nothing is lost, it lies in the minute before the later sample.
        var (all, failed) = ((79 * 9.0) + (39 * 9.0) + 119, 119.0);
        Assert.Equal(1 - (failed / all), (await bench.Value("sla:attained:ratio{service=\"billing\",source=\"prometheus\",promise=\"availability\",period=\"rolling\"}", Midnight, Cancel))!.Value, 1e-9);
        Assert.Equal(1, await bench.Value("sla:counter_resets:count{service=\"billing\",period=\"rolling\"}", Midnight, Cancel));
        Assert.Equal(1, await bench.Value("sla:gaps:count{service=\"billing\",period=\"rolling\"}", Midnight, Cancel));
        Assert.Equal(0, await bench.Value("sla:compliance:met{service=\"billing\",promise=\"overall\",period=\"rolling\"}", Midnight, Cancel));

        async Task Holds(string service, string source, string period, bool isEmpty, double errors, double slow)
        {
            foreach (var (promise, target, bad) in new[] { ("availability", 0.999, errors), ("latency", 0.95, slow), ("errors", 0.99, errors) })
            {
                var labels = $"{{service=\"{service}\",source=\"{source}\",promise=\"{promise}\",period=\"{period}\"}}";
                var (attained, met, deficit, left) = (await bench.Value($"sla:attained:ratio{labels}", Midnight, Cancel), await bench.Value($"sla:compliance:met{labels}", Midnight, Cancel),
                    await bench.Value($"sla:deficit:ratio{labels}", Midnight, Cancel), await bench.Value($"sla:budget_remaining:ratio{labels}", Midnight, Cancel));
                if (isEmpty)
                {
                    Assert.Null(attained);
                    continue;
                }

                Assert.Equal(1 - bad, attained!.Value, 1e-9);
                Assert.Equal(1 - bad >= target - 1e-12 ? 1 : 0, met);
                Assert.Equal(Math.Max(0, target - (1 - bad)), deficit!.Value, 1e-9);
                Assert.Equal(1 - (bad / (1 - target)), left!.Value, 1e-6);
            }
        }
    }

    [Fact]
    public async Task A_series_that_is_no_more_ends_at_once_by_a_staleness_marker()
    {
        await using var bench = await JobBench.Create(TimeProvider.System.GetUtcNow().AddMinutes(-4), Cancel);
        var began = bench.Clock.Now;
        await bench.Events.Store([new TestEvent(began.AddMinutes(-20), "u1"), new TestEvent(began.AddMinutes(-20), null, "api")], Cancel);
        await bench.Events.RefreshAll(Cancel);
        await bench.Run(JobTable.ServiceLevels, Cancel);
        await bench.Run(JobTable.Repeat, Cancel);
        Assert.Equal(1, await bench.Value("sla:requests:count{service=\"api\",window=\"1h\"}", bench.Clock.Now, Cancel));

        // The next minute has no such service any more.
        await using var connection = await bench.Events.Source.OpenConnectionAsync(Cancel);
        await connection.ExecuteAsync("DELETE FROM service_minutes; INSERT INTO service_minutes SELECT date_trunc('minute', @at::timestamptz), 'search', 1, 0, ARRAY[0.1]; INSERT INTO services (service) VALUES ('search')", new { at = began.AddMinutes(-1).UtcDateTime });
        bench.Clock.Now = began.AddMinutes(2);
        await bench.Run(JobTable.ServiceLevels, Cancel);
        await bench.Run(JobTable.Repeat, Cancel);
        Assert.Null(await bench.Value("sla:requests:count{service=\"api\",window=\"1h\"}", bench.Clock.Now, Cancel));
        Assert.Equal(1, await bench.Value("sla:requests:count{service=\"search\",window=\"1h\"}", bench.Clock.Now, Cancel));
    }

    [Fact]
    public async Task A_job_with_more_series_than_its_budget_publishes_nothing_and_fails()
    {
        await using var bench = await JobBench.Create(Midnight.AddHours(1), Cancel);
        var tooMany = Enumerable.Range(0, JobTable.Forecast.SeriesBudget + 1)
            .Select(i => new Operations.Derived.DerivedSample(DerivedMetrics.CohortSize, new SeriesName("cohort:users:count", KeyValuePair.Create("cohort", $"{i}")), Midnight, 1)).ToList();
        var published = await bench.Services.Publisher.Publish("forecast", tooMany, again: false, Cancel);
        Assert.Contains("budget", published.Failure!.Reason, StringComparison.Ordinal);
        Assert.Empty(await bench.Services.Derived.Published("forecast", Midnight, Cancel));
    }

    [Fact]
    public async Task Values_too_old_for_remote_write_come_in_as_blocks()
    {
        await using var bench = await JobBench.Create(Midnight.AddHours(1), Cancel);
        var day = DateOnly.FromDateTime(Midnight.UtcDateTime).AddDays(-200);
        await bench.Events.Store([new TestEvent(Midnight.AddDays(-200).AddHours(3), "u1"), new TestEvent(Midnight.AddHours(-3), "u2")], Cancel);
        await bench.Events.RefreshAll(Cancel);
        await bench.Run(JobTable.Engagement, DateOnly.FromDateTime(Midnight.UtcDateTime).AddDays(-1), Cancel);
        var refused = await bench.Run(JobTable.Engagement, day, Cancel);
        Assert.NotEqual(0, refused.Refused);
        var data = Path.Combine(bench.Prometheus.Process.Folder, "data");
        var (exit, output, errors) = await CliProcess.RunAsync(
            ["jobs", "blocks", "--from", $"{day:yyyy-MM-dd}", "--to", $"{day:yyyy-MM-dd}", "--data", data, "--postgres", bench.Events.Source.ConnectionString], cancel: Cancel);
        Assert.True(exit == 0, errors);
        Assert.StartsWith(refused.Refused.ToString(CultureInfo.InvariantCulture), output, StringComparison.Ordinal);
        await bench.Prometheus.Process.KillAsync();
        await bench.Prometheus.Process.StartAsync(Cancel);
        Assert.Equal(1, await bench.Value("engagement:active_users:daily", Midnight.AddDays(-199), Cancel));
        Assert.Equal(1, await bench.Value("engagement:active_users:monthly", Midnight, Cancel));
    }

    private static SeriesName Counter(string status) => new(PlatformMetrics.ApiRequests.PrometheusName,
        KeyValuePair.Create("service", "billing"), KeyValuePair.Create("status_class", status), KeyValuePair.Create("instance", "gateway-1"));
}
