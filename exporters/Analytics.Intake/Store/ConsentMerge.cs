using Npgsql;

namespace Analytics.Intake.Store;

/// <summary>
/// Writes into the ledger what stored events show of consent: a row for each change of purposes or version. Reads each event once, by the transaction that
/// stored it, so that the gateways need not look anything up. Then it settles the noes that came before their person was known. Run by the worker.
/// </summary>
public sealed class ConsentMerge(NpgsqlDataSource database)
{
    private const long LockKey = 0x636F6E736D657267;
    private const int TransactionsAtOnce = 200;

    private const string Merge =
        """
        WITH fresh AS (
            SELECT user_id, key_id, can_share, consent_version, min(coalesce(consent_at, occurred_at)) AS since, min(source) AS source, min(id) AS event_id
            FROM events WHERE stored_in >= $1 AND stored_in < $2 AND user_id IS NOT NULL AND key_id IS NOT NULL
            GROUP BY user_id, key_id, can_share, consent_version, consent_at
        ),
        named AS (
            SELECT encode(substring(sha256(decode(user_id, 'hex')) FROM 1 FOR 16), 'hex')::uuid AS subject, ('x' || substr(user_id, 1, 4))::bit(16)::integer AS hint,
                   key_id, since, can_share, consent_version, source, event_id
            FROM fresh
        ),
        steps AS (
            SELECT named.*, lag(named.can_share, 1, last.share) OVER own AS share_before, lag(named.consent_version, 1, last.version) OVER own AS version_before,
                   coalesce(last.track AND last.profile, false) OR lag(true, 1, false) OVER own AS was_allowed
            FROM named
            LEFT JOIN LATERAL (SELECT * FROM consents WHERE subject = named.subject AND state <> 'pending' ORDER BY since DESC LIMIT 1) AS last ON true
            WHERE last.since IS NULL OR named.since > last.since
            WINDOW own AS (PARTITION BY named.subject ORDER BY named.since, named.event_id)
        )
        INSERT INTO consents (subject, key_id, hint, since, track, profile, share, state, version, source, event_id)
        SELECT subject, key_id, hint, since, true, true, can_share, CASE WHEN share_before AND NOT can_share THEN 'narrowed' ELSE 'granted' END, consent_version, source, event_id
        FROM steps
        WHERE NOT was_allowed OR (can_share, consent_version) IS DISTINCT FROM (share_before, version_before)
        ON CONFLICT (subject, since) DO UPDATE SET share = consents.share AND excluded.share WHERE consents.share AND NOT excluded.share
        """;

    private const string Settle =
        """
        UPDATE consents AS no SET state = 'narrowed', stored_in = DEFAULT
        WHERE state = 'pending' AND EXISTS (SELECT FROM consents AS yes WHERE yes.subject = no.subject AND yes.since <= no.since AND yes.state = 'granted' AND ((yes.track AND NOT no.track) OR (yes.profile AND NOT no.profile)));
        DELETE FROM consents WHERE state = 'pending' AND recorded_at < now() - interval '1 hour';
        """;

    /// <summary>Brings the ledger up to what is stored; answers how many rows it gained.</summary>
    public async Task<long> RefreshAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await Execute(connection, $"SELECT pg_advisory_lock({LockKey})", cancel);
        try
        {
            // Up to here and no further: a step is a transaction too, and would be followed by another for ever.
            var (added, end) = (0L, await OldestRunningAsync(connection, cancel));
            while (await StepAsync(connection, end, cancel) is { } step)
            {
                added += step;
            }

            await Execute(connection, Settle, cancel);
            return added;
        }
        finally
        {
            await Execute(connection, $"SELECT pg_advisory_unlock({LockKey})", CancellationToken.None);
        }
    }

    private static async Task<long> OldestRunningAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint", connection);
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    private static async Task<long?> StepAsync(NpgsqlConnection connection, long end, CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel);
        await using var bound = new NpgsqlCommand("SELECT merged_up_to FROM consent_merge", connection, transaction);
        var from = (long)(await bound.ExecuteScalarAsync(cancel))!;
        if (from >= end)
        {
            return null;
        }

        // The first time, far behind, by everything there is: transaction ids before the first event cost nothing.
        var to = from == 0 ? end : Math.Min(end, from + TransactionsAtOnce);
        await using var merge = new NpgsqlCommand(Merge, connection, transaction) { CommandTimeout = 0 };
        merge.Parameters.Add(new() { Value = from });
        merge.Parameters.Add(new() { Value = to });
        var added = await merge.ExecuteNonQueryAsync(cancel);
        await using var advance = new NpgsqlCommand("UPDATE consent_merge SET merged_up_to = $1", connection, transaction);
        advance.Parameters.Add(new() { Value = to });
        await advance.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
        return added;
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancel);
    }
}
