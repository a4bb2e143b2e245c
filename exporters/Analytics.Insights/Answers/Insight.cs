using Analytics.Catalog;
using Npgsql;

namespace Analytics.Insights.Answers;

/// <summary>A question that can be asked about any day. All of them stand in <see cref="InsightTable"/>.</summary>
/// <param name="Name">kebab-case.</param>
/// <param name="Job">The job of the worker that publishes the answers; the source of its metrics in the catalog.</param>
/// <param name="Purpose">What it answers, in one sentence.</param>
/// <param name="Compute">All cells, not protected yet.</param>
public sealed record Insight(string Name, string Job, string Purpose, Func<NpgsqlDataSource, DateOnly, CancellationToken, Task<IReadOnlyList<Cell>>> Compute)
{
    /// <summary>
    /// Whether corrections are told at once, however few people they are about: money has to agree with the books, and what a model does with alerts. About groups of people
    /// they are not (<see cref="ReleaseGuard"/>).
    /// </summary>
    public bool IsExact => Job is "revenue" or "forecast" or "ai" or "drift";

    /// <summary>An insight that is one SQL file with the parameter <c>@day</c> and the columns metric, labels, value, people, others, line, part and, where there are any, nest.</summary>
    internal static Insight FromSql(string name, string job, string purpose) =>
        new(name, job, purpose, (database, day, cancel) => Read(database, name + ".sql", day, cancel));

    /// <summary>One of the two insights of an SQL file with a flag: what the other asks is not computed.</summary>
    internal static Insight FromSql(string name, string job, string purpose, string file, string flag, bool isOn) => new(name, job, purpose, async (database, day, cancel) =>
    {
        await using var command = Command(database, file, day);
        command.Parameters.AddWithValue(flag, isOn);
        return await Read(command, file, cancel);
    });

    internal static async Task<IReadOnlyList<Cell>> Read(NpgsqlDataSource database, string file, DateOnly day, CancellationToken cancel)
    {
        await using var command = Command(database, file, day);
        return await Read(command, file, cancel);
    }

    internal static async Task<IReadOnlyList<Cell>> Read(NpgsqlCommand command, string file, CancellationToken cancel)
    {
        var cells = new List<Cell>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            // An undefined ratio is no value, not zero.
            if (!reader.IsDBNull(2))
            {
                var name = reader.GetString(0);
                cells.Add(new Cell(
                    CatalogIndex.Default.FindMetric(name) ?? throw new InvalidOperationException($"{file} answers {name}, which is not in the catalog."),
                    reader.GetFieldValue<string[]>(1),
                    Convert.ToDouble(reader.GetValue(2), System.Globalization.CultureInfo.InvariantCulture),
                    Count(reader, 3),
                    Count(reader, 4),
                    Text(reader, 5),
                    Text(reader, 6),
                    reader.FieldCount > 7 ? Text(reader, 7) : null));
            }
        }

        return cells;
    }

    /// <summary>A question in a file with the parameter <c>@day</c>.</summary>
    internal static NpgsqlCommand Command(NpgsqlDataSource database, string file, DateOnly day)
    {
        // Sorting and hashing of a whole population in memory; compiling such a query takes longer than running it. The pool resets both afterwards.
        var command = database.CreateCommand("SET work_mem = '128MB'; SET jit = off;" + EmbeddedSql.Text(file));
        command.CommandTimeout = 0;
        command.Parameters.AddWithValue("day", day);
        return command;
    }

    private static long? Count(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : Convert.ToInt64(reader.GetValue(column), System.Globalization.CultureInfo.InvariantCulture);

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
