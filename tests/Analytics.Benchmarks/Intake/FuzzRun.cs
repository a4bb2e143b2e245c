using System.Diagnostics;
using System.Text;
using Analytics.Testing.Intake;
using Analytics.Testing.Peers;

namespace Analytics.Benchmarks.Intake;

/// <summary>
/// Mutated requests, bombs among them, over loopback to a real gateway: no 5xx but 503, no crash, no hang, a reason for each refusal by a door, memory that is bounded and does
/// not grow (<see cref="FuzzMemory"/>). Then slow senders and idle connections. Ends the program with 1 at the first finding, and prints the request that shows it.
/// </summary>
internal static class FuzzRun
{
    private const int Workers = 8;
    /// <summary>A quota that nobody reaches, so that sources are counted.</summary>
    private static readonly Dictionary<string, string> Counting = new() { ["ANALYTICS__INTAKE__EVENTSPERSECOND"] = "1000000" };

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(TextWriter output, int requests, int seed)
    {
        await using var postgres = await PostgresPeer.StartAsync();
        await using var gateway = await GatewayPeer.StartAsync(await postgres.CreateDatabaseAsync(), Counting);
        var port = new Uri(gateway.Url).Port;
        var statuses = new long[600];
        var clock = Stopwatch.StartNew();
        var sent = 0L;
        var memory = new FuzzMemory(gateway, output);
        var mutators = Enumerable.Range(0, Workers).Select(worker => new RequestMutator((seed * Workers) + worker, TimeProvider.System.GetUtcNow())).ToList();
        foreach (var half in (string[])["after the first half", "after the second half"])
        {
            var workers = mutators.Select(mutator => Task.Run(() => WorkAsync(port, mutator, requests / 2 / Workers, statuses, () => Interlocked.Increment(ref sent)))).ToArray();
            await WatchAsync(workers, memory);
            await memory.SettleAsync(half);
        }

        output.WriteLine(FormattableString.Invariant($"fuzz: {sent:N0} requests of seed {seed} in {clock.Elapsed.TotalSeconds:0} s"));
        output.WriteLine("  answers: " + string.Join(", ", Enumerable.Range(0, statuses.Length).Where(status => statuses[status] > 0).Select(status => FormattableString.Invariant($"{(status == 0 ? "connection closed" : status)} x {statuses[status]:N0}"))));
        await SlowSenders.RunAsync(output, port, memory.Look);
        await memory.SettleAsync("when idle and slow connections are gone");
        Check((string?)(await gateway.ReadyAsync())["status"] == "ready", "the gateway is not ready afterwards");
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

    private static async Task WatchAsync(Task[] workers, FuzzMemory memory)
    {
        var all = Task.WhenAll(workers);
        while (!all.IsCompleted)
        {
            await Task.WhenAny(all, Task.Delay(TimeSpan.FromSeconds(1)));
            memory.Look();
            if (workers.FirstOrDefault(worker => worker.IsFaulted) is { } faulted)
            {
                await faulted;
            }
        }
    }

    private static async Task WorkAsync(int port, RequestMutator mutator, int requests, long[] statuses, Action sent)
    {
        using var wire = new HttpWire(port);
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
    }

    private static string Tail(string log) => string.Join('\n', log.Split('\n').TakeLast(30));

    private static string Show(MutatedRequest request) => Encoding.Latin1.GetString(request.Wire, 0, Math.Min(request.Wire.Length, 4_000));
}
