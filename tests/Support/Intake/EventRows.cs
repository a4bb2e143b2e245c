using System.Globalization;
using System.Text.Json;
using Analytics.Catalog;
using Npgsql;
using NpgsqlTypes;

namespace Analytics.Testing.Intake;

/// <summary>One row of the event store, past the door: what the projector would have written.</summary>
/// <param name="Id">Unique in the store.</param>
/// <param name="Kind">What happened.</param>
/// <param name="OccurredAt">When.</param>
/// <param name="UserId">The pseudonym; null for nobody.</param>
/// <param name="Properties">Values by the fields' names, as JSON.</param>
public sealed record EventRow(string Id, EventKind Kind, DateTimeOffset OccurredAt, string? UserId, string Properties)
{
    /// <summary>A row whose values are texts, numbers or amounts.</summary>
    public static EventRow Of(string id, EventKind kind, DateTimeOffset at, string? userId, IReadOnlyDictionary<string, object> values) =>
        new(id, kind, at, userId, JsonSerializer.Serialize(values));
}

/// <summary>Puts rows into the event store without the door, by COPY: for tests and benchmarks of what reads the store.</summary>
public static class EventRows
{
    private const string Command =
        "COPY events (source, id, kind, occurred_at, received_at, user_id, properties, backfill, data_class, can_share) FROM STDIN (FORMAT binary)";

    /// <summary>Copies rows within the connection's transaction; returns how many.</summary>
    public static async Task<long> Copy(NpgsqlConnection connection, IEnumerable<EventRow> rows, CancellationToken cancel)
    {
        // Written without awaiting each value: that is what costs most, and the socket hardly ever blocks.
        var count = 0L;
        await using var copy = await connection.BeginBinaryImportAsync(Command, cancel);
        foreach (var row in rows)
        {
            copy.StartRow();
            copy.Write("test", NpgsqlDbType.Text);
            copy.Write(row.Id, NpgsqlDbType.Text);
            copy.Write(row.Kind.Name, NpgsqlDbType.Text);
            copy.Write(row.OccurredAt.UtcDateTime, NpgsqlDbType.TimestampTz);
            copy.Write(row.OccurredAt.UtcDateTime, NpgsqlDbType.TimestampTz);
            copy.Write(row.UserId, NpgsqlDbType.Text);
            copy.Write(row.Properties, NpgsqlDbType.Jsonb);
            copy.Write(false);
            copy.Write(WireName.Of(row.Kind.DataClass), NpgsqlDbType.Text);
            copy.Write(false);
            count++;
        }

        await copy.CompleteAsync(cancel);
        return count;
    }

    /// <summary>Makes the monthly partitions from one day to another, as the projector does.</summary>
    public static async Task MakeMonths(NpgsqlDataSource database, DateOnly from, DateOnly to, CancellationToken cancel)
    {
        for (var month = new DateOnly(from.Year, from.Month, 1); month <= to; month = month.AddMonths(1))
        {
            foreach (var dataClass in Enum.GetValues<DataClass>().Select(WireName.Of))
            {
                await using var command = database.CreateCommand(string.Create(CultureInfo.InvariantCulture,
                    $"CREATE TABLE IF NOT EXISTS events_{dataClass}_{month:yyyy_MM} PARTITION OF events_{dataClass} FOR VALUES FROM ('{month:yyyy-MM-dd} 00:00:00+00') TO ('{month.AddMonths(1):yyyy-MM-dd} 00:00:00+00')"));
                await command.ExecuteNonQueryAsync(cancel);
            }
        }
    }
}
