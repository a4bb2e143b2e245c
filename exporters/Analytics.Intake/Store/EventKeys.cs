using Analytics.Catalog;
using Analytics.Intake.Contract;
using Analytics.Intake.Privacy;
using Npgsql;

namespace Analytics.Intake.Store;

/// <summary>What the store said about the ids of a batch.</summary>
/// <param name="New">The events to be stored.</param>
/// <param name="Duplicates">How many were there already with the same content.</param>
/// <param name="Conflicts">The events whose id belongs to another event.</param>
internal sealed record KeyVerdict(IReadOnlyList<AdmittedEvent> New, int Duplicates, IReadOnlyList<AdmittedEvent> Conflicts);

/// <summary>
/// The final judge of repeats, inside the projector's transaction. Nearly always all ids are new, so all keys are copied in at once; only when
/// PostgreSQL finds one that is not does the slow way ask which.
/// </summary>
internal static class EventKeys
{
    public static readonly Fault Conflict = new(Refusal.IdConflict, "id", "expected an id that no other event of this source has; it was used before with other content");

    public static async Task<KeyVerdict> ClaimAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<AdmittedEvent> events, ByteBuffer rows, CancellationToken cancel)
    {
        await transaction.SaveAsync("keys", cancel);
        try
        {
            await CopyAsync(connection, CopyRows.KeysCommand, rows, cancel);
            return new KeyVerdict(events, 0, []);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            await transaction.RollbackAsync("keys", cancel);
            return await SortOutAsync(connection, transaction, events, cancel);
        }
    }

    /// <summary>Sends rows of the binary format; completes when PostgreSQL has taken them.</summary>
    public static async Task CopyAsync(NpgsqlConnection connection, string command, ByteBuffer rows, CancellationToken cancel)
    {
        await using var copy = await connection.BeginRawBinaryCopyAsync(command, cancel);
        await copy.WriteAsync(rows.WrittenMemory, cancel);
    }

    private static async Task<KeyVerdict> SortOutAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<AdmittedEvent> events, CancellationToken cancel)
    {
        var first = new Dictionary<(string Source, string Id), AdmittedEvent>(events.Count);
        var repeats = new List<AdmittedEvent>();
        foreach (var admitted in events)
        {
            if (!first.TryAdd((admitted.Source, admitted.Id), admitted))
            {
                repeats.Add(admitted);
            }
        }

        // In one order everywhere, so that two gateways with the same ids wait for each other instead of blocking each other.
        var claimed = await InsertAsync(connection, transaction, [.. first.OrderBy(pair => pair.Key).Select(pair => pair.Value)], cancel);
        var taken = first.Where(pair => !claimed.Contains(pair.Key)).Select(pair => pair.Value).ToList();
        var hashes = await HashesAsync(connection, transaction, taken, cancel);
        var duplicates = 0;
        var conflicts = new List<AdmittedEvent>();
        foreach (var admitted in taken.Concat(repeats))
        {
            var key = (admitted.Source, admitted.Id);
            var stored = hashes.TryGetValue(key, out var hash) ? hash : HashOf(first[key]);
            if (stored == HashOf(admitted))
            {
                duplicates++;
            }
            else
            {
                conflicts.Add(admitted);
            }
        }

        return new KeyVerdict([.. events.Where(admitted => claimed.Contains((admitted.Source, admitted.Id)) && first[(admitted.Source, admitted.Id)] == admitted)], duplicates, conflicts);
    }

    private static async Task<HashSet<(string Source, string Id)>> InsertAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<AdmittedEvent> events, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO event_keys (source, id, content_hash, received_at)
            SELECT * FROM unnest($1::text[], $2::text[], $3::uuid[], $4::timestamptz[])
            ON CONFLICT DO NOTHING RETURNING source, id
            """, connection, transaction);
        command.Parameters.Add(new() { Value = events.Select(admitted => admitted.Source).ToArray() });
        command.Parameters.Add(new() { Value = events.Select(admitted => admitted.Id).ToArray() });
        command.Parameters.Add(new() { Value = events.Select(HashOf).ToArray() });
        command.Parameters.Add(new() { Value = events.Select(admitted => admitted.ReceivedAt.UtcDateTime).ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var claimed = new HashSet<(string, string)>();
        while (await reader.ReadAsync(cancel))
        {
            claimed.Add((reader.GetString(0), reader.GetString(1)));
        }

        return claimed;
    }

    private static async Task<Dictionary<(string Source, string Id), Guid>> HashesAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<AdmittedEvent> events, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "SELECT k.source, k.id, k.content_hash FROM event_keys k JOIN unnest($1::text[], $2::text[]) AS asked (source, id) USING (source, id)", connection, transaction);
        command.Parameters.Add(new() { Value = events.Select(admitted => admitted.Source).ToArray() });
        command.Parameters.Add(new() { Value = events.Select(admitted => admitted.Id).ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var hashes = new Dictionary<(string, string), Guid>();
        while (await reader.ReadAsync(cancel))
        {
            hashes[(reader.GetString(0), reader.GetString(1))] = reader.GetGuid(2);
        }

        return hashes;
    }

    /// <summary>The 16 bytes in the order in which COPY sends them.</summary>
    private static Guid HashOf(AdmittedEvent admitted) => new(admitted.Data.Slice(EventLayout.Fingerprint, EventLayout.FingerprintSize), bigEndian: true);
}
