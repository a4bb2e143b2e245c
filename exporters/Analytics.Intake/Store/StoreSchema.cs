using Npgsql;

namespace Analytics.Intake.Store;

/// <summary>The tables of the event store: <c>Schema.sql</c>, which says what they mean.</summary>
public static class StoreSchema
{
    /// <summary>The key of the advisory lock under which tables and partitions are made.</summary>
    internal const long LockKey = 0x616E616C79746963;

    /// <summary>Makes what is missing; safe while other gateways and workers do the same. Takes as long as it takes to rewrite what an earlier release kept otherwise.</summary>
    /// <exception cref="NpgsqlException">PostgreSQL cannot be reached, or refuses.</exception>
    public static async Task ApplyAsync(NpgsqlConnection connection, CancellationToken cancel = default)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using (var command = new NpgsqlCommand($"SELECT pg_advisory_xact_lock({LockKey}); SET LOCAL client_min_messages = warning; {Text()}", connection, transaction) { CommandTimeout = 0 })
        {
            await command.ExecuteNonQueryAsync(cancel);
        }

        await transaction.CommitAsync(cancel);
    }

    /// <inheritdoc cref="ApplyAsync(NpgsqlConnection, CancellationToken)"/>
    public static async Task ApplyAsync(NpgsqlDataSource database, CancellationToken cancel = default)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await ApplyAsync(connection, cancel);
    }

    /// <summary>The event store first; each other room's tables after it.</summary>
    private static string Text() => string.Concat(((string[])["Store.Schema", "Audit.Audit"]).Select(name =>
    {
        using var stream = typeof(StoreSchema).Assembly.GetManifestResourceStream($"Analytics.Intake.{name}.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }));
}
