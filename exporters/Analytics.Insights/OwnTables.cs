using Dapper;
using Npgsql;

namespace Analytics.Insights;

/// <summary>Tables that whoever needs them first makes: gateway or worker, whichever came up, even both at once.</summary>
/// <param name="database">Where they are.</param>
/// <param name="lockKey">Of the advisory lock under which they are made.</param>
/// <param name="schema">Statements that may run again.</param>
internal sealed class OwnTables(NpgsqlDataSource database, long lockKey, string schema)
{
    private bool _areThere;

    /// <summary>A connection to a database that has the tables.</summary>
    public async Task<NpgsqlConnection> Open(CancellationToken cancel)
    {
        if (!_areThere)
        {
            await Make(cancel);
            _areThere = true;
        }

        return await database.OpenConnectionAsync(cancel);
    }

    private async Task Make(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await connection.ExecuteAsync(new CommandDefinition($"SELECT pg_advisory_xact_lock({lockKey}); {schema}", transaction: transaction, cancellationToken: cancel));
        await transaction.CommitAsync(cancel);
    }
}
