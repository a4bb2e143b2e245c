using System.Text.Json;
using Analytics.Catalog;
using Analytics.Intake.Privacy;
using Analytics.Intake.WriteAheadLog;
using Npgsql;

namespace Analytics.Intake.Store;

/// <summary>What PostgreSQL keeps for one gateway beside the rows: counters, the log's position, records of refused events.</summary>
internal sealed class InstanceState(string instance, string logIdentity)
{
    /// <summary>SQL for the key of the advisory lock that the session of a running instance holds.</summary>
    public static string LockKey(string instance) => $"hashtextextended('analytics instance ' || {instance}, 0)";

    /// <summary>
    /// Whether this connection is now the only one that works for the instance. PostgreSQL asks after a silent machine within two minutes instead of hours: one that
    /// was switched off would keep its name from its successor for so long.
    /// </summary>
    public async Task<bool> TryLockAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using (var alive = new NpgsqlCommand("SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10", connection))
        {
            await alive.ExecuteNonQueryAsync(cancel);
        }

        await using var command = new NpgsqlCommand($"SELECT pg_try_advisory_lock({LockKey("$1")})", connection);
        command.Parameters.Add(new() { Value = instance });
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>How far the log has been projected. Makes the log known, so that an erasure waits for it.</summary>
    public async Task<LogPosition> PositionAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO log_positions (instance, log_id, segment, segment_offset) VALUES ($1, $2, $3, $4)
            ON CONFLICT (instance, log_id) DO UPDATE SET updated_at = now(), given_up = NULL RETURNING segment, segment_offset
            """, connection);
        command.Parameters.Add(new() { Value = instance });
        command.Parameters.Add(new() { Value = logIdentity });
        command.Parameters.Add(new() { Value = LogPosition.Start.Segment });
        command.Parameters.Add(new() { Value = LogPosition.Start.Offset });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? new LogPosition(reader.GetInt64(0), reader.GetInt64(1)) : LogPosition.Start;
    }

    public async Task<long> RefusedAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT count(*) FROM refused_events WHERE instance = $1", connection);
        command.Parameters.Add(new() { Value = instance });
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>The committed counters of metrics that the catalog still has. A label that a row lacks is unknown; one that the metric lost is summed over.</summary>
    public async Task<IReadOnlyList<StoredCounter>> CountersAsync(NpgsqlConnection connection, IReadOnlyList<Metric> metrics, CancellationToken cancel)
    {
        var byName = metrics.ToDictionary(metric => metric.PrometheusName, StringComparer.Ordinal);
        await using var command = new NpgsqlCommand("SELECT metric, labels::text, origin, value FROM counters WHERE instance = $1", connection);
        command.Parameters.Add(new() { Value = instance });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var sums = new Dictionary<SeriesKey, decimal>();
        while (await reader.ReadAsync(cancel))
        {
            if (!byName.TryGetValue(reader.GetString(0), out var metric))
            {
                continue;
            }

            var stored = JsonSerializer.Deserialize<Dictionary<string, string>>(reader.GetString(1))!;
            var labels = metric.LabelSet.Own.Select(label => stored.GetValueOrDefault(label.Name, Label.Unknown)).ToArray();
            var key = new SeriesKey(metric, reader.GetString(2).Length > 0, labels);
            sums[key] = sums.GetValueOrDefault(key) + reader.GetDecimal(3);
        }

        return [.. sums.Select(sum => new StoredCounter(sum.Key.Metric, sum.Key.Labels, sum.Key.IsBackfill, sum.Value))];
    }

    /// <summary>Says that no file of the log is older than a withdrawal.</summary>
    public async Task ClearedAsync(NpgsqlConnection connection, long erasure, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO log_positions (instance, log_id, segment, segment_offset, erasures_cleared) VALUES ($1, $2, 0, 0, $3)
            ON CONFLICT (instance, log_id) DO UPDATE SET erasures_cleared = excluded.erasures_cleared, updated_at = now()
            """, connection);
        command.Parameters.Add(new() { Value = instance });
        command.Parameters.Add(new() { Value = logIdentity });
        command.Parameters.Add(new() { Value = erasure });
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Counters, position and refusals of one transaction, in one round trip.</summary>
    public async Task WriteAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<CounterDelta> deltas, IReadOnlyList<RefusedEvent> refusals, LogPosition position, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        if (deltas.Count > 0)
        {
            batch.BatchCommands.Add(Counters(deltas));
        }

        if (refusals.Count > 0)
        {
            batch.BatchCommands.Add(Refusals(refusals));
        }

        batch.BatchCommands.Add(Position(position));
        await batch.ExecuteNonQueryAsync(cancel);
    }

    private NpgsqlBatchCommand Counters(IReadOnlyList<CounterDelta> deltas) => new(
        """
        INSERT INTO counters (instance, metric, labels, origin, value)
        SELECT $1, metric, labels::jsonb, origin, delta FROM unnest($2::text[], $3::text[], $4::text[], $5::numeric[]) AS grown (metric, labels, origin, delta)
        ON CONFLICT (instance, metric, origin, labels) DO UPDATE SET value = counters.value + excluded.value
        """)
    {
        Parameters =
        {
            new() { Value = instance },
            new() { Value = deltas.Select(delta => delta.Key.Metric.PrometheusName).ToArray() },
            new() { Value = deltas.Select(delta => LabelsJson(delta.Key)).ToArray() },
            new() { Value = deltas.Select(delta => delta.Key.IsBackfill ? PlatformLabels.Backfill : string.Empty).ToArray() },
            new() { Value = deltas.Select(delta => delta.Delta).ToArray() },
        },
    };

    private NpgsqlBatchCommand Refusals(IReadOnlyList<RefusedEvent> refusals) => new(
        """
        INSERT INTO refused_events (instance, source, id, kind, code, path, message, received_at, user_id, key_id, json, schema_version)
        SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::text[], $10::text[], $11::text[], $12::text[])
        """)
    {
        Parameters =
        {
            new() { Value = instance },
            new() { Value = refusals.Select(refused => refused.Source).ToArray() },
            new() { Value = refusals.Select(refused => refused.Id).ToArray() },
            new() { Value = refusals.Select(refused => refused.Kind).ToArray() },
            new() { Value = refusals.Select(refused => WireName.Of(refused.Code)).ToArray() },
            new() { Value = refusals.Select(refused => refused.Path).ToArray() },
            new() { Value = refusals.Select(refused => refused.Message).ToArray() },
            new() { Value = refusals.Select(refused => refused.ReceivedAt.UtcDateTime).ToArray() },
            new() { Value = refusals.Select(refused => refused.UserId).ToArray() },
            new() { Value = refusals.Select(refused => refused.KeyId).ToArray() },
            new() { Value = refusals.Select(refused => refused.Json).ToArray() },
            new() { Value = refusals.Select(refused => refused.SchemaVersion).ToArray() },
        },
    };

    private NpgsqlBatchCommand Position(LogPosition position) => new(
        """
        INSERT INTO log_positions (instance, log_id, segment, segment_offset) VALUES ($1, $2, $3, $4)
        ON CONFLICT (instance, log_id) DO UPDATE SET segment = excluded.segment, segment_offset = excluded.segment_offset, updated_at = now()
        """)
    {
        Parameters = { new() { Value = instance }, new() { Value = logIdentity }, new() { Value = position.Segment }, new() { Value = position.Offset } },
    };

    private static string LabelsJson(SeriesKey key) =>
        JsonSerializer.Serialize(key.Metric.LabelSet.Own.Select((label, i) => KeyValuePair.Create(label.Name, key.Labels[i])).ToDictionary());
}
