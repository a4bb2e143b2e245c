using System.Text.Json;
using Npgsql;

namespace Analytics.Testing.Crash;

/// <summary>What is wrong between what was acknowledged and what the database has.</summary>
/// <param name="Rows">Rows in the table.</param>
/// <param name="Lost">Acknowledged and not stored.</param>
/// <param name="Doubled">Stored more than once.</param>
/// <param name="Foreign">Stored and never sent.</param>
/// <param name="Changed">Stored with another payload than was sent.</param>
public sealed record StoredEvents(long Rows, IReadOnlyList<string> Lost, IReadOnlyList<string> Doubled, IReadOnlyList<string> Foreign, IReadOnlyList<string> Changed)
{
    public bool IsSound => Lost.Count + Doubled.Count + Foreign.Count + Changed.Count == 0;

    /// <param name="database">Connection string.</param>
    /// <param name="owed">Acknowledged ids and payloads, from the ledger's file.</param>
    /// <param name="sent">Everything that was ever put into a request.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<StoredEvents> CompareAsync(string database, IReadOnlyDictionary<string, string> owed, IReadOnlyDictionary<string, PooledEvent> sent, CancellationToken cancel)
    {
        var (doubled, foreign, changed) = (new List<string>(), new List<string>(), new List<string>());
        var stored = new HashSet<string>(StringComparer.Ordinal);
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand("SELECT id, kind, occurred_at, user_id IS NOT NULL, properties::text FROM events");
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = 0L;
        for (; await reader.ReadAsync(cancel); rows++)
        {
            var id = reader.GetString(0);
            if (!stored.Add(id))
            {
                doubled.Add(id);
            }

            var (kind, at, named, properties) = (reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2), reader.GetBoolean(3), reader.GetString(4));
            if (!sent.TryGetValue(id, out var one))
            {
                foreign.Add(id);
            }
            else if (one.Payload != PayloadHash.OfRow(kind, at, named, properties))
            {
                var (before, after) = (PayloadHash.TextOfSent(JsonElement.Parse(one.Json)), PayloadHash.TextOfRow(kind, at, named, properties));
                changed.Add($"{id}: {string.Join(", ", before.Except(after))} is now {string.Join(", ", after.Except(before))}");
            }
        }

        return new StoredEvents(rows, [.. owed.Keys.Where(id => !stored.Contains(id))], doubled, foreign, changed);
    }
}
