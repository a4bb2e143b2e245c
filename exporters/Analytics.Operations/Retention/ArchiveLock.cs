using Dapper;
using Npgsql;

namespace Analytics.Operations.Retention;

/// <summary>
/// One writer of archives at a time, over all programs: without it an archive could be read from before an erasure, and appear after the erasure has looked
/// through the folder. A session's lock of PostgreSQL, so that it goes away with the program that held it.
/// </summary>
internal sealed class ArchiveLock : IAsyncDisposable
{
    private const long LockKey = 0x6172636869766573;

    private readonly NpgsqlConnection _connection;

    private ArchiveLock(NpgsqlConnection connection) => _connection = connection;

    public static async Task<ArchiveLock> Take(NpgsqlDataSource database, CancellationToken cancel)
    {
        var connection = await database.OpenConnectionAsync(cancel);
        try
        {
            await connection.ExecuteAsync(new CommandDefinition("SELECT pg_advisory_lock(@LockKey)", new { LockKey }, commandTimeout: 0, cancellationToken: cancel));
            return new ArchiveLock(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets the next one in: a pool would keep the session, and the lock with it.</summary>
    public async ValueTask DisposeAsync()
    {
        await using (_connection)
        {
            await _connection.ExecuteAsync("SELECT pg_advisory_unlock(@LockKey)", new { LockKey });
        }
    }
}
