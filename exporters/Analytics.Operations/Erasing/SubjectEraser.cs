using Analytics.Insights.Rollups;
using Analytics.Operations.Research;
using Analytics.Operations.Retention;
using Dapper;
using Npgsql;

namespace Analytics.Operations.Erasing;

/// <summary>What a run did.</summary>
/// <param name="Erased">Rows deleted or changed.</param>
/// <param name="Waiting">Withdrawals that are not done, and what each waits for.</param>
/// <param name="Late">Those of them that wait too long, for something else than a legal hold: somebody must look.</param>
public sealed record ErasureProgress(long Erased, IReadOnlyList<string> Waiting, IReadOnlyList<string> Late);

/// <summary>
/// Works off the table <c>erasures</c>: takes a person out of the rollups, the events, their keys, the refused events, the archives and the research data sets, searches everything once
/// more, and is done when no gateway's log has a file from before. Each step may be repeated; a killed run is continued by the next.
/// </summary>
public sealed class SubjectEraser(NpgsqlDataSource database, ArchiveFolder? archives, TimeProvider clock, ResearchFolder? research = null)
{
    /// <summary>How long an erasure may wait for a gateway or for archives before its job fails and so calls for help.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    private sealed record Request
    {
        public long Number { get; init; }

        public Guid Id { get; init; }

        public string[] Pseudonyms { get; init; } = [];

        public DateTime RequestedAt { get; init; }

        public DateTime RecordedAt { get; init; }

        public string State { get; init; } = "";

        public string? Proof { get; init; }
    }

    public async Task<ErasureProgress> Work(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var open = (await connection.QueryAsync<Request>(new CommandDefinition(
            "SELECT number, request AS id, pseudonyms, requested_at AS RequestedAt, recorded_at AS RecordedAt, state, proof::text AS proof FROM erasures WHERE state <> 'done' ORDER BY number", cancellationToken: cancel))).ToList();
        var erased = 0L;
        var (waiting, late) = (new List<string>(), new List<string>());
        foreach (var request in open)
        {
            var reason = await Advance(request);
            if (reason is not null)
            {
                (reason.IsHold || clock.GetUtcNow().UtcDateTime - request.RecordedAt <= Patience ? waiting : late).Add($"{request.Id:N}: {reason.Text}");
            }
        }

        return new ErasureProgress(erased, [.. late, .. waiting], late);

        async Task<Wait?> Advance(Request request)
        {
            try
            {
                if (await HoldOn(connection, request, cancel) is { } hold)
                {
                    await Put(connection, request, "held", hold, request.Proof, cancel);
                    return new Wait(hold, IsHold: true);
                }

                var proof = request.State == "erased" ? ErasureProof.Parse(request.Proof)! : await Erase(connection, request, cancel);
                erased += request.State == "erased" ? 0 : proof.Events.Values.Sum() + proof.EventKeys + proof.RefusedEvents;
                return await Finish(connection, request, proof, cancel) is { } reason ? new Wait(reason, IsHold: false) : null;
            }
            catch (Exception broken) when (broken is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                // What of all others is to be erased does not wait for it.
                var reason = $"waits for a file: {broken.Message}";
                await connection.ExecuteAsync(new CommandDefinition("UPDATE erasures SET reason = @reason WHERE number = @Number", new { reason, request.Number }, cancellationToken: cancel));
                return new Wait(reason, IsHold: false);
            }
        }
    }

    private sealed record Wait(string Text, bool IsHold);

