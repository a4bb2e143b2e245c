using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Dapper;
using Npgsql;

namespace Analytics.Operations.Retention;

/// <summary>A monthly partition of <c>events</c>.</summary>
/// <param name="Name"><c>events_usage_2024_10</c>.</param>
/// <param name="DataClass"><c>usage</c> or <c>business</c>.</param>
/// <param name="Month">Its first day.</param>
public sealed partial record EventPartition(string Name, string DataClass, DateOnly Month)
{
    /// <summary>A partition by its name; null when it is none.</summary>
    public static EventPartition? Parse(string name) =>
        Pattern().Match(name) is { Success: true } match
            ? new EventPartition(name, match.Groups[1].Value, new DateOnly(int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture), int.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture), 1))
            : null;

    [GeneratedRegex("^events_(usage|business)_([0-9]{4})_(0[1-9]|1[0-2])$")]
    private static partial Regex Pattern();
}

/// <summary>Archives, drops and restores partitions. Nothing is dropped that was not read back from the archive, and nothing on which a hold is.</summary>
public sealed class EventPartitions(NpgsqlDataSource database, ArchiveFolder archives, TimeProvider clock)
{
    /// <summary>All monthly partitions, the oldest first.</summary>
    public async Task<IReadOnlyList<EventPartition>> List(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        const string Names = "SELECT c.relname FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid WHERE i.inhparent IN ('events_usage'::regclass, 'events_business'::regclass)";
        var names = await connection.QueryAsync<string>(new CommandDefinition(Names, cancellationToken: cancel));
        return [.. names.Select(EventPartition.Parse).OfType<EventPartition>().OrderBy(own => own.Month).ThenBy(own => own.Name, StringComparer.Ordinal)];
    }

    /// <summary>Writes a partition into the archive; the table stays.</summary>
    public async Task<ArchiveManifest> Archive(EventPartition partition, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var columns = (await connection.QueryAsync<string>(new CommandDefinition(
            "SELECT attname FROM pg_attribute WHERE attrelid = @name::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum", new { name = partition.Name }, cancellationToken: cancel))).ToList();
        return await archives.Of(partition.Name).WriteAsync(columns, Lines(connection, partition, columns, cancel), clock.GetUtcNow(), cancel);
    }

    /// <summary>Archives and drops a partition. Answers null, or why it was not dropped: a hold, or rows that came meanwhile.</summary>
    public async Task<string?> ArchiveAndDrop(EventPartition partition, CancellationToken cancel)
    {
        if (await HoldOn(partition.Name, cancel) is { } held)
        {
            return held;
        }

        var manifest = await Archive(partition, cancel);
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await connection.ExecuteAsync(new CommandDefinition($"LOCK TABLE {partition.Name} IN ACCESS EXCLUSIVE MODE", transaction: transaction, cancellationToken: cancel));
        var rows = await connection.ExecuteScalarAsync<long>(new CommandDefinition($"SELECT count(*) FROM {partition.Name}", transaction: transaction, commandTimeout: 0, cancellationToken: cancel));
        if (rows != manifest.Rows)
        {
            return $"{partition.Name} has {rows} rows, its archive {manifest.Rows}: somebody wrote meanwhile; the next run archives it again";
        }

        await connection.ExecuteAsync(new CommandDefinition(
            $"DROP TABLE {partition.Name}; INSERT INTO dropped_partitions (partition, rows, sha256) VALUES (@Partition, @Rows, @Sha256) ON CONFLICT (partition) DO UPDATE SET rows = excluded.rows, sha256 = excluded.sha256, dropped_at = now()",
            new { manifest.Partition, manifest.Rows, manifest.Sha256 }, transaction, cancellationToken: cancel));
        await transaction.CommitAsync(cancel);
        return null;
    }

    /// <summary>Brings an archived partition back, verified, with a hold that keeps the next retention from dropping it.</summary>
    /// <exception cref="InvalidDataException">The archive is not what its manifest says.</exception>
    public async Task<long> Restore(EventPartition partition, ArchiveManifest manifest, CancellationToken cancel)
    {
        var archive = archives.Of(partition.Name);
        await archive.VerifyAsync(manifest, cancel);
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await connection.ExecuteAsync(new CommandDefinition(
            $"""
            CREATE TABLE {partition.Name} PARTITION OF events_{partition.DataClass} FOR VALUES FROM ('{partition.Month:yyyy-MM-dd} 00:00:00+00') TO ('{partition.Month.AddMonths(1):yyyy-MM-dd} 00:00:00+00');
            INSERT INTO legal_holds (name, partition, reason) VALUES (@hold, @Name, 'restored from the archive') ON CONFLICT (name) DO NOTHING;
            DELETE FROM dropped_partitions WHERE partition = @Name;
            """, new { hold = "restored-" + partition.Name, partition.Name }, transaction, cancellationToken: cancel));
        await using (var copy = await connection.BeginTextImportAsync($"COPY {partition.Name} ({string.Join(", ", manifest.Columns)}) FROM STDIN", cancel))
        {
            await foreach (var line in archive.LinesAsync(cancel))
            {
                await copy.WriteAsync(line + "\n");
            }
        }

        await transaction.CommitAsync(cancel);
        return manifest.Rows;
    }

    /// <summary>The hold on a partition, in words; null when there is none.</summary>
    public async Task<string?> HoldOn(string partition, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        const string Held = """
            SELECT @partition || ' is under the legal hold ' || name || ': ' || reason FROM legal_holds
            WHERE partition = @partition OR who IN (SELECT encode(substring(sha256(decode(user_id, 'hex')) FROM 1 FOR 16), 'hex')::uuid FROM events WHERE tableoid = @partition::regclass AND user_id IS NOT NULL)
            ORDER BY partition NULLS LAST LIMIT 1
            """;
        return await connection.ExecuteScalarAsync<string?>(new CommandDefinition(Held, new { partition }, commandTimeout: 0, cancellationToken: cancel));
    }

    private static async IAsyncEnumerable<string> Lines(NpgsqlConnection connection, EventPartition partition, IReadOnlyList<string> columns, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var copy = await connection.BeginTextExportAsync($"COPY (SELECT {string.Join(", ", columns)} FROM {partition.Name} ORDER BY occurred_at, source, id) TO STDOUT", cancel);
        while (await copy.ReadLineAsync(cancel) is { } line)
        {
            yield return line;
        }
    }
}
