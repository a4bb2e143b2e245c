using System.Text.RegularExpressions;
using Analytics.Exporters.RemoteWrite;
using Analytics.Insights.ServiceLevels;
using Analytics.Intake.Store;
using Analytics.Operations.Jobs;
using Analytics.Testing.Peers;
using Npgsql;

namespace Analytics.Integration.Tests.Rules;

/// <summary>What runbooks tell people to ask the database: PostgreSQL plans each query over the store's own tables, so none names what is not there.</summary>
public sealed partial class RunbookQueryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_query_of_a_runbook_can_be_planned()
    {
        await using var database = NpgsqlDataSource.Create(await (await PostgresPeer.SharedAsync()).CreateDatabaseAsync(Cancel));
        await using var connection = await database.OpenConnectionAsync(Cancel);
        await StoreSchema.ApplyAsync(connection, Cancel);
        using var http = new HttpClient();
        await new JobServices(database, new RemoteWriteClient(http, new RemoteWriteSettings(new Uri("http://127.0.0.1:1/")), TimeProvider.System), ServiceObjectives.ThreeNines, TimeProvider.System).Prepare(Cancel);
        var queries = Directory.EnumerateFiles(Path.Combine(Repository.Root, "alert-rules", "runbooks"), "*.md").SelectMany(Queries).ToList();
        Assert.True(queries.Count > 30, $"only {queries.Count} queries were found");
        foreach (var (page, query) in queries)
        {
            await using var command = new NpgsqlCommand("explain " + query, connection);
            try
            {
                await command.ExecuteNonQueryAsync(Cancel);
            }
            catch (PostgresException wrong)
            {
                Assert.Fail($"{page}: {wrong.MessageText}\n{query}");
            }
        }
    }

    // pg_stat_statements is an extension that a server has or has not.
    private static IEnumerable<(string Page, string Query)> Queries(string file)
    {
        var text = File.ReadAllText(file);
        return Commands().Matches(text).Select(match => match.Groups[1].Value)
            .Concat(Blocks().Matches(text).SelectMany(block => block.Groups[1].Value.Split(';')))
            .Select(query => Copy().Replace(query.Trim(), "$1"))
            .Where(query => query.StartsWith("select", StringComparison.OrdinalIgnoreCase) && !query.Contains("pg_stat_statements", StringComparison.Ordinal))
            .Select(query => (Path.GetFileName(file), query));
    }

    [GeneratedRegex("psql [^\\n]*?-c \"([^\"]+)\"")]
    private static partial Regex Commands();

    [GeneratedRegex("```sql\\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex("^copy \\((.*)\\) to stdout.*$", RegexOptions.Singleline)]
    private static partial Regex Copy();
}
