using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Analytics.Intake.Store;
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
/// <param name="database">The store.</param>
/// <param name="archives">Where they go.</param>
/// <param name="clock">Says when.</param>
/// <param name="patience">How long a drop waits for queries on the events; whoever asks after it waits behind it. Default: 10 s.</param>
public sealed class EventPartitions(NpgsqlDataSource database, ArchiveFolder archives, TimeProvider clock, TimeSpan? patience = null)
{
    private readonly TimeSpan _patience = patience ?? TimeSpan.FromSeconds(10);

    /// <summary>All monthly partitions, the oldest first.</summary>
    public async Task<IReadOnlyList<EventPartition>> List(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        const string Names = "SELECT c.relname FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid WHERE i.inhparent IN ('events_usage'::regclass, 'events_business'::regclass)";
        var names = await connection.QueryAsync<string>(new CommandDefinition(Names, cancellationToken: cancel));
        return [.. names.Select(EventPartition.Parse).OfType<EventPartition>().OrderBy(own => own.Month).ThenBy(own => own.Name, StringComparer.Ordinal)];
    }

    /// <summary>
    /// Writes a partition into the archive; the table stays. Rows that came after the month was dropped are added to what its archive has: for that the ids of
    /// those rows, few by nature, are held in memory.
    /// </summary>
    /// <exception cref="InvalidDataException">There is an archive to add to, and it is damaged.</exception>
    public async Task<ArchiveManifest> Archive(EventPartition partition, CancellationToken cancel)
    {
        await using var alone = await ArchiveLock.Take(database, cancel);
        return (await Write(partition, cancel)).Manifest;
    }