    private async Task<ErasureProof> Erase(NpgsqlConnection connection, Request request, CancellationToken cancel)
    {
        // What came under a consent that was given after the withdrawal stays, and enters the rollups anew.
        var users = new { users = request.Pseudonyms, withdrawn = request.RequestedAt };
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var people = await EventRollups.Forget(transaction, request.Pseudonyms, cancel);
        const string Sessions = """
            WITH own AS (SELECT session_id, min(occurred_at) AS first, max(occurred_at) AS last FROM events WHERE user_id = ANY (@users) AND session_id IS NOT NULL GROUP BY 1),
            span AS (SELECT min(first) - interval '1 day' AS low, max(last) + interval '1 day' AS high FROM own)
            UPDATE events SET session_id = NULL FROM own
            WHERE events.session_id = own.session_id AND events.user_id IS NULL
              AND occurred_at BETWEEN (SELECT low FROM span) AND (SELECT high FROM span)
            """;
        var unlinked = await connection.ExecuteAsync(new CommandDefinition(Sessions, users, transaction, commandTimeout: 0, cancellationToken: cancel));
        var dataSets = research?.MarkStale(await Months(connection, request, transaction, cancel)) ?? [];
        const string Delete = """
            WITH gone AS (DELETE FROM events WHERE user_id = ANY (@users) AND coalesce(consent_at, '-infinity') <= @withdrawn RETURNING source, id, tableoid::regclass::text AS partition),
            keys AS (DELETE FROM event_keys USING gone WHERE key = event_key(gone.source, gone.id) RETURNING 1)
            SELECT partition, count(*), (SELECT count(*) FROM keys) FROM gone GROUP BY 1
            """;
        var partitions = (await connection.QueryAsync<(string Partition, long Events, long Keys)>(new CommandDefinition(Delete, users, transaction, commandTimeout: 0, cancellationToken: cancel))).ToList();
        var refused = await connection.ExecuteAsync(new CommandDefinition("DELETE FROM refused_events WHERE user_id = ANY (@users)", users, transaction, commandTimeout: 0, cancellationToken: cancel));
        await connection.ExecuteAsync(new CommandDefinition("UPDATE events SET stored_in = pg_current_xact_id()::text::bigint WHERE user_id = ANY (@users)", users, transaction, commandTimeout: 0, cancellationToken: cancel));
        var (searched, found) = await Search(connection, request, transaction, cancel);
        var before = ErasureProof.Parse(request.Proof);
        var proof = new ErasureProof
        {
            Request = request.Id.ToString("N"),
            RequestedAt = new DateTimeOffset(request.RequestedAt, TimeSpan.Zero),
            ErasedAt = clock.GetUtcNow(),
            Events = Sum(before?.Events, partitions.ToDictionary(row => row.Partition, row => row.Events)),
            EventKeys = (before?.EventKeys ?? 0) + (partitions.Count == 0 ? 0 : partitions[0].Keys),
            RefusedEvents = (before?.RefusedEvents ?? 0) + refused,
            People = (before?.People ?? 0) + people,
            SessionsUnlinked = (before?.SessionsUnlinked ?? 0) + unlinked,
            Archives = before?.Archives ?? new Dictionary<string, long>(),
            ResearchDataSets = [.. (before?.ResearchDataSets ?? []).Union(dataSets).Order(StringComparer.Ordinal)],
            SearchedTables = searched,
            Found = found,
        };

        // With the deletion: what was deleted is in the proof, whatever becomes of the rest.
        await Put(connection, request, "recorded", null, proof.Print(), cancel);
        await transaction.CommitAsync(cancel);

        var archived = await EraseArchives(request, cancel);
        proof = proof with { Archives = Sum(proof.Archives, archived.Gone) };
        if (archived.Damaged.Count > 0)
        {
            await Put(connection, request, "recorded", null, proof.Print(), cancel);
            throw new InvalidDataException(string.Join("; ", archived.Damaged));
        }

        if (research is not null)
        {
            await research.MakeStaleAnew(cancel);
        }

        await Put(connection, request, "erased", null, proof.Print(), cancel);
        return proof;
    }

