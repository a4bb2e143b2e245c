using System.Text;
using System.Text.Json.Nodes;
using Analytics.Intake;
using Analytics.Intake.Privacy;
using Analytics.Intake.Store;
using Analytics.Testing.Intake;
using Analytics.Testing.Peers;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Analytics.Integration.Tests.Intake;

/// <summary>Pipelines on a real PostgreSQL, opened and closed like processes.</summary>
internal sealed class StoreBench : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("an-store-");
    private readonly string _keyFile;

    private StoreBench(string connectionString)
    {
        ConnectionString = connectionString;
        Database = NpgsqlDataSource.Create(connectionString);
        _keyFile = Path.Combine(_folder.FullName, "keys");
        File.WriteAllText(_keyFile, PseudonymKeys.NewLine("k1"));
    }

    public string ConnectionString { get; }

    /// <summary>The folder of the logs and of the key file.</summary>
    public string Folder => _folder.FullName;

    public NpgsqlDataSource Database { get; }

    public static async Task<StoreBench> CreateAsync(PostgresPeer? server = null) =>
        new(await (server ?? await PostgresPeer.SharedAsync()).CreateDatabaseAsync(TestContext.Current.CancellationToken));

    /// <summary>A pipeline that is not started yet.</summary>
    public IntakePipeline Open(string instance = "g1", string? log = null, int? port = null)
    {
        var connection = port is { } other ? new NpgsqlConnectionStringBuilder(ConnectionString) { Port = other }.ConnectionString : ConnectionString;
        return IntakePipeline.Open(
            new IntakeSettings { ConnectionString = connection, LogDirectory = Path.Combine(_folder.FullName, log ?? instance), Instance = instance, PrivacyKeyFile = _keyFile },
            TimeProvider.System, NullLogger.Instance);
    }

    public IntakePipeline Start(string instance = "g1", string? log = null, int? port = null)
    {
        var pipeline = Open(instance, log, port);
        pipeline.Start();
        return pipeline;
    }

    public static async Task<JsonNode> PostAsync(IntakePipeline pipeline, IEnumerable<JsonNode> events, bool backfill = false)
    {
        using var answer = await pipeline.SubmitAsync(new IntakeRequest(Encoding.UTF8.GetBytes(EventJson.Request(events)), "app", IsBackfill: backfill));
        var said = JsonNode.Parse(answer.Body.Span)!;
        said["status"] = answer.Status;
        return said;
    }

    public static IEnumerable<JsonNode> Sessions(string prefix, int count) =>
        Enumerable.Range(0, count).Select(i => EventJson.Session($"{prefix}{i}", TimeProvider.System.GetUtcNow().AddSeconds(-1)));

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    public Task<long> RowsAsync() => ScalarAsync<long>("SELECT count(*) FROM events");

    /// <summary>Waits until everything acknowledged by a pipeline is in PostgreSQL.</summary>
    public static Task QuietAsync(IntakePipeline pipeline) =>
        Eventually.Holds(_ => Task.FromResult(pipeline.Projector.IsConnected && pipeline.Vitals.LogBytes == 0), "everything stored", TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

    /// <summary>
    /// Brings the ledger of consent up to everything stored so far. It reads by transaction, up to the oldest that runs anywhere on the server: the
    /// transactions of other tests' databases hold it back, and are waited for.
    /// </summary>
    public async Task MergeConsentAsync()
    {
        var cancel = TestContext.Current.CancellationToken;
        var merge = new ConsentMerge(Database);
        await Eventually.Holds(async token =>
        {
            await merge.RefreshAsync(token);
            return await ScalarAsync<bool>("SELECT merged_up_to > (SELECT coalesce(max(stored_in), 0) FROM events) FROM consent_merge");
        }, "all events in the ledger of consent", cancel: cancel);
    }

    /// <summary>Rows, keys and counters agree, and every row has an id of its own.</summary>
    public async Task AssertConsistentAsync(long rows)
    {
        Assert.Equal(rows, await RowsAsync());
        Assert.Equal(rows, await ScalarAsync<long>("SELECT count(DISTINCT (source, id)) FROM events"));
        Assert.Equal(rows, await ScalarAsync<long>("SELECT count(*) FROM event_keys"));
        Assert.Equal(rows, await ScalarAsync<decimal>("SELECT coalesce(sum(value), 0) FROM counters WHERE metric = 'analytics_engagement_sessions_started_total'"));
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