    /// <summary>Archives and drops a partition. Answers null, or why it was not dropped: a hold, rows that came meanwhile, or queries that did not end.</summary>
    /// <exception cref="InvalidDataException">There is an archive to add to, and it is damaged.</exception>
    public async Task<string?> ArchiveAndDrop(EventPartition partition, CancellationToken cancel)
    {
        await using var alone = await ArchiveLock.Take(database, cancel);
        await using var connection = await database.OpenConnectionAsync(cancel);
        if (await HoldOn(connection, partition.Name, null, cancel) is { } held)
        {
            return held;
        }

        var (manifest, archived) = await Write(partition, cancel);
        try
        {
            return await Drop(connection, partition, manifest, archived, cancel);
        }
        catch (PostgresException refusal) when (refusal.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
        {
            return $"{partition.Name} is archived, and was not dropped because somebody reads or writes events; the next run tries again";
        }
    }

    private async Task<string?> Drop(NpgsqlConnection connection, EventPartition partition, ArchiveManifest manifest, PartitionState archived, CancellationToken cancel)
    {
        // Until the drop itself only whoever writes into this partition waits. A lock that readers of all events wait for, taken before the last look, would keep them
        // for as long as that takes, and meet them in a deadlock: they have the table above already, which the drop needs.
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await connection.ExecuteAsync(new CommandDefinition(
            string.Create(CultureInfo.InvariantCulture, $"SET LOCAL lock_timeout = {(long)_patience.TotalMilliseconds}; LOCK TABLE legal_holds IN SHARE MODE; LOCK TABLE {partition.Name} IN EXCLUSIVE MODE"),
            transaction: transaction, commandTimeout: 0, cancellationToken: cancel));
        if (await HoldOn(connection, partition.Name, transaction, cancel) is { } placedMeanwhile)
        {
            return placedMeanwhile;
        }

        if (await StateOf(connection, partition, transaction, cancel) != archived)
        {
            return $"{partition.Name} is not as it was archived: somebody wrote meanwhile; the next run archives it again";
        }

        await connection.ExecuteAsync(new CommandDefinition(
            $"DROP TABLE {partition.Name}; INSERT INTO dropped_partitions (partition, rows, sha256) VALUES (@Partition, @Rows, @Sha256) ON CONFLICT (partition) DO UPDATE SET rows = excluded.rows, sha256 = excluded.sha256, dropped_at = now()",
            new { manifest.Partition, manifest.Rows, manifest.Sha256 }, transaction, commandTimeout: 0, cancellationToken: cancel));
        await transaction.CommitAsync(cancel);
        return null;
    }

    /// <summary>
    /// Brings an archived partition back, verified, with a hold that keeps the next retention from dropping it. Answers how many rows came back: none when it was not
    /// dropped, or is back already.
    /// </summary>
    /// <exception cref="InvalidDataException">The archive is not what its manifest says; nothing was changed.</exception>
    public async Task<long> Restore(EventPartition partition, CancellationToken cancel)
    {
        await using var alone = await ArchiveLock.Take(database, cancel);
        await archives.Recover(cancel);
        var archive = archives.Of(partition.Name);
        var manifest = archive.Manifest ?? throw new InvalidDataException($"{archive.ManifestFile} is missing");
        await archive.Verify(manifest, cancel);
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        // They become a statement: no other words than our own columns.
        if (manifest.Columns.Except(await Columns(connection, "events", transaction, cancel)).FirstOrDefault() is not null)
        {
            throw new InvalidDataException($"{archive.ManifestFile}: has columns that events has not");
        }

        var exists = await Exists(connection, partition, transaction, cancel);
        if (exists && !await WasDropped(connection, partition, transaction, cancel))
        {
            return 0;
        }

        await connection.ExecuteAsync(new CommandDefinition(
            $"""
            {(exists ? "" : PartitionTable.Create(partition.Name, partition.DataClass))}
            INSERT INTO legal_holds (name, partition, reason) VALUES (@hold, @Name, 'restored from the archive') ON CONFLICT (name) DO NOTHING;
            DELETE FROM dropped_partitions WHERE partition = @Name;
            """, new { hold = LegalHolds.Restored + partition.Name, partition.Name }, transaction, cancellationToken: cancel));
        var (own, there, back) = (new ArchivedLine(manifest.Columns), await Keys(connection, partition, transaction, cancel), 0L);
        await using (var copy = await connection.BeginTextImportAsync($"COPY {partition.Name} ({string.Join(", ", manifest.Columns)}) FROM STDIN", cancel))
        {
            await foreach (var line in archive.Lines(cancel).Where(line => !there.Contains(own.KeyOf(line))))
            {
                await copy.WriteAsync(line + "\n");
                back++;
            }
        }

        // With its rows, so that nobody waits for the copy.
        if (!exists)
        {
            await connection.ExecuteAsync(new CommandDefinition(PartitionTable.Attach(partition.Name, partition.DataClass, partition.Month), transaction: transaction, commandTimeout: 0, cancellationToken: cancel));
        }

        await transaction.CommitAsync(cancel);
        return back;
    }

    /// <summary>Archives of dropped partitions that are not in the folder.</summary>
    public async Task<IReadOnlyList<string>> Missing(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var dropped = await connection.QueryAsync<string>(new CommandDefinition("SELECT partition FROM dropped_partitions ORDER BY 1", cancellationToken: cancel));
        return [.. dropped.Where(name => !File.Exists(archives.Of(name).ManifestFile))];
    }

    private async Task<(ArchiveManifest Manifest, PartitionState Archived)> Write(EventPartition partition, CancellationToken cancel)
    {
        await archives.Recover(cancel);
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel);
        await connection.ExecuteAsync(new CommandDefinition("SET LOCAL TIME ZONE 'UTC'; SET LOCAL datestyle = 'ISO'", transaction: transaction, cancellationToken: cancel));
        var columns = await Columns(connection, partition.Name, transaction, cancel);
        var archive = archives.Of(partition.Name);
        var lines = Lines(connection, partition, columns, cancel);
        if (await WasDropped(connection, partition, transaction, cancel))
        {
            var before = archive.Manifest ?? throw new InvalidDataException($"{archive.ManifestFile} is missing, and {partition.Name} was archived and dropped before");
            await archive.Verify(before, cancel);
            if (!before.Columns.SequenceEqual(columns))
            {
                throw new InvalidDataException($"{partition.Name} was archived with other columns: restore it, then archive it again");
            }

            var (own, late) = (new ArchivedLine(columns), await Keys(connection, partition, transaction, cancel));
            lines = archive.Lines(cancel).Where(line => !late.Contains(own.KeyOf(line))).Concat(lines);
        }

        var state = await StateOf(connection, partition, transaction, cancel);
        return (await archive.Write(columns, lines, clock.GetUtcNow(), cancel), state);
    }

