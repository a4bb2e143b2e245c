using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Analytics.Testing.Intake;
using Analytics.Testing.Peers;
using Npgsql;

namespace Analytics.Integration.Tests.Intake;

/// <summary>A real gateway process that is killed, stopped and starved: acknowledged stays acknowledged, and refusals say when to come back.</summary>
public sealed class GatewayCrashTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, 5)]
    [InlineData(false, 3)]
    public async Task Acknowledged_events_are_stored_once_over_kills_and_stops_under_load(bool kill, int rounds)
    {
        var connection = await (await PostgresPeer.SharedAsync()).CreateDatabaseAsync(Cancel);
        await using var gateway = await GatewayPeer.StartAsync(connection, cancel: Cancel);
        var acknowledged = new ConcurrentDictionary<string, bool>();
        var sent = new ConcurrentDictionary<string, bool>();
        for (var round = 0; round < rounds; round++)
        {
            var before = acknowledged.Count;
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            var load = Enumerable.Range(0, 4).Select(client => LoadAsync(gateway, $"{round}-{client}", sent, acknowledged, stop.Token)).ToArray();
            await Eventually.Holds(_ => Task.FromResult(acknowledged.Count > before + 200), "some are acknowledged", cancel: Cancel);
            await (kill ? gateway.Process.KillAsync() : gateway.Process.TerminateAsync());
            await stop.CancelAsync();
            await Task.WhenAll(load);
            await gateway.Process.StartAsync(Cancel);
        }

        await Eventually.Holds(async cancel => await gateway.ReadyAsync(cancel) is { } ready && (string?)ready["postgres"] == "ok" && (long)ready["logBytes"]! == 0, "everything stored", cancel: Cancel);
        await using var database = NpgsqlDataSource.Create(connection);
        var stored = new List<string>();
        await using (var reader = await database.CreateCommand("SELECT id FROM events").ExecuteReaderAsync(Cancel))
        {
            while (await reader.ReadAsync(Cancel))
            {
                stored.Add(reader.GetString(0));
            }
        }

        Assert.Equal(stored.Count, stored.Distinct().Count());
        Assert.Empty(acknowledged.Keys.Except(stored));
        Assert.Empty(stored.Except(sent.Keys));
        Assert.Equal(stored.Count, (decimal)(await database.CreateCommand("SELECT sum(value) FROM counters").ExecuteScalarAsync(Cancel))!);
    }

    [Fact]
    public async Task Without_PostgreSQL_events_are_taken_until_the_log_is_full_and_then_503_says_when_to_come_back()
    {
        var limit = new Dictionary<string, string> { ["ANALYTICS__INTAKE__LOGLIMITBYTES"] = $"{16 * 1024 * 1024}" };
        await using var gateway = await GatewayPeer.StartAsync($"Host=127.0.0.1;Port={FreePort.Next()};Username=nobody;Database=none", limit, cancel: Cancel);
        var accepted = 0;
        HttpResponseMessage response;
        while ((response = await gateway.PostAsync(Body($"r{accepted}-", 1000), cancel: Cancel)).StatusCode == HttpStatusCode.OK)
        {
            accepted++;
            response.Dispose();
            Assert.True(accepted < 200, "the log's bound is never met");
        }

        using (response)
        {
            Assert.True(accepted > 10);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.True(response.Headers.RetryAfter?.Delta > TimeSpan.Zero);
            Assert.Equal("log_full", (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!["error"]);
        }

        var ready = await gateway.ReadyAsync(Cancel);
        Assert.Equal("away", (string?)ready["postgres"]);
        Assert.True((double)ready["oldestUnprocessedSeconds"]! > 0);
    }

    [Fact]
    public async Task A_disk_that_fills_up_is_answered_503_and_what_was_acknowledged_before_is_stored()
    {
        // The kernel refuses to let any file of this process grow beyond 1 MB: a write fails in the middle of a record.
        string[] launcher = ["sh", "-c", "trap '' XFSZ; exec \"$@\"", "sh", "prlimit", "--fsize=1000000"];
        var connection = await (await PostgresPeer.SharedAsync()).CreateDatabaseAsync(Cancel);
        await using var gateway = await GatewayPeer.StartAsync(connection, new Dictionary<string, string> { ["DOTNET_EnableWriteXorExecute"] = "0" }, launcher: launcher, cancel: Cancel);
        var accepted = 0;
        HttpResponseMessage response;
        while ((response = await gateway.PostAsync(Body($"r{accepted}-", 700), cancel: Cancel)).StatusCode == HttpStatusCode.OK)
        {
            accepted++;
            response.Dispose();
            Assert.True(accepted < 20, "the disk never fills up");
        }

        using (response)
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.True(response.Headers.RetryAfter?.Delta > TimeSpan.Zero);
            Assert.Equal("disk_full", (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!["error"]);
        }

        // The next request finds room in a new segment.
        using var after = await gateway.PostAsync(Body("after", 700), cancel: Cancel);
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        await Eventually.Holds(async cancel => (long)(await gateway.ReadyAsync(cancel))["logBytes"]! == 0, "everything stored", cancel: Cancel);
        await using var database = NpgsqlDataSource.Create(connection);
        Assert.Equal((accepted + 1) * 700L, await database.CreateCommand("SELECT count(*) FROM events").ExecuteScalarAsync(Cancel));
    }

    [Fact]
    public async Task A_device_that_is_really_full_is_answered_503_with_every_event_to_be_sent_again_until_there_is_room()
    {
        var log = Directory.CreateTempSubdirectory("an-full-").FullName;
        var limits = new Dictionary<string, string> { ["ANALYTICS__INTAKE__LOGDIRECTORY"] = log, ["ANALYTICS__INTAKE__LOGLIMITBYTES"] = $"{64 * 1024 * 1024}" };
        await using var server = await PostgresPeer.StartAsync(cancel: Cancel);
        var connection = await server.CreateDatabaseAsync(Cancel);
        await using var gateway = await GatewayPeer.StartAsync(connection, limits, launcher: SmallDevice(log), cancel: Cancel);
        await Eventually.Holds(async cancel => (string?)(await gateway.ReadyAsync(cancel))["postgres"] == "ok", "PostgreSQL is reached", cancel: Cancel);
        await server.Process.KillAsync();
        var accepted = 0;
        HttpResponseMessage response;
        while ((response = await gateway.PostAsync(Body($"r{accepted}-", 1000), cancel: Cancel)).StatusCode == HttpStatusCode.OK)
        {
            accepted++;
            response.Dispose();
            Assert.True(accepted < 300, "the device never fills up");
        }

        using (response)
        {
            var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!;
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "disk_full"), (response.StatusCode, (string?)answer["error"]));
            Assert.True(response.Headers.RetryAfter?.Delta > TimeSpan.Zero);
            Assert.Equal(1000, answer["results"]!.AsArray().Count(result => (string?)result!["outcome"] == "retry" && (string?)result["code"] == "disk_full"));
        }

        await Eventually.Holds(async cancel =>
        {
            using var refused = await gateway.PostAsync(Body("refused", 1000), cancel: cancel);
            return (string?)(await gateway.ReadyAsync(cancel))["status"] == "not ready";
        }, "a balancer is told to send elsewhere", cancel: Cancel);
        await server.Process.StartAsync(Cancel);
        await Eventually.Holds(async cancel => (long)(await gateway.ReadyAsync(cancel))["logBytes"]! == 0, "everything stored", cancel: Cancel);
        using var after = await gateway.PostAsync(Body("after", 1), cancel: Cancel);
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        await using var database = NpgsqlDataSource.Create(connection);
        await Eventually.Get(async cancel => (long)(await database.CreateCommand("SELECT count(*) FROM events").ExecuteScalarAsync(cancel))!, rows => rows == (accepted * 1000L) + 1, "what was acknowledged, once", cancel: Cancel);
        Directory.Delete(log, recursive: true);
    }

    /// <summary>A file system of 24 MB in memory, seen by the gateway alone and gone with it; where that is not allowed, files that may not grow.</summary>
    private static string[] SmallDevice(string log)
    {
        foreach (var user in (string[][])[[], ["--map-root-user"]])
        {
            string[] launcher = ["unshare", .. user, "--mount", "sh", "-c", "mount -t tmpfs -o size=24m none \"$1\" && shift && exec \"$@\"", "sh", log];
            using var probe = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("/usr/bin/env", [.. launcher, "true"]) { RedirectStandardError = true })!;
            probe.WaitForExit();
            if (probe.ExitCode == 0)
            {
                return launcher;
            }
        }

        return ["sh", "-c", "trap '' XFSZ; export DOTNET_EnableWriteXorExecute=0; exec \"$@\"", "sh", "prlimit", "--fsize=6000000"];
    }

    private static async Task LoadAsync(
        GatewayPeer gateway, string client, ConcurrentDictionary<string, bool> sent, ConcurrentDictionary<string, bool> acknowledged, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var prefix = $"{client}-{i}-";
            for (var j = 0; j < 10; j++)
            {
                sent[$"{prefix}{j}"] = true;
            }

            try
            {
                using var response = await gateway.PostAsync(Body(prefix, 10), cancel: stop);
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    foreach (var result in JsonNode.Parse(await response.Content.ReadAsStringAsync(stop))!["results"]!.AsArray())
                    {
                        acknowledged[(string)result!["id"]!] = true;
                    }
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
            {
                // Nothing was promised. The loop ends when the gateway's end has been seen to.
                await Task.Yield();
            }
        }
    }

    private static string Body(string prefix, int count) =>
        EventJson.Request(Enumerable.Range(0, count).Select(i => EventJson.Session($"{prefix}{i}", TimeProvider.System.GetUtcNow())));
}
