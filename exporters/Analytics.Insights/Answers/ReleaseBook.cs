using System.Text.Json;
using Analytics.Catalog;
using Dapper;
using Npgsql;

namespace Analytics.Insights.Answers;

/// <summary>The table <c>answer_releases</c>: what was last told about each day, all cells of it, so that the next answer about the same day can be held against it.</summary>
internal sealed class ReleaseBook(NpgsqlDataSource database)
{
    private const long LockKey = 0x616e_616c_7265_6c65;

    private const string Schema = "CREATE TABLE IF NOT EXISTS answer_releases (question text NOT NULL, day date NOT NULL, cells jsonb NOT NULL, PRIMARY KEY (question, day))";

    private readonly OwnTables _tables = new(database, LockKey, Schema);

    public async Task<IReadOnlyList<ReleasedCell>?> Find(string question, DateOnly day, CancellationToken cancel)
    {
        await using var connection = await _tables.Open(cancel);
        var text = await connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(
            "SELECT cells::text FROM answer_releases WHERE question = @question AND day = @day::date", new { question, day = Date(day) }, cancellationToken: cancel));

        // A series that the catalog does not have any more is told no more.
        return text is null ? null :
        [
            .. from row in JsonSerializer.Deserialize<List<Row>>(text)!
               let metric = CatalogIndex.Default.FindMetric(row.Metric)
               where metric is not null
               select new ReleasedCell(new Cell(metric, row.Labels, row.Value, row.People, row.Others, row.Line, row.Part, row.Nest), row.IsShown),
        ];
    }

    public async Task Keep(string question, DateOnly day, IReadOnlyList<ReleasedCell> cells, CancellationToken cancel)
    {
        var text = JsonSerializer.Serialize(cells.Select(one => new Row(
            one.Cell.Metric.PrometheusName, one.Cell.Labels, one.Cell.Value, one.Cell.People, one.Cell.Others, one.Cell.Line, one.Cell.Part, one.Cell.Nest, one.IsShown)));
        await using var connection = await _tables.Open(cancel);
        await connection.ExecuteAsync(new CommandDefinition("""
            INSERT INTO answer_releases AS own (question, day, cells) VALUES (@question, @day::date, @text::jsonb)
            ON CONFLICT (question, day) DO UPDATE SET cells = excluded.cells WHERE own.cells <> excluded.cells
            """, new { question, day = Date(day), text }, cancellationToken: cancel));
    }

    public async Task<long> Forget(DateOnly before, CancellationToken cancel)
    {
        await using var connection = await _tables.Open(cancel);
        return await connection.ExecuteAsync(new CommandDefinition("DELETE FROM answer_releases WHERE day < @before::date", new { before = Date(before) }, cancellationToken: cancel));
    }

    private static DateTime Date(DateOnly day) => day.ToDateTime(TimeOnly.MinValue);

    private sealed record Row(string Metric, IReadOnlyList<string> Labels, double Value, long? People, long? Others, string? Line, string? Part, string? Nest, bool IsShown);
}