    private static async Task<List<string>> Columns(NpgsqlConnection connection, string table, NpgsqlTransaction transaction, CancellationToken cancel) =>
        [.. await connection.QueryAsync<string>(new CommandDefinition(
            "SELECT attname FROM pg_attribute WHERE attrelid = @table::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum", new { table }, transaction, cancellationToken: cancel))];

    /// <summary>What changes whenever a row comes, goes or changes: how many there are, the latest transaction that stored one, and those that wrote the rows as they stand.</summary>
    private sealed record PartitionState(long Rows, long StoredIn, decimal WrittenIn);

    private static Task<PartitionState> StateOf(NpgsqlConnection connection, EventPartition partition, NpgsqlTransaction transaction, CancellationToken cancel) =>
        connection.QuerySingleAsync<PartitionState>(new CommandDefinition($"SELECT count(*) AS rows, coalesce(max(stored_in), 0) AS storedin, coalesce(sum(xmin::text::bigint), 0) AS writtenin FROM {partition.Name}", transaction: transaction, commandTimeout: 0, cancellationToken: cancel));

    private static Task<bool> Exists(NpgsqlConnection connection, EventPartition partition, NpgsqlTransaction transaction, CancellationToken cancel) =>
        connection.ExecuteScalarAsync<bool>(new CommandDefinition("SELECT to_regclass(@Name) IS NOT NULL", new { partition.Name }, transaction, cancellationToken: cancel));

    private static Task<bool> WasDropped(NpgsqlConnection connection, EventPartition partition, NpgsqlTransaction transaction, CancellationToken cancel) =>
        connection.ExecuteScalarAsync<bool>(new CommandDefinition("SELECT EXISTS (SELECT FROM dropped_partitions WHERE partition = @Name)", new { partition.Name }, transaction, cancellationToken: cancel));

    /// <summary>Source and id of all rows, as COPY writes them.</summary>
    private static async Task<HashSet<string>> Keys(NpgsqlConnection connection, EventPartition partition, NpgsqlTransaction transaction, CancellationToken cancel)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var line in Copied(connection, $"SELECT source, id FROM {partition.Name}", cancel))
        {
            keys.Add(line);
        }

        return keys;
    }

    /// <summary>The hold on a partition, in words; null when there is none.</summary>
    private static async Task<string?> HoldOn(NpgsqlConnection connection, string partition, NpgsqlTransaction? transaction, CancellationToken cancel)
    {
        var held = $"""
            SELECT @partition || ' is under the legal hold ' || name || ': ' || reason FROM legal_holds
            WHERE partition = @partition OR who IN (SELECT encode(substring(sha256(decode(user_id, 'hex')) FROM 1 FOR 16), 'hex')::uuid FROM {partition} WHERE user_id IS NOT NULL)
            ORDER BY partition NULLS LAST LIMIT 1
            """;
        return await connection.ExecuteScalarAsync<string?>(new CommandDefinition(held, new { partition }, transaction, commandTimeout: 0, cancellationToken: cancel));
    }

    private static IAsyncEnumerable<string> Lines(NpgsqlConnection connection, EventPartition partition, IReadOnlyList<string> columns, CancellationToken cancel) =>
        Copied(connection, $"SELECT {string.Join(", ", columns)} FROM {partition.Name} ORDER BY occurred_at, source, id", cancel);

    private static async IAsyncEnumerable<string> Copied(NpgsqlConnection connection, string query, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var copy = await connection.BeginTextExportAsync($"COPY ({query}) TO STDOUT", cancel);
        while (await copy.ReadLineAsync(cancel) is { } line)
        {
            yield return line;
        }
    }
}
