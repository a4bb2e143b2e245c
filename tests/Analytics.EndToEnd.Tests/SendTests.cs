using System.Diagnostics;
using System.Text.Json;
using Analytics.Testing.Peers;
using Npgsql;

namespace Analytics.EndToEnd.Tests;

/// <summary>`events generate` and `events send` against the real gateway and the real PostgreSQL.</summary>
public sealed class SendTests(SendTests.Door door, ITestOutputHelper output) : IClassFixture<SendTests.Door>
{
    private CancellationToken Cancel { get; } = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Generated_events_are_all_accepted_and_sending_them_again_changes_nothing()
    {
        var (file, events, storable) = await Generate("again", "--users", "300", "--days", "25", "--seed", "21");

        var first = await Send(file, 0, "--source", "again");
        var stored = await door.WaitForRows("again", storable, Cancel);
        var second = await Send(file, 0, "--source", "again");

        Assert.Equal((storable, 0), (first.GetProperty("accepted").GetInt32(), first.GetProperty("duplicates").GetInt32()));
        Assert.Equal(events - storable, first.GetProperty("dropped").GetInt32());
        Assert.Equal(storable, second.GetProperty("accepted").GetInt32());
        Assert.Equal(stored, await door.WaitForRows("again", storable, Cancel));
        Assert.False(File.Exists(file + ".sent"));
        output.WriteLine($"{events} events: {first.GetProperty("eventsPerSecond")} events/s, again {second.GetProperty("eventsPerSecond")} events/s");
    }

    [Fact]
    public async Task History_older_than_the_door_allows_needs_backfill_and_the_key()
    {
        var (file, events, storable) = await Generate("history", "--users", "60", "--days", "60", "--seed", "22", "--story");

        var refused = await Send(file, 1, "--source", "history-front");
        Assert.True(refused.GetProperty("rejectedByCode").GetProperty("too_old").GetInt32() > 100);
        await Command(["events", "send", file, "--gateway", door.Gateway.Url, "--backfill"], 2);
        var key = Path.Combine(door.Folder, "wrong.key");
        await File.WriteAllTextAsync(key, "wrong", Cancel);
        await Command(["events", "send", file, "--gateway", door.Gateway.Url, "--backfill", "--admin-key-file", key], 2);

        await File.WriteAllTextAsync(key, GatewayPeer.AdminKey, Cancel);
        var clock = Stopwatch.StartNew();
        var taken = await Send(file, 0, "--source", "history", "--backfill", "--admin-key-file", key);
        Assert.Equal(storable, taken.GetProperty("accepted").GetInt32());
        await door.WaitForRows("history", storable, Cancel);
        Assert.Equal(storable, await door.Count("SELECT count(*) FROM events WHERE source = 'history' AND backfill", Cancel));
        output.WriteLine($"{events} events of history stored after {clock.Elapsed.TotalSeconds:0.0} s");
    }

    [Fact]
    public async Task Refused_events_are_named_by_line_and_kept()
    {
        var (file, _, _) = await Generate("refused", "--users", "5", "--days", "3", "--seed", "23");
        var lines = (await File.ReadAllLinesAsync(file, Cancel)).ToList();
        lines.Insert(3, "{broken");
        lines.Insert(6, lines[6].Replace("\"category\":\"", "\"category\":\"un", StringComparison.Ordinal));
        await File.WriteAllLinesAsync(file, lines, Cancel);
        var rejects = Path.Combine(door.Folder, "rejects.ndjson");

        var result = await Send(file, 1, "--source", "refused", "--rejects", rejects);

        Assert.Equal(2, result.GetProperty("rejected").GetInt32());
        Assert.Equal([(4, "not_json"), (7, "unknown_kind")], result.GetProperty("errors").EnumerateArray()
            .Select(error => (error.GetProperty("line").GetInt32(), error.GetProperty("code").GetString()!)).Order());
        var kept = (await File.ReadAllLinesAsync(rejects, Cancel)).Select(line => JsonElement.Parse(line)).ToArray();
        Assert.Equal(2, kept.Length);
        Assert.Contains(kept, line => line.GetProperty("event").ValueKind == JsonValueKind.Object && line.GetProperty("code").GetString() == "unknown_kind");
    }

