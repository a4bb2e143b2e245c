using System.Net;
using System.Text.Json.Nodes;
using Analytics.Catalog;
using Analytics.Insights.Rollups;
using Analytics.Operations.Erasing;
using Analytics.Testing.Intake;
using Analytics.Testing.Peers;
using Npgsql;

namespace Analytics.Integration.Tests.Intake;

/// <summary>What gateway processes on one database owe each other: a withdrawal at one door holds at the other, and no two have one name.</summary>
public sealed class SharedDatabaseTests : IAsyncLifetime
{
    /// <summary>Two persons, whom a path that is decoded twice would take for one.</summary>
    private const string Anna = "anna%2F7";
    private const string Bob = "anna/7";

    private string _connection = "";
    private NpgsqlDataSource _database = null!;
    private GatewayPeer _one = null!;
    private GatewayPeer _two = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        _connection = await (await PostgresPeer.SharedAsync()).CreateDatabaseAsync(Cancel);
        _database = NpgsqlDataSource.Create(_connection);
        var both = await Task.WhenAll(StartAsync("gateway-1"), StartAsync("gateway-2"));
        (_one, _two) = (both[0], both[1]);
    }

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_withdrawal_at_one_door_reaches_what_came_through_the_other_and_holds_there()
    {
        await new EventRollups(_database, TimeProvider.System).Prepare(Cancel);
        await OutcomesAsync(_two, [.. Enumerable.Range(0, 5).Select(i => Session($"anna-{i}", Anna)), Session("bob", Bob)]);
        await Eventually.Holds(async _ => await CountAsync("SELECT count(*) FROM events WHERE user_id IS NOT NULL") == 6, "stored", cancel: Cancel);

        using var http = new HttpClient();
        using var wish = new HttpRequestMessage(HttpMethod.Delete, $"{_one.Url}/api/analytics/subjects/{Uri.EscapeDataString(Anna)}");
        wish.Headers.TryAddWithoutValidation("X-Analytics-Admin-Key", GatewayPeer.AdminKey);
        using var taken = await http.SendAsync(wish, Cancel);
        Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);

        var eraser = new SubjectEraser(_database, null, TimeProvider.System);
        await Eventually.Holds(async token => (await eraser.Work(token)).Waiting.Count == 0 && await CountAsync("SELECT count(*) FROM erasures WHERE state = 'done'") == 1, "erased", cancel: Cancel);
        Assert.Equal("bob", (string)(await _database.CreateCommand("SELECT string_agg(id, ' ') FROM events").ExecuteScalarAsync(Cancel))!);
        // The door that was not asked turns the person's events away as well, as soon as it has heard; what it takes before is not stored.
        var tries = 0;
        await Eventually.Get(_ => OutcomesAsync(_two, [Session($"late-{tries++}", Anna)]), outcomes => outcomes is ["dropped"], "the other door knows", cancel: Cancel);
        await QuietAsync(_two);
        Assert.Equal(1, await CountAsync("SELECT count(*) FROM events"));
    }

    [Fact]
    public async Task A_third_with_a_name_that_is_taken_says_so_and_takes_over_when_the_other_is_gone()
    {
        await QuietAsync(_two);
        await using var third = await StartAsync("gateway-2");
        Assert.Equal("instance name taken", (string?)(await Eventually.Get(third.ReadyAsync, ready => (string?)ready["postgres"] != "away", "it has asked", cancel: Cancel))["postgres"]);
        using var http = new HttpClient();
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Head])
        {
            using var ready = await http.SendAsync(new HttpRequestMessage(method, $"{third.Url}/readyz"), Cancel);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        }

        await Eventually.Get(_ => Task.FromResult(third.Process.Log), log => log.Contains("Another process with the instance name gateway-2 works on this database", StringComparison.Ordinal), "it says so in its log", cancel: Cancel);
        // Acknowledged is on the disk here too, and stored by nobody but the one that has the name.
        Assert.Equal(["ok"], await OutcomesAsync(third, [Session("early", "bob")]));
        Assert.Equal(["ok"], await OutcomesAsync(_two, [Session("meanwhile", "bob")]));
        await QuietAsync(_two);
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM events WHERE id = 'early'"));

        await _two.Process.KillAsync();
        await QuietAsync(third);
        Assert.Equal(2, await CountAsync("SELECT count(*) FROM events WHERE id IN ('early', 'meanwhile')"));
        Assert.Equal(2, (decimal)(await _database.CreateCommand("SELECT sum(value) FROM counters WHERE instance = 'gateway-2'").ExecuteScalarAsync(Cancel))!);
    }

    private static JsonNode Session(string id, string user) => EventJson.Of(EngagementEvents.SessionStarted, id, Now, user);

    private static async Task<string[]> OutcomesAsync(GatewayPeer gateway, IEnumerable<JsonNode> events)
    {
        using var response = await gateway.PostAsync(EventJson.Request(events), cancel: Cancel);
        return [.. JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!["results"]!.AsArray().Select(result => (string)result!["outcome"]!)];
    }

    private static Task QuietAsync(GatewayPeer gateway) => Eventually.Get(
        gateway.ReadyAsync, ready => (string?)ready["postgres"] == "ok" && (long)ready["logBytes"]! == 0, "all is stored", cancel: Cancel);

    private Task<GatewayPeer> StartAsync(string name) => GatewayPeer.StartAsync(_connection, new Dictionary<string, string> { ["ANALYTICS__INTAKE__INSTANCE"] = name }, cancel: Cancel);

    private async Task<long> CountAsync(string sql) => (long)(await _database.CreateCommand(sql).ExecuteScalarAsync(Cancel))!;
}
