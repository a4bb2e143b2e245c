using System.Text.Json.Nodes;
using Analytics.Intake.Audit;
using Analytics.Testing.CliScripts;
using Analytics.Testing.Peers;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Analytics.Integration.Tests.Audit;

/// <summary>The audit log in a real PostgreSQL: many writers, one chain; and a database owner who tampers with it.</summary>
public sealed class AuditLogTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("an-audit-").FullName;
    private string _database = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Anchor => Path.Combine(_folder, "anchor");

    public async ValueTask InitializeAsync() => _database = await (await PostgresPeer.SharedAsync()).CreateDatabaseAsync(Cancel);

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Many_writers_at_once_make_one_unbroken_chain()
    {
        string[] anchors = [Anchor, Anchor + "2", Anchor + "3"];
        await Task.WhenAll(anchors.Select(anchor => WriteAsync(anchor, 40)));
        var (exit, answer) = await VerifyAsync(anchors);
        Assert.Equal((0, 120, 3), (exit, (int)answer["records"]!, (int)answer["anchors"]!));
    }

    [Fact]
    public async Task The_database_refuses_to_change_what_is_written()
    {
        await WriteAsync(Anchor, 3);
        foreach (var sql in (string[])["UPDATE audit_log SET actor = 'x'", "DELETE FROM audit_log WHERE number = 2", "TRUNCATE audit_log"])
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(sql));
            Assert.Contains("append-only", refused.MessageText, StringComparison.Ordinal);
        }

        Assert.Equal(0, (await VerifyAsync([Anchor])).Exit);
    }

    [Theory]
    [InlineData("UPDATE audit_log SET subject = NULL WHERE number = 4", "edited")]
    [InlineData("UPDATE audit_log SET outcome = 'odd' WHERE number = 4", "edited")]
    [InlineData("DELETE FROM audit_log WHERE number = 4", "missing")]
    [InlineData("DELETE FROM audit_log WHERE number > 7", "truncated")]
    [InlineData("DELETE FROM audit_log", "truncated")]
    [InlineData("UPDATE audit_log SET number = number + 100 WHERE number > 4; INSERT INTO audit_log SELECT 5, at, actor, roles, act, subject, outcome, detail, previous, hash FROM audit_log WHERE number = 4; UPDATE audit_log SET number = number - 99 WHERE number > 100", "unlinked")]
    [InlineData("UPDATE audit_log SET number = CASE number WHEN 4 THEN 105 ELSE 104 END WHERE number IN (4, 5); UPDATE audit_log SET number = number - 100 WHERE number > 100", "edited")]
    public async Task Whoever_goes_around_the_trigger_is_found(string sql, string expected)
    {
        await WriteAsync(Anchor, 10);
        await ExecuteAsync($"ALTER TABLE audit_log DISABLE TRIGGER ALL; {sql}; ALTER TABLE audit_log ENABLE TRIGGER ALL");
        var (exit, answer) = await VerifyAsync([Anchor]);
        Assert.Equal(1, exit);
        Assert.Contains(answer["findings"]!.AsArray(), finding => (string?)finding!["kind"] == expected);

        // Writing goes on, the anchor stays as evidence, and the finding does not heal.
        await WriteAsync(Anchor, 5);
        Assert.Equal(1, (await VerifyAsync([Anchor])).Exit);
    }

    [Fact]
    public async Task Grants_while_PostgreSQL_is_away_are_written_down_later_with_their_own_time()
    {
        var keys = Path.Combine(_folder, "keys.json");
        var away = new Dictionary<string, string> { ["ANALYTICS__ACCESS__KEYFILE"] = keys, ["ANALYTICS__POSTGRES__CONNECTIONSTRING"] = $"Host=127.0.0.1;Port={FreePort.Next()};Username=x;Database=x" };
        var granted = await CliProcess.RunAsync(["access", "grant", "--name", "app", "--role", "ingest", "--json"], away, cancel: Cancel);
        Assert.Equal(0, granted.Exit);
        var id = (string)JsonNode.Parse(granted.Output)!["id"]!;
        Assert.Equal(0, (await CliProcess.RunAsync(["access", "revoke", id], away, cancel: Cancel)).Exit);

        // Killed while it noted the next: what is whole is carried, and the loss is told.
        await File.AppendAllTextAsync(keys + ".to-audit", "{\"at\":\"2026-", Cancel);
        Assert.Equal(0, (await CliProcess.RunAsync(["access", "revoke", id], away, cancel: Cancel)).Exit);

        var here = new Dictionary<string, string>(away) { ["ANALYTICS__POSTGRES__CONNECTIONSTRING"] = _database };
        var listed = await CliProcess.RunAsync(["audit", "list", "--json"], here, cancel: Cancel);
        var records = listed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal([AuditActs.AccessGranted, AuditActs.AccessRevoked, AuditActs.NoteLost, AuditActs.AccessRevoked], records.Select(record => (string)record["act"]!));
        Assert.All(records.Where(record => (string)record["act"]! != AuditActs.NoteLost), record => Assert.Contains(id, (string)record["detail"]!, StringComparison.Ordinal));
        Assert.All(records, record => Assert.StartsWith("cli:", (string)record["actor"]!, StringComparison.Ordinal));
        Assert.False(File.Exists(keys + ".to-audit"));

        // That somebody read it is the next record.
        var again = await CliProcess.RunAsync(["audit", "list", "--act", AuditActs.AuditRead, "--json"], here, cancel: Cancel);
        var read = Assert.Single(again.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal((5, "4 records"), ((int)JsonNode.Parse(read)!["number"]!, (string?)JsonNode.Parse(read)!["detail"]));
    }

    [Fact]
    public async Task A_person_is_found_by_pseudonym_and_the_log_does_not_have_it()
    {
        await WriteAsync(Anchor, 3);
        await using var source = NpgsqlDataSource.Create(_database);
        await using var connection = await source.OpenConnectionAsync(Cancel);
        var record = Assert.Single(await AuditReader.ReadAsync(connection, new AuditFilter { Subject = $"{1:x32}" }, Cancel).ToListAsync(Cancel));
        Assert.Contains(" 1", record.Entry.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain($"{1:x32}", record.Entry.Subject, StringComparison.Ordinal);
    }

    private async Task WriteAsync(string anchor, int records)
    {
        await using var log = AuditLog.Open(_database, anchor, NullLogger.Instance);
        for (var i = 0; i < records; i++)
        {
            await log.AppendAsync(new AuditEntry { At = TimeProvider.System.GetUtcNow(), Actor = "abcdefghij", Roles = "admin", Act = AuditActs.SubjectRead, Subject = $"{i:x32}", Detail = $"\u00e9 {i}" }, Cancel);
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_database);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private async Task<(int Exit, JsonNode Answer)> VerifyAsync(string[] anchors)
    {
        var environment = new Dictionary<string, string> { ["ANALYTICS__ACCESS__KEYFILE"] = Path.Combine(_folder, "keys.json") };
        var (exit, output, errors) = await CliProcess.RunAsync(["audit", "verify", "--json", "--postgres", _database, .. anchors.SelectMany(anchor => (string[])["--anchor", anchor])], environment, cancel: Cancel);
        Assert.True(output.Length > 0, errors);
        return (exit, JsonNode.Parse(output)!);
    }
}
