using Npgsql;
using NpgsqlTypes;

namespace Analytics.Intake.Store;

/// <summary>A refused event on record.</summary>
/// <param name="Number">Ascending by arrival.</param>
/// <param name="Source">Who numbers the ids.</param>
/// <param name="Id">The sender's id; null when it could not be read or may not be kept.</param>
/// <param name="Kind">The kind; null when it is none of the catalog's.</param>
/// <param name="Code">Why.</param>
/// <param name="Path">Where in the event.</param>
/// <param name="Message">What was expected.</param>
/// <param name="ReceivedAt">When it came first.</param>
/// <param name="Attempts">How often it was refused.</param>
/// <param name="LastAttemptAt">When it was replayed last; null when never.</param>
/// <param name="SchemaVersion">The catalog that refused it first.</param>
/// <param name="KeyId">The key of the pseudonyms in <paramref name="Json"/>.</param>
/// <param name="Json">The event, redacted; null where it may not be kept: then it cannot be replayed.</param>
public sealed record RefusedRecord(
    long Number, string Source, string? Id, string? Kind, string Code, string Path, string Message, DateTimeOffset ReceivedAt, int Attempts, DateTimeOffset? LastAttemptAt,
    string? SchemaVersion, string? KeyId, string? Json);

/// <summary>Which records are meant; what is null does not narrow.</summary>
public sealed record RefusedFilter(string? Id = null, string? Reason = null, string? Kind = null, DateTimeOffset? Since = null);

/// <summary>The records of refused events, for those who read and replay them.</summary>
public sealed class RefusedEventStore(NpgsqlDataSource database)
{
    private const string Columns = "number, source, id, kind, code, path, message, received_at, attempts, last_attempt_at, schema_version, key_id, json";
    private const string Meant = "($1 IS NULL OR id = $1) AND ($2 IS NULL OR code = $2) AND ($3 IS NULL OR kind = $3) AND ($4 IS NULL OR received_at >= $4)";

    /// <summary>The records that a filter means, the newest first.</summary>
    /// <exception cref="NpgsqlException">PostgreSQL cannot be reached.</exception>
    public Task<IReadOnlyList<RefusedRecord>> NewestAsync(RefusedFilter filter, int limit, CancellationToken cancel) =>
        ReadAsync($"SELECT {Columns} FROM refused_events WHERE {Meant} ORDER BY number DESC LIMIT $5", filter, cancel, new NpgsqlParameter { Value = limit });

    /// <summary>The next records that a filter means, the oldest first: to go through all of them without holding all of them.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="after">The number of the last record of the page before; 0 at first.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancel">Stops it.</param>
    public Task<IReadOnlyList<RefusedRecord>> PageAsync(RefusedFilter filter, long after, int limit, CancellationToken cancel) =>
        ReadAsync($"SELECT {Columns} FROM refused_events WHERE {Meant} AND number > $5 ORDER BY number LIMIT $6", filter, cancel, new NpgsqlParameter { Value = after }, new NpgsqlParameter { Value = limit });

    /// <summary>Takes records off: their events are stored now.</summary>
    public Task SettleAsync(IReadOnlyList<long> numbers, CancellationToken cancel) =>
        ExecuteAsync("DELETE FROM refused_events WHERE number = ANY ($1)", cancel, new NpgsqlParameter { Value = numbers.ToArray() });

    /// <summary>Notes that an event was refused once more, for this reason.</summary>
    public Task RefuseAgainAsync(long number, string code, string path, string message, DateTimeOffset now, CancellationToken cancel) =>
        ExecuteAsync("UPDATE refused_events SET attempts = attempts + 1, last_attempt_at = $2, code = $3, path = $4, message = $5 WHERE number = $1", cancel,
            new() { Value = number }, new() { Value = now.UtcDateTime }, new() { Value = code }, new() { Value = path }, new() { Value = message });

    private static NpgsqlParameter Optional(NpgsqlDbType type, object? value) => new() { NpgsqlDbType = type, Value = value ?? DBNull.Value };

    private async Task ExecuteAsync(string sql, CancellationToken cancel, params NpgsqlParameter[] parameters)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private async Task<IReadOnlyList<RefusedRecord>> ReadAsync(string sql, RefusedFilter filter, CancellationToken cancel, params NpgsqlParameter[] more)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(Optional(NpgsqlDbType.Text, filter.Id));
        command.Parameters.Add(Optional(NpgsqlDbType.Text, filter.Reason));
        command.Parameters.Add(Optional(NpgsqlDbType.Text, filter.Kind));
        command.Parameters.Add(Optional(NpgsqlDbType.TimestampTz, filter.Since?.UtcDateTime));
        command.Parameters.AddRange(more);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var records = new List<RefusedRecord>();
        while (await reader.ReadAsync(cancel))
        {
            records.Add(new RefusedRecord(reader.GetInt64(0), reader.GetString(1), Text(2), Text(3), reader.GetString(4), reader.GetString(5), reader.GetString(6), Time(7)!.Value,
                reader.GetInt32(8), Time(9), Text(10), Text(11), Text(12)));
        }

        return records;

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

        DateTimeOffset? Time(int column) => reader.IsDBNull(column) ? null : new DateTimeOffset(reader.GetDateTime(column), TimeSpan.Zero);
    }
}
