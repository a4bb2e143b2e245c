using System.Diagnostics;
using Analytics.Testing.Peers;
using Npgsql;

namespace Analytics.Benchmarks.Intake;

/// <summary>
/// A steady load on the whole path, everything on all cores of this machine: the gateway acknowledges, stores and counts what comes, or something grows. What may
/// not grow is printed as it goes: bytes that wait in the log, the age of the oldest event that waits, the gateway's memory.
/// </summary>
internal static class SustainedBenchmark
{
    private const int Clients = 16;
    private const int Lines = 10;

    /// <param name="output">Where the figures go.</param>
    /// <param name="eventsPerSecond">To all gateways together.</param>
    /// <param name="during">Measured.</param>
    /// <param name="gateways">How many of them, on one database.</param>
    public static async Task RunAsync(TextWriter output, double eventsPerSecond, TimeSpan during, int gateways = 1)
    {
        output.WriteLine(FormattableString.Invariant(
            $"sustained: {eventsPerSecond:N0} events/s for {during.TotalSeconds:0} s over {Clients} connections to {gateways} gateway(s); they, PostgreSQL and load share {Environment.ProcessorCount} cores"));
        await using var postgres = await PostgresPeer.StartAsync(durable: true);
        var connection = await postgres.CreateDatabaseAsync();
        var all = new List<GatewayPeer>();
        try
        {
            for (var i = 1; i <= gateways; i++)
            {
                all.Add(await GatewayPeer.StartAsync(connection, new Dictionary<string, string> { ["ANALYTICS__INTAKE__INSTANCE"] = $"gateway-{i}" }));
            }

            await using var database = NpgsqlDataSource.Create(connection);
            await LoadAsync(output, all, database, eventsPerSecond, during);
        }
        finally
        {
            foreach (var gateway in all)
            {
                await gateway.DisposeAsync();
            }
        }
    }

    private static async Task LoadAsync(TextWriter output, List<GatewayPeer> gateways, NpgsqlDataSource database, double eventsPerSecond, TimeSpan during)
    {
        foreach (var gateway in gateways)
        {
            await Eventually.Holds(async cancel => (string?)(await gateway.ReadyAsync(cancel))["postgres"] == "ok", "the gateway reaches PostgreSQL");
        }

        var warmUp = TimeSpan.FromSeconds(10);
        var loads = gateways.Select((gateway, i) => LoadGenerator.RunAsync(
            gateway.Process.Id, new Uri(gateway.Url).Port, Clients / gateways.Count, warmUp, during, TimeProvider.System.GetUtcNow(), firstClient: i * Clients, eventsPerSecond / gateways.Count)).ToArray();
        await Task.Delay(warmUp);
        var (clock, before) = (Stopwatch.StartNew(), await StoredAsync(database));
        var (first, last) = (Sample.None, Sample.None);
        for (var line = 1; line <= Lines; line++)
        {
            await Task.Delay(during * line / Lines - clock.Elapsed is { Ticks: > 0 } left ? left : TimeSpan.Zero);
            last = await SampleAsync(gateways, database, before, clock.Elapsed);
            first = line == 2 ? last : first;
            output.WriteLine(last.ToString());
        }

        var results = await Task.WhenAll(loads);
        clock.Restart();
        foreach (var gateway in gateways)
        {
            await Eventually.Holds(async cancel => (double)(await gateway.ReadyAsync(cancel))["logBytes"]! == 0, "the rest is stored", TimeSpan.FromMinutes(10));
        }

        var acknowledged = results.Sum(result => result.EventsPerSecond);
        output.WriteLine(FormattableString.Invariant(
            $"sustained: acknowledged {acknowledged:N0} events/s (p50 {results.Max(result => result.Percentile(0.5)):0.0} ms, p99 {results.Max(result => result.Percentile(0.99)):0.0} ms, refused {results.Sum(result => result.Refused)}), stored {last.Stored / last.At.TotalSeconds:N0} events/s, the rest within {clock.Elapsed.TotalSeconds:0.0} s"));
        var isSteady = acknowledged >= 0.98 * eventsPerSecond && last.Age < TimeSpan.FromSeconds(10) && last.Memory < 1.3 * first.Memory;
        output.WriteLine(isSteady ? "sustained: nothing grows" : "sustained: NOT steady at this rate");
        output.WriteLine(await BalanceAsync(database, results.Sum(result => result.Acknowledged) * RequestTemplate.Events));
    }

    /// <summary>Each acknowledged event is one row with one key, and the counters have as many as there are rows.</summary>
    private static async Task<string> BalanceAsync(NpgsqlDataSource database, long acknowledged)
    {
        await using var command = database.CreateCommand("""
            SELECT (SELECT count(*) FROM events), (SELECT count(*) FROM event_keys), (SELECT count(*) FROM events WHERE kind = 'session.started'),
                   (SELECT sum(value)::bigint FROM counters WHERE metric = 'analytics_engagement_sessions_started_total')
            """);
        command.CommandTimeout = 600;
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        var (rows, keys, started, counted) = (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3));
        return FormattableString.Invariant($"sustained: {acknowledged:N0} acknowledged, {rows:N0} rows, {keys:N0} keys; sessions started: {started:N0} rows, {counted:N0} counted: ")
            + (rows == acknowledged && keys == rows && counted == started ? "exact" : "NOT exact");
    }

    private static async Task<Sample> SampleAsync(List<GatewayPeer> gateways, NpgsqlDataSource database, long before, TimeSpan at)
    {
        var (bytes, age, memory) = (0.0, 0.0, 0L);
        foreach (var gateway in gateways)
        {
            var ready = await gateway.ReadyAsync();
            using var process = Process.GetProcessById(gateway.Process.Id);
            bytes += (double)ready["logBytes"]!;
            age = Math.Max(age, (double)ready["oldestUnprocessedSeconds"]!);
            memory += process.WorkingSet64;
        }

        return new Sample(at, await StoredAsync(database) - before, bytes, TimeSpan.FromSeconds(age), memory);
    }

    /// <summary>By the keys' statistics and not by counting: a count of millions of rows would be a load of its own.</summary>
    private static async Task<long> StoredAsync(NpgsqlDataSource database) =>
        (long)(await database.CreateCommand("SELECT coalesce(sum(value), 0)::bigint FROM counters WHERE metric !~ 'revenue'").ExecuteScalarAsync())!;

    private sealed record Sample(TimeSpan At, long Stored, double LogBytes, TimeSpan Age, long Memory)
    {
        public static readonly Sample None = new(TimeSpan.Zero, 0, 0, TimeSpan.Zero, long.MaxValue);

        public override string ToString() => FormattableString.Invariant(
            $"  {At.TotalSeconds,5:0} s  stored {Stored / At.TotalSeconds,9:N0} events/s  in the log {LogBytes / 1e6,7:N1} MB  oldest waits {Age.TotalSeconds,5:0.0} s  memory {Memory / 1e6,5:N0} MB");
    }
}
