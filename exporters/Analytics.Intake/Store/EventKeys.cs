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
        var keyed = events.Select(admitted => (Key: EventKey.Of(admitted), Event: admitted)).ToList();
        var first = new Dictionary<UInt128, AdmittedEvent>(events.Count);
        var repeats = keyed.Where(own => !first.TryAdd(own.Key, own.Event)).ToList();

        // In one order everywhere, so that two gateways with the same ids wait for each other instead of blocking each other.
        var claimed = await InsertAsync(connection, transaction, [.. first.OrderBy(pair => pair.Key)], cancel);
        var taken = first.Where(pair => !claimed.Contains(pair.Key.ToGuid())).Select(pair => (pair.Key, Event: pair.Value)).ToList();
        var hashes = await HashesAsync(connection, transaction, [.. taken.Select(own => own.Key.ToGuid())], cancel);
        var duplicates = 0;
        var conflicts = new List<AdmittedEvent>();
        foreach (var (key, admitted) in taken.Concat(repeats))
        {
            var stored = hashes.TryGetValue(key.ToGuid(), out var hash) ? hash : HashOf(first[key]);
            if (stored == HashOf(admitted))
            {
                duplicates++;
            }
            else
            {
                conflicts.Add(admitted);
            }
        }

        return new KeyVerdict([.. keyed.Where(own => first[own.Key] == own.Event && claimed.Contains(own.Key.ToGuid())).Select(own => own.Event)], duplicates, conflicts);
    }

    private static async Task<HashSet<Guid>> InsertAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<KeyValuePair<UInt128, AdmittedEvent>> events, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO event_keys (key, content_hash, received_at)
            SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[])
            ON CONFLICT DO NOTHING RETURNING key
            """, connection, transaction);
        command.Parameters.Add(new() { Value = events.Select(own => own.Key.ToGuid()).ToArray() });
        command.Parameters.Add(new() { Value = events.Select(own => HashOf(own.Value)).ToArray() });
        command.Parameters.Add(new() { Value = events.Select(own => own.Value.ReceivedAt.UtcDateTime).ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var claimed = new HashSet<Guid>();
        while (await reader.ReadAsync(cancel))
        {
            claimed.Add(reader.GetGuid(0));
        }

        return claimed;
    }

    private static async Task<Dictionary<Guid, Guid>> HashesAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid[] keys, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT key, content_hash FROM event_keys WHERE key = ANY ($1)", connection, transaction);
        command.Parameters.Add(new() { Value = keys });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var hashes = new Dictionary<Guid, Guid>();
        while (await reader.ReadAsync(cancel))
        {
            hashes[reader.GetGuid(0)] = reader.GetGuid(1);
        }

        return hashes;
    }

    /// <summary>The 16 bytes in the order in which COPY sends them.</summary>
    private static Guid HashOf(AdmittedEvent admitted) => new(admitted.Data.Slice(EventLayout.Fingerprint, EventLayout.FingerprintSize), bigEndian: true);
}
