using Dapper;
using Npgsql;

namespace Analytics.Operations.Retention;

/// <summary>What a run of the retention did.</summary>
/// <param name="Dropped">Partitions that were archived and dropped.</param>
/// <param name="Kept">Partitions whose time is over and that are still there, with the reason.</param>
/// <param name="Damaged">Those of them whose archive is damaged, or could not be written: somebody must look.</param>
/// <param name="Keys">Fingerprints forgotten.</param>
public sealed record RetentionOutcome(IReadOnlyList<string> Dropped, IReadOnlyList<string> Kept, IReadOnlyList<string> Damaged, long Keys);

/// <summary>Drops what has been kept long enough: partitions by their class (after they are archived), fingerprints and refused events by age and size.</summary>
public sealed class RetentionRun(NpgsqlDataSource database, RetentionSettings settings, TimeProvider clock)
{
    public async Task<RetentionOutcome> Run(CancellationToken cancel)
    {
        var (dropped, kept, damaged) = (new List<string>(), new List<string>(), new List<string>());
        var folder = settings.ArchiveDirectory is { } path ? new ArchiveFolder(path, clock) : null;
        var partitions = new EventPartitions(database, folder ?? new ArchiveFolder("", clock), clock);
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        foreach (var partition in (await partitions.List(cancel)).Where(own => own.Month.AddMonths(1 + settings.MonthsOf(own.DataClass)) <= today))
        {
            try
            {
                var reason = folder is null ? $"{partition.Name}: ANALYTICS__ARCHIVE__DIRECTORY is not set, and nothing is dropped that is not archived" : await partitions.ArchiveAndDrop(partition, cancel);
                (reason is null ? dropped : kept).Add(reason ?? partition.Name);
            }
            catch (Exception broken) when (broken is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                damaged.Add($"{partition.Name}: {broken.Message}");
            }
        }

        await using var connection = await database.OpenConnectionAsync(cancel);
        var before = clock.GetUtcNow().UtcDateTime - settings.Keys;
        var keys = await connection.ExecuteAsync(new CommandDefinition("DELETE FROM event_keys WHERE received_at < @before", new { before }, commandTimeout: 0, cancellationToken: cancel));
        return new RetentionOutcome(dropped, [.. kept, .. damaged], damaged, keys);
    }

    /// <summary>Forgets refused events that are too old, and the oldest of those that are too many bytes; answers how many.</summary>
    public async Task<long> ForgetRefused(CancellationToken cancel)
    {
        // 200 bytes: about what a record is without the event.
        const string Forget = """
            DELETE FROM refused_events WHERE received_at < @before
                OR number IN (SELECT number FROM (SELECT number, sum(coalesce(octet_length(json), 0) + 200) OVER (ORDER BY number DESC) AS bytes FROM refused_events) AS newest WHERE bytes > @most)
            """;
        await using var connection = await database.OpenConnectionAsync(cancel);
        var before = clock.GetUtcNow().UtcDateTime - settings.RefusedEvents;
        return await connection.ExecuteAsync(new CommandDefinition(Forget, new { before, most = settings.RefusedEventBytes }, commandTimeout: 0, cancellationToken: cancel));
    }
}
