using System.Net;
using System.Text.Json.Nodes;
using Analytics.Testing.Crash;
using Analytics.Testing.Intake;
using Analytics.Testing.Peers;
using Npgsql;

namespace Analytics.EndToEnd.Tests;

/// <summary>
/// Several gateways side by side on one database, each with its own log and name, as behind a load balancer: a client's second try meets another gateway than
/// its first one, and one of them dies.
/// </summary>
public sealed class SeveralGatewaysTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>Requests that each gateway has to answer before, while and after one of them is dead.</summary>
    private const int Requests = 30;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("an-two-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact(Timeout = 180_000)]
    public async Task Two_gateways_store_each_acknowledged_event_once_and_count_it_once_though_one_is_killed()
    {
        await using var path = await MetricsPath.StartAsync(Cancel);
        await using var postgres = await PostgresPeer.StartAsync(cancel: Cancel);
        var database = await postgres.CreateDatabaseAsync(Cancel);
        await using var one = await Programs.StartGateway(database, path.OtlpUrl, "gateway-1", Cancel);
        await using var two = await Programs.StartGateway(database, path.OtlpUrl, "gateway-2", Cancel);
        using var ledger = new ObligationLedger(Path.Combine(_folder.FullName, "ledger"));
        var pool = await EventPool.GenerateAsync(users: 40, seed: 3, ledger, Cancel);
        var prometheus = new PrometheusApi(path.Prometheus.Url);

        var repeats = await SendToBothAtOnceAsync(one, two, pool);
        await Eventually.Get(token => prometheus.Value("sum(analytics_pipeline_events_duplicate_total)", token), counted => counted == repeats, $"{repeats} repeats are counted", TimeSpan.FromSeconds(60), Cancel);

        await LoadOverAKillAsync(one, two, pool);
        await SendAgainWhatNobodyKnowsOfAsync(one, pool, ledger);
        await QuietAsync(one);
        await QuietAsync(two);
        var owed = ledger.Read();
        var stored = await StoredEvents.CompareAsync(database, owed, pool.Events, Cancel);
        Assert.True(stored.IsSound, $"lost {stored.Lost.Count}, doubled {stored.Doubled.Count}, foreign {stored.Foreign.Count}, changed {string.Join("; ", stored.Changed.Take(3))}");
        await using var source = NpgsqlDataSource.Create(database);
        Assert.Equal((owed.Count, owed.Count), (stored.Rows, await CountAsync(source, "SELECT count(*) FROM event_keys")));
        Assert.Equal(2, await CountAsync(source, "SELECT count(DISTINCT instance) FROM counters"));
        await Eventually.Get(token => CountersAgainstRows.Differences(prometheus, database, token), differences => differences.Count == 0, "the counters of both together are the rows", TimeSpan.FromSeconds(60), Cancel);
        output.WriteLine($"{owed.Count} acknowledged = rows = keys = counted; {repeats} repeats of what both had at once; {pool.Repeated} acknowledged again");

        await TearAnIdAsync(one, two, source);
    }

    /// <summary>The same requests to both at the same time; returns how many of the acknowledged events were repeats.</summary>
    private static async Task<int> SendToBothAtOnceAsync(GatewayPeer one, GatewayPeer two, EventPool pool)
    {
        var acknowledged = 0;
        for (var i = 0; i < Requests; i++)
        {
            var (batch, body) = pool.Take();
            foreach (var answer in await Task.WhenAll(AskAsync(one, body), AskAsync(two, body)))
            {
                var accepted = (int)answer["accepted"]!;
                Assert.Equal(accepted, answer["results"]!.AsArray().Count);
                acknowledged += accepted;
                pool.Acknowledge(batch, [.. Enumerable.Range(0, accepted)]);
            }
        }

        return acknowledged - pool.Acknowledged;
    }

    /// <summary>Load on both, from one pool: what one did not answer, the other gets again, or the same one when it is back.</summary>
    private static async Task LoadOverAKillAsync(GatewayPeer one, GatewayPeer two, EventPool pool)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var (first, second) = (new LoadSenders(one.Url, pool, 2), new LoadSenders(two.Url, pool, 2));
        var sending = Task.WhenAll(first.Run(stop.Token), second.Run(stop.Token));
        try
        {
            await AnswersAsync(first, second);
            await two.Process.KillAsync();
            await AnswersAsync(first);
            await two.Process.StartAsync(Cancel);
            await AnswersAsync(first, second);
        }
        finally
        {
            await stop.CancelAsync();
        }

        await sending;
    }

    private static async Task AnswersAsync(params IEnumerable<LoadSenders> senders)
    {
        foreach (var (load, before) in senders.Select(load => (load, load.Answered)).ToList())
        {
            await Eventually.Get(_ => Task.FromResult(load.Answered), answered => answered >= before + Requests, "requests answered", TimeSpan.FromSeconds(60), Cancel);
        }
    }

    /// <summary>Whether a request that broke off was taken, its client learns only so.</summary>
    private static async Task SendAgainWhatNobodyKnowsOfAsync(GatewayPeer gateway, EventPool pool, ObligationLedger ledger)
    {
        var owed = ledger.Read();
        foreach (var unknown in pool.Tried.Where(id => !owed.ContainsKey(id)).Select(id => pool.Events[id]).Chunk(100))
        {
            var answer = await AskAsync(gateway, $"{{\"events\":[{string.Join(',', unknown.Select(one => one.Json))}]}}");
            Assert.Equal(unknown.Length, (int)answer["accepted"]!);
            ledger.Owe(unknown.Select(one => (one.Id, one.Payload)));
        }
    }

    /// <summary>The same ids with one content here and another there, at once: both doors say yes, since neither can know; the database keeps one, and a record of the other.</summary>
    private static async Task TearAnIdAsync(GatewayPeer one, GatewayPeer two, NpgsqlDataSource source)
    {
        var now = TimeProvider.System.GetUtcNow();
        string Body(string session) => EventJson.Request(Enumerable.Range(0, Requests).Select(i => EventJson.Of(Catalog.EngagementEvents.SessionStarted, $"torn-{i}", now, "anna", session)));
        await Task.WhenAll(AskAsync(one, Body("here")), AskAsync(two, Body("there")));
        await QuietAsync(one);
        await QuietAsync(two);
        Assert.Equal(Requests, await CountAsync(source, "SELECT count(*) FROM events WHERE id LIKE 'torn-%'"));
        Assert.Equal(Requests, await CountAsync(source, "SELECT count(DISTINCT id) FROM refused_events WHERE id LIKE 'torn-%' AND code = 'id_conflict'"));
    }

    private static async Task<JsonNode> AskAsync(GatewayPeer gateway, string body)
    {
        using var response = await gateway.PostAsync(body, cancel: Cancel);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!;
    }

    private static Task QuietAsync(GatewayPeer gateway) => Eventually.Get(
        gateway.ReadyAsync, ready => (string?)ready["postgres"] == "ok" && (long)ready["logBytes"]! == 0, "all is stored", TimeSpan.FromSeconds(60), Cancel);

    private static async Task<long> CountAsync(NpgsqlDataSource source, string sql) => (long)(await source.CreateCommand(sql).ExecuteScalarAsync(Cancel))!;
}
