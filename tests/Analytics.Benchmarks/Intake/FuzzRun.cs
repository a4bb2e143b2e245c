using System.Diagnostics;
using System.Text;
using Analytics.Testing.Intake;
using Analytics.Testing.Peers;

namespace Analytics.Benchmarks.Intake;

/// <summary>
/// Mutated requests over loopback to a real gateway: no 5xx but 503, no crash, no hang, a reason for each refusal by a door, bounded memory. Then bombs, slow senders and
/// idle connections. Ends the program with 1 at the first finding, and prints the request that shows it.
/// </summary>
internal static class FuzzRun
{
    private const int Workers = 8;
    private const long MemoryBound = 1_500_000_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(TextWriter output, int requests, int seed)
    {
        await using var postgres = await PostgresPeer.StartAsync();
        await using var gateway = await GatewayPeer.StartAsync(await postgres.CreateDatabaseAsync());
        var port = new Uri(gateway.Url).Port;
        var statuses = new long[600];
        var clock = Stopwatch.StartNew();
        var sent = 0L;
        var workers = Enumerable.Range(0, Workers).Select(worker => Task.Run(() => WorkAsync(port, (seed * Workers) + worker, requests / Workers, statuses, () => Interlocked.Increment(ref sent)))).ToArray();
        var all = Task.WhenAll(workers);
        var memory = 0L;
        while (!all.IsCompleted)
        {
            await Task.WhenAny(all, Task.Delay(TimeSpan.FromSeconds(2)));
            memory = Math.Max(memory, MemoryOf(gateway));
            Check(memory < MemoryBound, FormattableString.Invariant($"the gateway's memory is {memory / 1e6:N0} MB"));
            if (workers.FirstOrDefault(worker => worker.IsFaulted) is { } faulted)
            {
                await faulted;
            }
        }

        output.WriteLine(FormattableString.Invariant($"fuzz: {sent:N0} requests in {clock.Elapsed.TotalSeconds:0} s; memory at most {memory / 1e6:N0} MB"));
        output.WriteLine("  answers: " + string.Join(", ", Enumerable.Range(0, statuses.Length).Where(status => statuses[status] > 0).Select(status => FormattableString.Invariant($"{(status == 0 ? "connection closed" : status)} x {statuses[status]:N0}"))));
        await SlowSenders.RunAsync(output, port, () => MemoryOf(gateway));
        Check((string?)(await gateway.ReadyAsync())["status"] == "ready", "the gateway is not ready afterwards");
        await Eventually.Holds(async cancel => (double)(await gateway.ReadyAsync(cancel))["logBytes"]! == 0, "everything that was taken is stored", TimeSpan.FromMinutes(5));
        Check(!gateway.Process.Log.Contains("unhandled exception", StringComparison.OrdinalIgnoreCase), "the gateway's log has an unhandled exception:\n" + Tail(gateway.Process.Log));
        output.WriteLine("fuzz: no finding");
    }

    public static void Check(bool holds, string finding)
    {
        if (!holds)
        {
            throw new InvalidOperationException("fuzz: " + finding);
        }
    }

    private static async Task WorkAsync(int port, int seed, int requests, long[] statuses, Action sent)
    {
        var mutator = new RequestMutator(seed, TimeProvider.System.GetUtcNow());
        var wire = new HttpWire(port);
        for (var i = 0; i < requests; i++)
        {
            var request = mutator.Next();
            using var patience = new CancellationTokenSource(Patience);
            WireAnswer answer;
            try
            {
                answer = await wire.SendAsync(request.Wire, endsHere: !request.IsHeadSound, patience.Token);
            }
            catch (OperationCanceledException)
            {
                throw new InvalidOperationException("fuzz: no answer within the patience to " + Show(request));
            }

            sent();
            Interlocked.Increment(ref statuses[answer.Status]);
            Check(answer.Status is < 500 or 503 || (answer.Status == 505 && !request.IsHeadSound), $"{answer.Status} to {Show(request)}");
            Check(!request.IsHeadSound || answer.Status == 200 || answer.Body.Length > 10, $"{answer.Status} without a reason to {Show(request)}");
        }

        wire.Dispose();
    }

    private static long MemoryOf(GatewayPeer gateway)
    {
        using var process = Process.GetProcessById(gateway.Process.Id);
        return process.WorkingSet64;
    }

    private static string Tail(string log) => string.Join('\n', log.Split('\n').TakeLast(30));

    private static string Show(MutatedRequest request) => Encoding.Latin1.GetString(request.Wire, 0, Math.Min(request.Wire.Length, 4_000));
}
