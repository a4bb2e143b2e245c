using System.Diagnostics;
using System.Globalization;
using Analytics.Intake;
using Analytics.Intake.Contract;
using Analytics.Intake.Privacy;
using Analytics.Intake.Store;
using Analytics.Testing.Peers;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Analytics.Benchmarks.Intake;

/// <summary>
/// From a full log into PostgreSQL, with keys, counters and position, beside a raw binary COPY of the same rows in the same transactions, encoded beforehand, into
/// the same table of another database of the same server. In turns, so that a busy machine harms both alike.
/// </summary>
internal static class StoreBenchmark
{
    private const nint StoreCore = 2;
    private const nint OwnCore = 1;

    public static async Task RunAsync(TextWriter output)
    {
        var rounds = int.TryParse(Environment.GetEnvironmentVariable("STORE_BENCH_ROUNDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : 6;
        var events = int.TryParse(Environment.GetEnvironmentVariable("STORE_BENCH_EVENTS"), NumberStyles.None, CultureInfo.InvariantCulture, out asked) ? asked : 250_000;
        output.WriteLine(FormattableString.Invariant($"store: {rounds} rounds of {events:N0} events; PostgreSQL on core 1, the projector on core 0"));
        await using var postgres = await PostgresPeer.StartAsync(durable: true);
        var folder = Directory.CreateTempSubdirectory("an-bench-");
        try
        {
            if (OperatingSystem.IsLinux())
            {
                Process.GetCurrentProcess().ProcessorAffinity = OwnCore;
                Process.GetProcessById(postgres.Process.Id).ProcessorAffinity = StoreCore;
            }

            var (own, raw) = (await postgres.CreateDatabaseAsync(), await postgres.CreateDatabaseAsync());
            var keys = Path.Combine(folder.FullName, "keys");
            await File.WriteAllTextAsync(keys, PseudonymKeys.NewLine("k1"));
            var template = new RequestTemplate(0, TimeProvider.System.GetUtcNow());
            var (stored, copied, cpu, count) = (TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, 0L);
            for (var round = 0; round < rounds; round++)
            {
                var settings = new IntakeSettings { ConnectionString = own, LogDirectory = Path.Combine(folder.FullName, $"log{round}"), Instance = "bench", PrivacyKeyFile = keys };
                var drained = await DrainAsync(settings, template, events);
                var copy = await CopyAsync(raw, drained.Batches);
                output.WriteLine(FormattableString.Invariant(
                    $"  round {round + 1}: stored {drained.Count / drained.Took.TotalSeconds,9:N0} events/s, raw COPY {drained.Count / copy.TotalSeconds,9:N0} rows/s: {copy / drained.Took:P0}"));
                (stored, copied, cpu, count) = (stored + drained.Took, copied + copy, cpu + drained.Cpu, count + drained.Count);
            }

            output.WriteLine(FormattableString.Invariant(
                $"store: {count / stored.TotalSeconds:N0} events/s, raw COPY {count / copied.TotalSeconds:N0} rows/s: {copied / stored:P0} of it; the projector's own core busy {cpu / stored:P0}"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Fills a log, then lets the projector empty it; the first transaction, which makes partitions and plans, is not measured.</summary>
    private static async Task<(List<IReadOnlyList<AdmittedEvent>> Batches, TimeSpan Took, TimeSpan Cpu, int Count)> DrainAsync(IntakeSettings settings, RequestTemplate template, int events)
    {
        await using var pipeline = IntakePipeline.Open(settings, TimeProvider.System, NullLogger.Instance);
        for (var sent = 0; sent < events; sent += RequestTemplate.Events)
        {
            using var answer = await pipeline.SubmitAsync(new IntakeRequest(template.NextBody(), "bench"));
            if (answer.Status != 200)
            {
                throw new InvalidOperationException($"the benchmark's events are not taken: {answer.Status}");
            }
        }

        var batches = new List<IReadOnlyList<AdmittedEvent>>();
        var (started, cpu) = (0L, TimeSpan.Zero);
        pipeline.Projector.Committed += stored =>
        {
            batches.Add(stored);
            if (batches.Count == 1)
            {
                (started, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            }
        };
        pipeline.Start();
        await Eventually.Holds(_ => Task.FromResult(pipeline.Vitals.LogBytes == 0), "the log is empty", TimeSpan.FromMinutes(10));
        var took = Stopwatch.GetElapsedTime(started);
        return (batches, took, Environment.CpuUsage.TotalTime - cpu, batches.Skip(1).Sum(batch => batch.Count));
    }

    private static async Task<TimeSpan> CopyAsync(string connectionString, List<IReadOnlyList<AdmittedEvent>> batches)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await StoreSchema.ApplyAsync(connection);
        var months = batches.SelectMany(batch => batch).Select(one => (one.Kind.DataClass, MonthPartitions.MonthOf(one.OccurredAtMicroseconds))).ToHashSet();
        await new MonthPartitions().MakeAsync(connection, months, CancellationToken.None);
        var copy = new CopyRows(EventContract.Default);
        using var rows = new ByteBuffer(16 * 1024 * 1024);
        var clock = new Stopwatch();
        foreach (var (i, batch) in batches.Index())
        {
            CopyRows.Begin(rows);
            foreach (var one in batch)
            {
                copy.AddEvent(rows, one);
            }

            CopyRows.End(rows);
            if (i > 0)
            {
                clock.Start();
            }

            await EventKeys.CopyAsync(connection, CopyRows.EventsCommand, rows, CancellationToken.None);
            clock.Stop();
        }

        return clock.Elapsed;
    }
}