    [Fact]
    public async Task A_gateway_that_is_away_is_exit_code_3()
    {
        var (file, _, _) = await Generate("away", "--users", "1", "--days", "1", "--seed", "24");

        await Command(["events", "send", file, "--gateway", $"http://127.0.0.1:{FreePort.Next()}", "--patience", "1"], 3);
    }

    [Fact]
    public async Task A_file_goes_on_where_it_stopped_when_the_gateway_was_killed()
    {
        var (file, events, storable) = await Generate("resumed", "--users", "400", "--days", "28", "--seed", "25");
        var sending = Command(["events", "send", file, "--gateway", door.Gateway.Url, "--source", "resumed", "--batch", "20", "--parallel", "2", "--patience", "1"], 3);
        await Eventually.Get(token => door.Count("SELECT count(*) FROM events WHERE source = 'resumed'", token), rows => rows > 500, "the first events stored", cancel: Cancel);
        await door.Gateway.Process.KillAsync();
        await sending;
        Assert.True(File.Exists(file + ".sent"));

        await door.Gateway.Process.StartAsync(Cancel);
        var rest = await Send(file, 0, "--source", "resumed");

        Assert.InRange(rest.GetProperty("skippedLines").GetInt32(), 100, events);
        Assert.Equal(events - rest.GetProperty("skippedLines").GetInt32(), rest.GetProperty("accepted").GetInt32() + rest.GetProperty("dropped").GetInt32());
        await door.WaitForRows("resumed", storable, Cancel);
        Assert.False(File.Exists(file + ".sent"));
    }

    private async Task<(string File, int Events, int Storable)> Generate(string name, params string[] arguments)
    {
        var file = Path.Combine(door.Folder, name + ".ndjson");
        await File.WriteAllTextAsync(file, await Command(["events", "generate", .. arguments]), Cancel);
        var lines = await File.ReadAllLinesAsync(file, Cancel);
        return (file, lines.Length, lines.Count(line => line.Contains("\"canTrack\":true", StringComparison.Ordinal) || line.Contains("\"category\":\"consent\"", StringComparison.Ordinal)));
    }

    private async Task<JsonElement> Send(string file, int expectedExit, params string[] more) =>
        JsonElement.Parse(await Command(["events", "send", file, "--gateway", door.Gateway.Url, "--json", .. more], expectedExit));

    private Task<string> Command(IEnumerable<string> arguments, int expectedExit = 0) => Programs.Run(arguments, expectedExit: expectedExit, cancel: Cancel);

    /// <summary>One gateway with its PostgreSQL; metrics go nowhere, which intake must not feel.</summary>
    public sealed class Door : IAsyncLifetime
    {
        private PostgresPeer? _postgres;
        private string _database = "";

        public GatewayPeer Gateway { get; private set; } = null!;

        public string Folder { get; } = Directory.CreateTempSubdirectory("an-send-").FullName;

        public async ValueTask InitializeAsync()
        {
            _postgres = await PostgresPeer.StartAsync(durable: true);
            _database = await _postgres.CreateDatabaseAsync();
            Gateway = await Programs.StartGateway(_database, $"http://127.0.0.1:{FreePort.Next()}");
        }

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            await _postgres!.DisposeAsync();
            Directory.Delete(Folder, recursive: true);
        }

        public Task<long> WaitForRows(string source, long rows, CancellationToken cancel) =>
            Eventually.Get(token => Count($"SELECT count(*) FROM events WHERE source = '{source}'", token), found => found == rows, $"{rows} rows of {source}", cancel: cancel);

        public async Task<long> Count(string sql, CancellationToken cancel)
        {
            await using var source = NpgsqlDataSource.Create(_database);
            await using var command = source.CreateCommand(sql);
            return (long)(await command.ExecuteScalarAsync(cancel))!;
        }
    }
}
