using System.Text.Json;
using Analytics.Intake.Privacy;
using Npgsql;

namespace Analytics.Intake.Store;

/// <summary>
/// The projector's side of the table <c>consents</c>: writes decisions down in the transaction that moves the log's position, and learns what others wrote.
/// Every projecting transaction holds a shared lock, one that withdraws holds it alone: when a withdrawal is committed, no event of the person is on
/// its way into the store any more, and every later transaction knows of it.
/// </summary>
internal sealed class ConsentLedger(Suppressions suppressions)
{
    private const long LockKey = 0x636F6E73656E7473;

    private long _seenUpTo;

    /// <summary>The number of the latest withdrawal that this process knows of; 0 when there was none.</summary>
    public long LatestErasure { get; private set; }

    /// <summary>Takes the lock, writes the decisions, and brings <see cref="Suppressions"/> up to date.</summary>
    public async Task EnterAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, IReadOnlyList<ConsentDecision> decisions, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        if (transaction is not null)
        {
            var alone = decisions.Any(decision => decision.Erasure is not null);
            batch.BatchCommands.Add(new NpgsqlBatchCommand($"SELECT pg_advisory_xact_lock{(alone ? "" : "_shared")}({LockKey})"));
        }

        foreach (var decision in decisions)
        {
            Write(batch, decision);
        }

        // By the transactions' ids and not by a number of the rows: those of two gateways commit in any order.
        batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, (SELECT coalesce(max(number), 0) FROM erasures)"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT subject, key_id, hint, since, track, profile, share FROM consents WHERE state = 'narrowed' AND stored_in >= $1")
        {
            Parameters = { new() { Value = _seenUpTo } },
        });
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        if (transaction is not null)
        {
            await reader.NextResultAsync(cancel);
        }

        await reader.ReadAsync(cancel);
        (_seenUpTo, LatestErasure) = (reader.GetInt64(0), reader.GetInt64(1));
        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            suppressions.Add(
                new DecisionSubject(reader.GetString(1), reader.GetGuid(0), reader.GetInt32(2), null),
                new Narrowing(UnixTime.ToMicroseconds(new DateTimeOffset(reader.GetDateTime(3), TimeSpan.Zero)), reader.GetBoolean(4), reader.GetBoolean(5), reader.GetBoolean(6)));
        }
    }

    /// <summary>The events of a batch without those whose persons took tracking back, and without what else was taken back.</summary>
    public List<AdmittedEvent> Filter(List<AdmittedEvent> events, out int withdrawn)
    {
        withdrawn = 0;
        if (suppressions.IsEmpty)
        {
            return events;
        }

        var kept = new List<AdmittedEvent>(events.Count);
        foreach (var admitted in events)
        {
            var taken = (admitted.Flags & EventFlags.HasUser) != 0 ? suppressions.Find(admitted.UserBytes, admitted.ConsentAtMicroseconds) : null;
            var left = taken is { } remaining ? PrivacyGate.Narrow(admitted, remaining) : admitted;
            if (left is null)
            {
                withdrawn++;
            }
            else
            {
                kept.Add(left);
            }
        }

        return kept;
    }

    /// <summary>The refusals of a batch without those of persons who took tracking back since; who took back the profile only keeps the reason.</summary>
    public List<RefusedEvent> Filter(List<RefusedEvent> refusals) => suppressions.IsEmpty ? refusals : [.. refusals.Select(Narrow).OfType<RefusedEvent>()];

    private RefusedEvent? Narrow(RefusedEvent refused)
    {
        var taken = refused.UserId is null ? null : suppressions.Find(Convert.FromHexString(refused.UserId), ConsentOf(refused));
        return taken is not { } left ? refused
            : !left.Track ? null
            : left.Profile ? refused : refused with { UserId = null, KeyId = null, Json = null };
    }

    /// <summary>When the consent was given that a refused event shows, in microseconds since 1970; long ago when it does not say, or says what had not come yet.</summary>
    private static long ConsentOf(RefusedEvent refused)
    {
        try
        {
            using var copy = JsonDocument.Parse(refused.Json ?? "{}");
            return copy.RootElement.ValueKind == JsonValueKind.Object && copy.RootElement.TryGetProperty("privacyFlags", out var flags) && flags.ValueKind == JsonValueKind.Object
                && flags.TryGetProperty("consentDate", out var date) && date.ValueKind == JsonValueKind.String && date.TryGetDateTimeOffset(out var at) && at <= refused.ReceivedAt ? UnixTime.ToMicroseconds(at) : long.MinValue;
        }
        catch (JsonException)
        {
            return long.MinValue;
        }
    }

    private static void Write(NpgsqlBatch batch, ConsentDecision decision)
    {
        foreach (var subject in decision.Subjects)
        {
            // A no of somebody of whom nothing is known yet waits: the merge of what is stored decides whether it takes something back.
            batch.BatchCommands.Add(new NpgsqlBatchCommand(
                """
                INSERT INTO consents (subject, key_id, hint, since, track, profile, share, state, source, event_id)
                VALUES ($1, $2, $3, $4, $5, $6, $7, CASE WHEN $8 OR EXISTS (SELECT FROM consents WHERE subject = $1 AND since <= $4 AND ((track AND NOT $5) OR (profile AND NOT $6))) THEN 'narrowed' ELSE 'pending' END, $9, $10)
                ON CONFLICT (subject, since) DO UPDATE SET track = consents.track AND excluded.track, profile = consents.profile AND excluded.profile,
                    share = consents.share AND excluded.share,
                    state = CASE WHEN consents.state = 'pending' AND excluded.state = 'pending' THEN 'pending' ELSE 'narrowed' END, stored_in = DEFAULT
                """)
            {
                Parameters =
                {
                    new() { Value = subject.Subject },
                    new() { Value = subject.KeyId },
                    new() { Value = subject.Hint },
                    new() { Value = decision.Since.UtcDateTime },
                    new() { Value = decision.Track },
                    new() { Value = decision.Profile },
                    new() { Value = decision.Share },
                    new() { Value = decision.Erasure is not null },
                    new() { Value = decision.Source },
                    new() { Value = (object?)decision.EventId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text },
                },
            });
        }

        if (decision.Erasure is { } request)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand("INSERT INTO erasures (request, pseudonyms, requested_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
            {
                Parameters =
                {
                    new() { Value = request },
                    new() { Value = decision.Subjects.Select(subject => subject.Pseudonym!).ToArray() },
                    new() { Value = decision.Since.UtcDateTime },
                },
            });
        }
    }
}
