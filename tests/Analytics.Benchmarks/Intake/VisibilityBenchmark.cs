using System.Diagnostics;
using System.Globalization;
using Analytics.Testing.Peers;

namespace Analytics.Benchmarks.Intake;

/// <summary>
/// From an event's sending until Prometheus answers with it, on the real way: gateway, PostgreSQL, Collector, vmagent, Prometheus, at a steady rate. The counter of one
/// kind is asked for again and again; a request of events counts as visible as soon as the counter holds it and everything that may have overtaken it.
/// </summary>
internal static class VisibilityBenchmark
{
    private const int Clients = 16;

    /// <summary>One in ten events of <see cref="RequestTemplate"/> is of the kind that is asked for.</summary>
    private const int OfTheKind = RequestTemplate.Events / 10;

    private const string Counter = "sum(analytics_engagement_sessions_started_total)";

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Bar = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(TextWriter output, double eventsPerSecond, TimeSpan during)
    {
        output.WriteLine(FormattableString.Invariant($"visible: {eventsPerSecond:N0} events/s for {during.TotalSeconds:0} s; gateway, PostgreSQL, Collector, vmagent, Prometheus and load share {Environment.ProcessorCount} cores"));
        await using var postgres = await PostgresPeer.StartAsync(durable: true);
        await using var path = await MetricsPath.StartAsync();
        await using var gateway = await GatewayPeer.StartAsync(await postgres.CreateDatabaseAsync(), new Dictionary<string, string> { ["ANALYTICS__OTLP__ENDPOINT"] = path.OtlpUrl });
        await path.Prometheus.WaitForAsync(Counter, value => value == 0, TimeSpan.FromMinutes(1));

        var clock = Stopwatch.StartNew();
        var load = LoadGenerator.RunAsync(gateway.Process.Id, new Uri(gateway.Url).Port, Clients, WarmUp, during, TimeProvider.System.GetUtcNow(), firstClient: 0, eventsPerSecond);
        var every = TimeSpan.FromSeconds(RequestTemplate.Events / eventsPerSecond);
        var delays = await WatchAsync(path.Prometheus, clock, every, WarmUp + during);
        var result = await load;
        var (p50, p99, longest) = (Percentile.Of(delays, 0.5), Percentile.Of(delays, 0.99), Percentile.Of(delays, 1));
        output.WriteLine(FormattableString.Invariant(
            $"visible: acknowledged {result.EventsPerSecond:N0} events/s (p99 {result.Percentile(0.99):0.0} ms, refused {result.Refused}); in Prometheus after p50 {p50:0.00} s, p99 {p99:0.00} s, at most {longest:0.00} s"));
        output.WriteLine(p99 < Bar.TotalSeconds && result.EventsPerSecond >= 0.98 * eventsPerSecond ? "visible: within the bar of 5 s" : "visible: NOT within the bar of 5 s at this rate");
    }

    /// <summary>For each request that was due after the warm-up: how many seconds until it was seen; ascending.</summary>
    private static async Task<List<double>> WatchAsync(PrometheusPeer prometheus, Stopwatch clock, TimeSpan every, TimeSpan until)
    {
        var delays = new List<double>();
        var last = (int)(until / every);
        // A request that is late may be one of each client's.
        for (var next = (int)(WarmUp / every); next < last - Clients && clock.Elapsed < until + TimeSpan.FromMinutes(1);)
        {
            var seen = await prometheus.QueryAsync(Counter);
            var at = clock.Elapsed;
            for (var visible = (int)(seen.Single().Value / OfTheKind) - Clients; next <= visible; next++)
            {
                delays.Add((at - (every * next)).TotalSeconds);
            }

            await Task.Delay(50);
        }

        delays.Sort();
        return delays.Count > 0 ? delays : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"nothing was visible within {clock.Elapsed.TotalSeconds:0} s"));
    }
}
