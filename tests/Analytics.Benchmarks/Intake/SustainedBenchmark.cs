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

    public static async Task RunAsync(TextWriter output, double eventsPerSecond, TimeSpan during)
    {
        output.WriteLine(FormattableString.Invariant($"sustained: {eventsPerSecond:N0} events/s for {during.TotalSeconds:0} s over {Clients} connections; gateway, PostgreSQL and load share {Environment.ProcessorCount} cores"));
        await using var postgres = await PostgresPeer.StartAsync(durable: true);
        var connection = await postgres.CreateDatabaseAsync();
        await using var gateway = await GatewayPeer.StartAsync(connection);
        await using var database = NpgsqlDataSource.Create(connection);
        await Eventually.Holds(async cancel => (string?)(await gateway.ReadyAsync(cancel))["postgres"] == "ok", "the gateway reaches PostgreSQL");

        var warmUp = TimeSpan.FromSeconds(10);
        var load = LoadGenerator.RunAsync(gateway.Process.Id, new Uri(gateway.Url).Port, Clients, warmUp, during, TimeProvider.System.GetUtcNow(), firstClient: 0, eventsPerSecond);
        await Task.Delay(warmUp);
        var (clock, before) = (Stopwatch.StartNew(), await StoredAsync(database));
        var (first, last) = (Sample.None, Sample.None);
        for (var line = 1; line <= Lines; line++)
        {
            await Task.Delay(during * line / Lines - clock.Elapsed is { Ticks: > 0 } left ? left : TimeSpan.Zero);
            last = await SampleAsync(gateway, database, before, clock.Elapsed);
            first = line == 2 ? last : first;
            output.WriteLine(last.ToString());
        }

        var result = await load;
        clock.Restart();
        await Eventually.Holds(async cancel => (double)(await gateway.ReadyAsync(cancel))["logBytes"]! == 0, "the rest is stored", TimeSpan.FromMinutes(10));
        output.WriteLine(FormattableString.Invariant(
            $"sustained: acknowledged {result.EventsPerSecond:N0} events/s (p50 {result.Percentile(0.5):0.0} ms, p99 {result.Percentile(0.99):0.0} ms, refused {result.Refused}), stored {last.Stored / last.At.TotalSeconds:N0} events/s, the rest within {clock.Elapsed.TotalSeconds:0.0} s"));
        var isSteady = result.EventsPerSecond >= 0.98 * eventsPerSecond && last.Age < TimeSpan.FromSeconds(10) && last.Memory < 1.3 * first.Memory;
        output.WriteLine(isSteady ? "sustained: nothing grows" : "sustained: NOT steady at this rate");
    }

    private static async Task<Sample> SampleAsync(GatewayPeer gateway, NpgsqlDataSource database, long before, TimeSpan at)
    {
        var ready = await gateway.ReadyAsync();
        using var process = Process.GetProcessById(gateway.Process.Id);
        return new Sample(at, await StoredAsync(database) - before, (double)ready["logBytes"]!, TimeSpan.FromSeconds((double)ready["oldestUnprocessedSeconds"]!), process.WorkingSet64);
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
