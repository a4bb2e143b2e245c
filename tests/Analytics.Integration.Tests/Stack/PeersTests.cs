using System.Globalization;
using Analytics.Testing.Peers;
using Npgsql;

namespace Analytics.Integration.Tests.Stack;

/// <summary>The peers' own promises to the tests that use them.</summary>
public sealed class PeersTests
{
    [Fact]
    public async Task A_killed_PostgreSQL_comes_back_with_its_data()
    {
        await using var postgres = await PostgresPeer.StartAsync(cancel: TestContext.Current.CancellationToken);
        var database = await postgres.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(database, "CREATE TABLE t AS SELECT 42 AS answer");

        await postgres.Process.KillAsync();
        await postgres.Process.StartAsync(TestContext.Current.CancellationToken);

        NpgsqlConnection.ClearAllPools();
        Assert.Equal(42, await ExecuteAsync(database, "SELECT answer FROM t"));
    }

    [Fact]
    public async Task Databases_of_the_shared_server_are_apart()
    {
        var shared = await PostgresPeer.SharedAsync();
        var one = await shared.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        var other = await shared.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(one, "CREATE TABLE mine (id int)");

        Assert.Equal(DBNull.Value, await ExecuteAsync(other, "SELECT to_regclass('mine')::text"));
    }

    [Fact]
    public async Task No_outgoing_connection_can_take_a_free_port()
    {
        var range = await File.ReadAllTextAsync("/proc/sys/net/ipv4/ip_local_port_range", TestContext.Current.CancellationToken);
        var firstOfOutgoing = int.Parse(range.Split('\t', ' ')[0], CultureInfo.InvariantCulture);

        int[] ports = [FreePort.Next(), FreePort.Next(), .. Enumerable.Range(FreePort.NextBlock(11), 11), FreePort.Next()];

        Assert.All(ports, port => Assert.True(port < firstOfOutgoing, $"{port}"));
        Assert.Equal(ports.Length, ports.Distinct().Count());
    }

    [Fact]
    public async Task An_alert_of_a_rule_file_reaches_Alertmanager()
    {
        await using var alertmanager = await AlertmanagerPeer.StartAsync(cancel: TestContext.Current.CancellationToken);
        var rules = Path.Combine(Directory.CreateTempSubdirectory("an-rules-").FullName, "test.rules.yml");
        await File.WriteAllTextAsync(rules, "groups: [{name: g, rules: [{alert: Always, expr: 'vector(1)', labels: {severity: warning}}]}]", TestContext.Current.CancellationToken);
        await using var prometheus = await PrometheusPeer.StartAsync([rules], alertmanager.Address, cancel: TestContext.Current.CancellationToken);

        var alerts = await Eventually.Get(alertmanager.AlertsAsync, seen => seen.Count == 1, "the alert", cancel: TestContext.Current.CancellationToken);

        Assert.Equal("Always", alerts[0]["alertname"]);
        Directory.Delete(Path.GetDirectoryName(rules)!, recursive: true);
    }

    private static async Task<object?> ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
