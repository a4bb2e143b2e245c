using Npgsql;
using Quartz;

namespace Analytics.Worker;

/// <summary>
/// Quartz' tables, made by Quartz' own script before Quartz looks for them: it finds out by a query that fails, and PostgreSQL's log of a new installation would begin with errors.
/// </summary>
internal static class SchedulerTables
{
    /// <summary>Each table's name begins so; it is Quartz' own choice.</summary>
    public const string Prefix = "qrtz_";

    private const string Script = "Quartz.Impl.AdoJobStore.Schema.create_postgres.sql";

    /// <summary>Makes what is missing. Whoever calls it has the lock.</summary>
    public static async Task MakeAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        // A release of Quartz that keeps its script elsewhere makes its tables when it starts.
        if (Text() is not { } script)
        {
            return;
        }

        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using (var command = new NpgsqlCommand($"SET LOCAL client_min_messages = warning; {script}", connection, transaction))
        {
            await command.ExecuteNonQueryAsync(cancel);
        }

        await transaction.CommitAsync(cancel);
    }

    /// <summary>The script for our prefix: Quartz has it with places for the prefix with and without a schema. Null: there is none.</summary>
    internal static string? Text()
    {
        if (typeof(IScheduler).Assembly.GetManifestResourceStream(Script) is not { } stream)
        {
            return null;
        }

        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Replace("{0}", Prefix, StringComparison.Ordinal).Replace("{1}", Prefix, StringComparison.Ordinal);
    }
}
