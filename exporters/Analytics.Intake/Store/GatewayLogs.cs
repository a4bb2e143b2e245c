using Npgsql;

namespace Analytics.Intake.Store;

/// <summary>The log of a gateway, as PostgreSQL knows it.</summary>
/// <param name="Instance">The gateway's name.</param>
/// <param name="Log">Which log it was when the gateway last worked: an exchanged or emptied folder is another one.</param>
/// <param name="LastSeen">When something of it was last stored, or the gateway started.</param>
/// <param name="IsRunning">Whether the gateway is connected now.</param>
/// <param name="Withheld">How many withdrawals wait for this log: a file of it may be from before them.</param>
/// <param name="GivenUp">Why nobody waits for it any more; null when it counts.</param>
public sealed record GatewayLog(string Instance, string Log, DateTimeOffset LastSeen, bool IsRunning, long Withheld, string? GivenUp);

/// <summary>What became of giving a log up.</summary>
public enum GiveUpOutcome
{
    Done,

    /// <summary>No gateway of the name ever worked on this database.</summary>
    Unknown,

    /// <summary>The gateway is running: it empties its log itself.</summary>
    Running,
}

/// <summary>
/// The logs that withdrawals wait for, one for each gateway that ever worked on the database. A gateway whose disk is gone would hold up every withdrawal for
/// ever: its log is given up by a person, who says why; each proof repeats it. A gateway that comes back after all counts again.
/// </summary>
public static class GatewayLogs
{
    public static async Task<IReadOnlyList<GatewayLog>> ListAsync(NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            $"""
            SELECT DISTINCT ON (instance) instance, log_id, updated_at,
                   EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                           AND ((classid::bigint << 32) | objid::bigint) = {InstanceState.LockKey("instance")}),
                   (SELECT count(*) FROM erasures WHERE state <> 'done' AND number > erasures_cleared AND given_up IS NULL), given_up
            FROM log_positions ORDER BY instance, updated_at DESC
            """);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var logs = new List<GatewayLog>();
        while (await reader.ReadAsync(cancel))
        {
            logs.Add(new GatewayLog(reader.GetString(0), reader.GetString(1), new DateTimeOffset(reader.GetDateTime(2), TimeSpan.Zero), reader.GetBoolean(3), reader.GetInt64(4),
                reader.IsDBNull(5) ? null : reader.GetString(5)));
        }

        return logs;
    }

    /// <summary>No withdrawal waits for the log of this gateway any more, until it comes back.</summary>
    /// <param name="database">The store.</param>
    /// <param name="instance">The gateway's name.</param>
    /// <param name="reason">Why: what became of the disk.</param>
    /// <param name="cancel">Gives up giving up.</param>
    public static async Task<GiveUpOutcome> GiveUpAsync(NpgsqlDataSource database, string instance, string reason, CancellationToken cancel)
    {
        if ((await ListAsync(database, cancel)).FirstOrDefault(log => log.Instance == instance) is not { } log)
        {
            return GiveUpOutcome.Unknown;
        }

        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        // With the lock nobody starts it in between.
        await using (var alone = new NpgsqlCommand($"SELECT pg_try_advisory_xact_lock({InstanceState.LockKey("$1")})", connection, transaction) { Parameters = { new() { Value = instance } } })
        {
            if (await alone.ExecuteScalarAsync(cancel) is false)
            {
                return GiveUpOutcome.Running;
            }
        }

        await using var command = new NpgsqlCommand("UPDATE log_positions SET given_up = $3 WHERE instance = $1 AND log_id = $2", connection, transaction)
        {
            Parameters = { new() { Value = instance }, new() { Value = log.Log }, new() { Value = reason } },
        };
        await command.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
        return GiveUpOutcome.Done;
    }
}
