using System.Diagnostics;
using Analytics.Testing.Peers;
using Npgsql;

namespace Analytics.EndToEnd.Tests;

/// <summary>Acknowledged means on disk: whatever is killed while several clients send, nothing acknowledged is lost, nothing is stored twice, and the counters agree.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int GatewayKills = 22;
    private const int Senders = 4;

    [Fact(Timeout = 240_000)]
    public async Task Nothing_acknowledged_is_lost_or_doubled_and_counters_equal_rows_over_22_kills()
    {
        var cancel = TestContext.Current.CancellationToken;
        var clock = Stopwatch.StartNew();
        var pool = await EventPool.Generate(users: 100, cancel);
        await using var postgres = await PostgresPeer.StartAsync(durable: true, cancel);
        await using var path = await MetricsPath.StartAsync(cancel);
        var database = await postgres.CreateDatabaseAsync(cancel);
        await using var gateway = await Programs.StartGateway(database, path.OtlpUrl, cancel);
        output.WriteLine($"{clock.Elapsed.TotalSeconds:0.0} s: started");

        var senders = new LoadSenders(gateway.Url, pool, Senders);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var sending = senders.Run(stop.Token);
        PeerProcess[] others = [postgres.Process, path.Collector.Process, path.Vmagent.Process, path.Prometheus.Process];
        await Kill(gateway.Process, others, cancel);
        output.WriteLine($"{clock.Elapsed.TotalSeconds:0.0} s: {GatewayKills} kills of the gateway, one of each other part; requests: {senders.Answered} answered, {senders.Unanswered} broken off, {senders.RefusedRequests} turned away");
        await stop.CancelAsync();
        await sending;

        await AssertStoredAsAcknowledged(database, pool, cancel);
        var prometheus = new PrometheusApi(path.Prometheus.Url);
        var differences = await Eventually.Get(
            token => CountersAgainstRows.Differences(prometheus, database, token), found => found.Count == 0, "counters in Prometheus equal to the rows in PostgreSQL", TimeSpan.FromSeconds(40), cancel);
        Assert.Empty(differences);
        Assert.Equal(0, await CountersAgainstRows.Resets(prometheus, "15m", cancel));
        output.WriteLine($"{clock.Elapsed.TotalSeconds:0.0} s: {pool.Acknowledged.Count} events acknowledged and {pool.Repeated} acknowledged once more, {pool.Tried.Count - pool.Acknowledged.Count} never answered; rows, counters and resets as they should be");
        Assert.Equal(0, await Refusals(database, cancel));
        Assert.True(pool.Repeated > 0, "no event was sent twice");
        Assert.True(senders.Unanswered > 0, "no kill hit a request");
        Assert.True(senders.Answered > 200, $"only {senders.Answered} requests were answered: too little load to prove anything");
    }

    /// <summary>Kills the gateway at random moments of its life, also while it starts; each other part once in between.</summary>
    private static async Task Kill(PeerProcess gateway, IReadOnlyList<PeerProcess> others, CancellationToken cancel)
    {
        var dice = new Random(5);
        for (var kill = 1; kill <= GatewayKills; kill++)
        {
            // A moment, not a wait for something: the point of a kill is that nothing is at a good point.
            await Task.Delay(dice.Next(30, 900), cancel);
            await gateway.KillAsync();
            if (kill % 5 == 0 && (kill / 5) - 1 < others.Count)
            {
                var other = others[(kill / 5) - 1];
                await other.KillAsync();
                await StartAgain(other, cancel);
            }

            if (kill % 7 == 0)
            {
                // Dies again before it is ready: recovery itself must survive a kill.
                var starting = gateway.StartAsync(cancel);
                await Task.Delay(dice.Next(100, 700), cancel);
                await gateway.KillAsync();
                await starting.ContinueWith(_ => { }, cancel, TaskContinuationOptions.None, TaskScheduler.Default);
            }

            await gateway.StartAsync(cancel);
        }
    }

    /// <summary>As a supervisor does: PostgreSQL refuses to start until the orphans of its killed postmaster are gone.</summary>
    private static Task StartAgain(PeerProcess part, CancellationToken cancel) => Eventually.Holds(
        async token =>
        {
            try
            {
                await part.StartAsync(token);
                return true;
            }
            catch (InvalidOperationException e) when (e.Message.Contains("before it was ready", StringComparison.Ordinal))
            {
                return false;
            }
        },
        "the killed part started again",
        cancel: cancel);

    private static async Task AssertStoredAsAcknowledged(string database, EventPool pool, CancellationToken cancel)
    {
        var ids = await Eventually.Get(
            token => Ids(database, token), stored => pool.Acknowledged.All(stored.Contains), "every acknowledged event in PostgreSQL", TimeSpan.FromSeconds(40), cancel);

        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Empty(ids.Where(id => !pool.Tried.Contains(id)).Take(5));
        Assert.Empty(pool.Acknowledged.Except(ids).Take(5));
    }

    /// <summary>A repeat is no conflict: nothing was refused.</summary>
    private static async Task<long> Refusals(string database, CancellationToken cancel)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand("SELECT count(*) FROM refused_events");
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    private static async Task<IReadOnlyCollection<string>> Ids(string database, CancellationToken cancel)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand("SELECT id FROM events");
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var ids = new List<string>();
        while (await reader.ReadAsync(cancel))
        {
            ids.Add(reader.GetString(0));
        }

        return new StoredIds(ids);
    }

    /// <summary>A list that knows quickly what it contains.</summary>
    private sealed class StoredIds(List<string> ids) : IReadOnlyCollection<string>
    {
        private readonly HashSet<string> _set = [.. ids];

        public int Count => ids.Count;

        public bool Contains(string id) => _set.Contains(id);

        public IEnumerator<string> GetEnumerator() => ids.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
