using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using Analytics.Testing.Peers;
using Npgsql;

namespace Analytics.Benchmarks.Intake;

/// <summary>
/// The real gateway on one core (0), the load and PostgreSQL on the other (1): acknowledged events per second with fsync, full validation, privacy and
/// projection, beside two ceilings of the same run. Figures of a busy machine are worth nothing; the ratios still say something.
/// </summary>
internal static class IntakeBenchmark
{
    private const int Clients = 16;
    private const nint LoadCore = 2;

    /// <summary>Bytes of a request in the log: see <see cref="DoorAlone"/>.</summary>
    private const int LoggedBytes = 275 * RequestTemplate.Events;

    private static readonly Dictionary<string, string> Roomy = new() { ["ANALYTICS__INTAKE__LOGLIMITBYTES"] = $"{16L * 1024 * 1024 * 1024}" };
    private static readonly string[] OnServerCore = ["taskset", "-c", "0"];

    public static async Task RunAsync(TextWriter output, bool withStore = true)
    {
        if (!OperatingSystem.IsLinux())
        {
            output.WriteLine("intake: needs Linux, to pin the server to one core");
            return;
        }

        var seconds = int.TryParse(Environment.GetEnvironmentVariable("INTAKE_BENCH_SECONDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : 20;
        var (warmUp, measured) = (TimeSpan.FromSeconds(Math.Min(12, seconds)), TimeSpan.FromSeconds(seconds));
        Process.GetCurrentProcess().ProcessorAffinity = LoadCore;
        var now = TimeProvider.System.GetUtcNow();
        output.WriteLine(FormattableString.Invariant(
            $"intake: {Clients} connections, {RequestTemplate.Events} events of {new RequestTemplate(0, now).EventBytes} bytes a request, {warmUp.TotalSeconds:0} s warm-up, {seconds} s measured; server on core 0, load and PostgreSQL on core 1"));

        var bare = await CeilingAsync(CeilingServer.Bare, warmUp, measured, now);
        Print(output, "202, body not looked at", bare, bare, null);
        var parse = await CeilingAsync(CeilingServer.Parse, warmUp, measured, now);
        Print(output, "202, JSON walked through", parse, bare, null);
        await DoorAsync(output, warmUp, measured, now, bare, parse);
        if (withStore)
        {
            await GatewayAsync(output, warmUp, measured, now, bare, parse);
        }
    }

    /// <summary>The path to the acknowledgement and nothing else: PostgreSQL is away, and what is acknowledged waits in the log.</summary>
    [SupportedOSPlatform("linux")]
    private static async Task DoorAsync(TextWriter output, TimeSpan warmUp, TimeSpan measured, DateTimeOffset now, LoadResult bare, LoadResult parse)
    {
        await using var gateway = await GatewayPeer.StartAsync($"Host=127.0.0.1;Port={FreePort.Next()};Username=nobody;Database=nothing", Roomy, launcher: OnServerCore);
        var port = new Uri(gateway.Url).Port;
        var full = await LoadGenerator.RunAsync(gateway.Process.Id, port, Clients, warmUp, measured, now, firstClient: 0);
        Print(output, "acknowledged after fsync", full, bare, parse);
        var half = await LoadGenerator.RunAsync(gateway.Process.Id, port, Clients, TimeSpan.FromSeconds(1), measured / 2, now, firstClient: Clients, full.EventsPerSecond / 2);
        Print(output, "  at half of that load", half, bare, null);
        var disk = DiskAlone.Run(LoggedBytes, full.EventsPerSecond / 2 / RequestTemplate.Events, measured / 2);
        output.WriteLine(FormattableString.Invariant($"    the disk alone with that {"",37}p50 {Percentile.Of(disk, 0.5),6:0.00} ms  p99 {Percentile.Of(disk, 0.99),6:0.00} ms  longest {disk[^1]:0} ms"));
    }

    [SupportedOSPlatform("linux")]
    private static async Task GatewayAsync(TextWriter output, TimeSpan warmUp, TimeSpan measured, DateTimeOffset now, LoadResult bare, LoadResult parse)
    {
        await using var postgres = await PostgresPeer.StartAsync(durable: true);
        Process.GetProcessById(postgres.Process.Id).ProcessorAffinity = LoadCore;
        var connection = await postgres.CreateDatabaseAsync();
        await using var gateway = await GatewayPeer.StartAsync(connection, Roomy, launcher: OnServerCore);
        await Eventually.Holds(async cancel => (string?)(await gateway.ReadyAsync(cancel))["postgres"] == "ok", "the gateway reaches PostgreSQL");

        var clock = Stopwatch.StartNew();
        var full = await LoadGenerator.RunAsync(gateway.Process.Id, new Uri(gateway.Url).Port, Clients, warmUp, measured, now, firstClient: 0);
        var server = Process.GetProcessById(gateway.Process.Id);
        Print(output, "the same, and it stores", full, bare, parse);
        await using var database = NpgsqlDataSource.Create(connection);
        var storedUnderLoad = await StoredAsync(database) / clock.Elapsed.TotalSeconds;
        output.WriteLine(FormattableString.Invariant(
            $"  stored meanwhile: {storedUnderLoad,10:N0} events/s; waiting in the log {await LogBytesAsync(gateway) / 1e6:N0} MB; server's memory {server.WorkingSet64 / 1e6:N0} MB; refused {full.Refused}"));

        clock.Restart();
        var before = await StoredAsync(database);
        await Eventually.Holds(async _ => await LogBytesAsync(gateway) == 0, "the backlog is stored", TimeSpan.FromMinutes(30));
        var after = await StoredAsync(database);
        output.WriteLine(FormattableString.Invariant($"  stored after it:  {(after - before) / clock.Elapsed.TotalSeconds,10:N0} events/s until nothing waited"));
        var light = await LoadGenerator.RunAsync(gateway.Process.Id, new Uri(gateway.Url).Port, 1, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), now, firstClient: 100);
        Print(output, "one connection alone", light, bare, parse);
    }

    private static async Task<LoadResult> CeilingAsync(string mode, TimeSpan warmUp, TimeSpan measured, DateTimeOffset now)
    {
        var port = FreePort.Next();
        var start = new ProcessStartInfo("/usr/bin/env", [.. OnServerCore, "dotnet", typeof(IntakeBenchmark).Assembly.Location, CeilingServer.Command, $"http://127.0.0.1:{port}", mode]);
        // As the gateway's project file says.
        start.Environment["DOTNET_TC_CallCountingDelayMs"] = "0";
        start.Environment["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0";
        using var server = Process.Start(start)!;
        try
        {
            using var http = new HttpClient();
            await Eventually.Holds(async cancel => (await http.GetAsync($"http://127.0.0.1:{port}/healthz", cancel)).IsSuccessStatusCode, "the server answers");
            return await LoadGenerator.RunAsync(server.Id, port, Clients, warmUp, measured, now, firstClient: 0);
        }
        finally
        {
            server.Kill();
        }
    }

    private static async Task<double> StoredAsync(NpgsqlDataSource database) =>
        (double)(await database.CreateCommand("SELECT coalesce(sum(value), 0)::float8 FROM counters WHERE metric !~ 'revenue'").ExecuteScalarAsync())!;

    private static async Task<double> LogBytesAsync(GatewayPeer gateway) => (double)(await gateway.ReadyAsync())["logBytes"]!;

    private static void Print(TextWriter output, string name, LoadResult result, LoadResult bare, LoadResult? parse)
    {
        var ratio = parse is null ? "" : FormattableString.Invariant($"; {result.EventsPerCpuSecond / parse.EventsPerCpuSecond:P0} of parse only");
        output.WriteLine(FormattableString.Invariant(
            $"{name,-26}{result.EventsPerSecond,12:N0} events/s {result.EventsPerCpuSecond,12:N0} per CPU second  p50 {result.Percentile(0.5),6:0.00} ms  p99 {result.Percentile(0.99),6:0.00} ms  CPU: {result.EventsPerCpuSecond / bare.EventsPerCpuSecond:P0} of bare{ratio}"));
    }
}
