using Analytics.Catalog;
using Dapper;
using Npgsql;

namespace Analytics.Insights.Rollups;

/// <summary>What one refresh did.</summary>
/// <param name="Read">Events that were new.</param>
/// <param name="Written">Rows of rollups that were added or changed.</param>
public sealed record RollupProgress(long Read, long Written);

/// <summary>
/// Keeps the rollups equal to the events, at a cost proportional to the new events. Which events are new is told by the transaction that stored them: a refresh
/// takes the transactions that ended below the oldest one still running, so that nothing is missed or counted twice however gateways commit. Safe to call from
/// several programs at once.
/// </summary>
public sealed class EventRollups(NpgsqlDataSource database, TimeProvider clock)
{
    private const long LockKey = 0x616e_616c_726f_6c6c;
    private const int FirstStep = 16;
    private static readonly TimeSpan AimedAt = TimeSpan.FromSeconds(2);
    private static readonly string[] Actions = [.. CatalogIndex.Default.Events.Where(kind => kind.Type == EventType.UserAction).Select(kind => kind.Name)];

    /// <summary>Creates the tables and the column that the refresh needs; the store's own tables must be there.</summary>
    public async Task Prepare(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await Locked(connection, () => connection.ExecuteAsync(new CommandDefinition(EmbeddedSql.Text("rollups.sql"), cancellationToken: cancel)), cancel);
    }

    /// <summary>
    /// Adds what was stored since the last refresh. Works in steps that commit on their own, so that a long way to catch up survives being stopped.
    /// </summary>
    public async Task<RollupProgress> Refresh(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await Locked(connection, () => CatchUp(connection, cancel), cancel);
    }

    /// <summary>
    /// Takes people out of every rollup, in the caller's transaction, before their events are deleted: afterwards the rollups are those of a world in which they never
    /// were, but for <c>service_minutes</c> and <c>plan_prices</c>, which are about programs and prices. Answers that counted them are computed anew.
    /// </summary>
    /// <param name="transaction">Commits together with the deletion of the events. No refresh runs until then.</param>
    /// <param name="users">Pseudonyms, as in <c>events.user_id</c>.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task<long> Forget(NpgsqlTransaction transaction, IReadOnlyCollection<string> users, CancellationToken cancel)
    {
        var connection = transaction.Connection!;
        await connection.ExecuteAsync(new CommandDefinition("SELECT pg_advisory_xact_lock(@LockKey)", new { LockKey }, transaction, commandTimeout: 0, cancellationToken: cancel));
        var delete = string.Join('\n', PersonalTables.All.Select(table => $"DELETE FROM {table.Name} WHERE {table.Column} = ANY (@gone);"));
        var parameters = new { users = users.ToArray(), gone = (await connection.QueryAsync<int>(new CommandDefinition(
            "SELECT person FROM people WHERE user_id = ANY (@users)", new { users = users.ToArray() }, transaction, cancellationToken: cancel))).ToArray() };
        await connection.ExecuteAsync(new CommandDefinition(EmbeddedSql.Text("forget.sql") + delete, parameters, transaction, commandTimeout: 0, cancellationToken: cancel));
        return parameters.gone.Length;
    }

    private async Task<RollupProgress> CatchUp(NpgsqlConnection connection, CancellationToken cancel)
    {
        await StartOverWhenRestored(connection, cancel);
        var total = new RollupProgress(0, 0);
        for (long step = FirstStep; ;)
        {
            var began = clock.GetTimestamp();
            var (progress, caughtUp) = await Step(connection, step, cancel);
            total = new RollupProgress(total.Read + progress.Read, total.Written + progress.Written);
            if (caughtUp)
            {
                return total;
            }

            step = clock.GetElapsedTime(began) < AimedAt ? step * 4 : Math.Max(1, step / 4);
        }
    }

    private static async Task<(RollupProgress Progress, bool CaughtUp)> Step(NpgsqlConnection connection, long step, CancellationToken cancel)
    {
        // One snapshot for the bound and for the rows below it.
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel);
        var (watermark, oldestRunning) = await connection.QuerySingleAsync<(long, long)>(new CommandDefinition(
            "SELECT watermark, pg_snapshot_xmin(pg_current_snapshot())::text::bigint FROM rollup_state", transaction: transaction, cancellationToken: cancel));
        var to = Math.Min(oldestRunning, watermark + step);
        if (to <= watermark)
        {
            return (new RollupProgress(0, 0), true);
        }

        // Most refreshes find nothing: no tables are made for that.
        const string Any = "SELECT EXISTS (SELECT FROM events WHERE stored_in >= @watermark AND stored_in < @to)";
        var progress = !await connection.ExecuteScalarAsync<bool>(new CommandDefinition(Any, new { watermark, to }, transaction, commandTimeout: 0, cancellationToken: cancel))
            ? (Read: 0L, Written: 0L)
            : await connection.QuerySingleAsync<(long Read, long Written)>(new CommandDefinition(EmbeddedSql.Text("refresh.sql"), new
        {
            from = watermark,
            to,
            actions = Actions,
        }, transaction, commandTimeout: 0, cancellationToken: cancel));
        await connection.ExecuteAsync(new CommandDefinition("UPDATE rollup_state SET watermark = @to", new { to }, transaction, cancellationToken: cancel));
        await transaction.CommitAsync(cancel);
        return (new RollupProgress(progress.Read, progress.Written), to == oldestRunning);
    }

    // A dump restored into another cluster brings rows with transaction ids of the old one: they say nothing here, so everything is added up anew.
    private static async Task StartOverWhenRestored(NpgsqlConnection connection, CancellationToken cancel)
    {
        const string SameCluster = "SELECT cluster = (SELECT system_identifier FROM pg_control_system()) FROM rollup_state";
        if (await connection.ExecuteScalarAsync<bool>(new CommandDefinition(SameCluster, cancellationToken: cancel)))
        {
            return;
        }

        var startOver = $"""
            UPDATE events SET stored_in = 0 WHERE stored_in <> 0;
            TRUNCATE {string.Join(", ", PersonalTables.All.Select(table => table.Name))}, plan_prices, event_hours, services, service_minutes, changed_periods;
            UPDATE rollup_state SET watermark = 0, cluster = (SELECT system_identifier FROM pg_control_system());
            """;
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await connection.ExecuteAsync(new CommandDefinition(startOver, transaction: transaction, commandTimeout: 0, cancellationToken: cancel));
        await transaction.CommitAsync(cancel);
    }

    private static async Task<T> Locked<T>(NpgsqlConnection connection, Func<Task<T>> work, CancellationToken cancel)
    {
        // A session's lock, taken before the transaction: a snapshot taken before waiting would be stale.
        await connection.ExecuteAsync(new CommandDefinition("SELECT pg_advisory_lock(@LockKey)", new { LockKey }, commandTimeout: 0, cancellationToken: cancel));
        try
        {
            return await work();
        }
        finally
        {
            await connection.ExecuteAsync("SELECT pg_advisory_unlock(@LockKey)", new { LockKey });
        }
    }
}