    private static async Task<IReadOnlyList<DateOnly>> Months(NpgsqlConnection connection, Request request, NpgsqlTransaction transaction, CancellationToken cancel)
    {
        const string Own = "SELECT DISTINCT date_trunc('month', occurred_at AT TIME ZONE 'UTC') FROM events WHERE user_id = ANY (@Pseudonyms)";
        return [.. (await connection.QueryAsync<DateTime>(new CommandDefinition(Own, new { request.Pseudonyms }, transaction, commandTimeout: 0, cancellationToken: cancel))).Select(DateOnly.FromDateTime)];
    }

    private async Task<ArchiveErasure> EraseArchives(Request request, CancellationToken cancel)
    {
        if (archives is null)
        {
            return new ArchiveErasure(new Dictionary<string, long>(), []);
        }

        await using var alone = await ArchiveLock.Take(database, cancel);
        var done = await archives.Erase(request.Pseudonyms, new DateTimeOffset(request.RequestedAt, TimeSpan.Zero), cancel);
        await using var connection = await database.OpenConnectionAsync(cancel);
        foreach (var (partition, rows) in done.Gone)
        {
            await connection.ExecuteAsync(new CommandDefinition("UPDATE dropped_partitions SET rows = rows - @rows, sha256 = @Sha256 WHERE partition = @partition",
                new { rows, archives.Of(partition).Manifest!.Sha256, partition }, cancellationToken: cancel));
        }

        return done;
    }

    /// <summary>
    /// Looks in every table that has a column for a pseudonym, whoever made it. In the transaction of the deletion, before anything new can come under a new consent.
    /// </summary>
    private static async Task<(IReadOnlyList<string> Tables, long Found)> Search(NpgsqlConnection connection, Request request, NpgsqlTransaction? transaction, CancellationToken cancel)
    {
        const string Tables = """
            SELECT c.table_name AS name, EXISTS (SELECT FROM information_schema.columns AS own WHERE own.table_schema = c.table_schema AND own.table_name = c.table_name AND own.column_name = 'consent_at') AS knows
            FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name)
            WHERE c.column_name = 'user_id' AND c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' ORDER BY 1
            """;
        var tables = (await connection.QueryAsync<(string Name, bool KnowsConsent)>(new CommandDefinition(Tables, transaction: transaction, cancellationToken: cancel))).ToList();
        var found = 0L;
        foreach (var (table, knowsConsent) in tables)
        {
            // Of somebody who consented anew, what lies in other tables comes from that.
            var sql = $"SELECT count(*) FROM \"{table}\" AS own WHERE user_id = ANY (@Pseudonyms) AND "
                + (knowsConsent ? "coalesce(consent_at, '-infinity') <= @RequestedAt" : "NOT EXISTS (SELECT FROM events WHERE events.user_id = own.user_id AND events.consent_at > @RequestedAt)");
            found += await connection.ExecuteScalarAsync<long>(new CommandDefinition(sql, new { request.Pseudonyms, request.RequestedAt }, transaction, commandTimeout: 0, cancellationToken: cancel));
        }

        return ([.. tables.Select(table => table.Name)], found);
    }

    /// <summary>Archives that this program cannot look through; null when there are none.</summary>
    private async Task<string?> Unreachable(NpgsqlConnection connection, CancellationToken cancel)
    {
        if (archives is not null)
        {
            return await new EventPartitions(database, archives, clock).Missing(cancel) is { Count: > 0 } missing ? $"waits for the archives of {string.Join(", ", missing)}, which are not in {archives.Path}" : null;
        }

        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition("SELECT EXISTS (SELECT FROM dropped_partitions)", cancellationToken: cancel))
            ? "waits for the archives: ANALYTICS__ARCHIVE__DIRECTORY is not set" : null;
    }

    /// <summary>Done when no gateway's log has a file from before the withdrawal; answers what it waits for otherwise.</summary>
    private async Task<string?> Finish(NpgsqlConnection connection, Request request, ErasureProof proof, CancellationToken cancel)
    {
        if (await Unreachable(connection, cancel) is { } elsewhere)
        {
            // Recorded: when they are back, everything is deleted once more, with them.
            await Put(connection, request, "recorded", elsewhere, proof.Print(), cancel);
            return elsewhere;
        }

        // Of a gateway whose folder was exchanged only the present log counts.
        const string Logs = "SELECT DISTINCT ON (instance) instance, log_id AS log, erasures_cleared >= @number AS cleared, given_up AS GivenUp FROM log_positions ORDER BY instance, updated_at DESC";
        var logs = (await connection.QueryAsync<LogOfGateway>(new CommandDefinition(Logs, new { number = request.Number }, cancellationToken: cancel))).ToList();
        proof = proof with { Logs = logs };
        if (logs.Where(log => !log.Cleared && log.GivenUp is null).Select(log => log.Instance).ToList() is { Count: > 0 } late)
        {
            var reason = $"waits until the logs of {string.Join(", ", late)} have no file from before the withdrawal";
            await Put(connection, request, "erased", reason, proof.Print(), cancel);
            return reason;
        }

        // A refused event may have come out of a log since: dead letters do not wait for the ledger.
        proof = proof with { Found = (await Search(connection, request, null, cancel)).Found };
        if (proof.Found > 0)
        {
            const string Again = "the search after the deletion found something; the next run deletes again";
            await Put(connection, request, "recorded", Again, proof.Print(), cancel);
            return Again;
        }

        var last = await connection.ExecuteScalarAsync<string?>(new CommandDefinition("SELECT proof_hash FROM erasures WHERE proof_hash IS NOT NULL ORDER BY done_at DESC, number DESC LIMIT 1", cancellationToken: cancel));
        var text = (proof with { DoneAt = clock.GetUtcNow() }).Print();
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE erasures SET state = 'done', reason = NULL, pseudonyms = NULL, proof = @text::json, proof_hash = @hash, done_at = @now WHERE number = @Number",
            new { text, hash = ErasureProof.HashOf(last, text), now = clock.GetUtcNow().UtcDateTime, request.Number }, cancellationToken: cancel));
        return null;
    }

    /// <summary>
    /// The legal hold on a person or on a partition with rows of the person, archived or not. That a partition was restored holds retention off, not a withdrawal.
    /// </summary>
    private async Task<string?> HoldOn(NpgsqlConnection connection, Request request, CancellationToken cancel)
    {
        const string Held = """
            SELECT name, reason, partition IN (SELECT dropped_partitions.partition FROM dropped_partitions) AS archived, partition FROM legal_holds
            WHERE who = ANY (SELECT encode(substring(sha256(decode(own, 'hex')) FROM 1 FOR 16), 'hex')::uuid FROM unnest(@users) AS own)
               OR partition IN (SELECT tableoid::regclass::text FROM events WHERE user_id = ANY (@users) UNION SELECT dropped_partitions.partition FROM dropped_partitions)
                  AND name <> 'restored-' || partition
            ORDER BY name
            """;
        var holds = await connection.QueryAsync<(string Name, string Reason, bool? Archived, string? Partition)>(new CommandDefinition(Held, new { users = request.Pseudonyms }, cancellationToken: cancel));
        foreach (var (name, reason, archived, partition) in holds)
        {
            if (archived != true || archives is null || await archives.Has(partition!, request.Pseudonyms, cancel))
            {
                return $"legal hold {name}: {reason}";
            }
        }

        return null;
    }

    private static Task Put(NpgsqlConnection connection, Request request, string state, string? reason, string? proof, CancellationToken cancel) =>
        connection.ExecuteAsync(new CommandDefinition("UPDATE erasures SET state = @state, reason = @reason, proof = @proof::json WHERE number = @Number",
            new { state, reason, proof, request.Number }, cancellationToken: cancel));

    private static Dictionary<string, long> Sum(IReadOnlyDictionary<string, long>? one, IReadOnlyDictionary<string, long> other) =>
        (one ?? new Dictionary<string, long>()).Concat(other).GroupBy(pair => pair.Key).ToDictionary(group => group.Key, group => group.Sum(pair => pair.Value));
}
