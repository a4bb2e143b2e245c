using System.Runtime.CompilerServices;
using System.Text;
using Analytics.Catalog;
using Npgsql;

namespace Analytics.Intake.Audit;

/// <summary>Which records are asked for; null: no matter.</summary>
public sealed record AuditFilter
{
    public string? Subject { get; init; }

    public string? Actor { get; init; }

    public string? Act { get; init; }

    /// <summary>At most so many, the newest; null: all.</summary>
    public int? Last { get; init; }
}

/// <summary>Reads the audit log, oldest first, without holding it in memory.</summary>
public static class AuditReader
{
    private static readonly IReadOnlyList<string> Outcomes = WireName.All<AuditOutcome>();

    /// <exception cref="NpgsqlException">PostgreSQL cannot be reached, or refuses.</exception>
    public static async IAsyncEnumerable<AuditRecord> ReadAsync(NpgsqlConnection connection, AuditFilter filter, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        await using var command = new NpgsqlCommand { Connection = connection };
        var where = new StringBuilder();
        foreach (var (column, value) in (ReadOnlySpan<(string, string?)>)[("subject", AuditSubject.NameOf(filter.Subject)), ("actor", filter.Actor), ("act", filter.Act)])
        {
            if (value is not null)
            {
                command.Parameters.Add(new() { Value = value });
                where.Append(where.Length == 0 ? " WHERE " : " AND ").Append(column).Append(" = $").Append(command.Parameters.Count);
            }
        }

        const string columns = "number, at, actor, roles, act, subject, outcome, detail, previous, hash";
        command.CommandText = filter.Last is { } last
            ? FormattableString.Invariant($"SELECT {columns} FROM (SELECT {columns} FROM audit_log{where} ORDER BY number DESC LIMIT {last}) newest ORDER BY number")
            : $"SELECT {columns} FROM audit_log{where} ORDER BY number";
        await using var reader = await command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        while (await reader.ReadAsync(cancel).ConfigureAwait(false))
        {
            yield return Record(reader);
        }
    }

    private static AuditRecord Record(NpgsqlDataReader reader)
    {
        var outcome = 0;
        while (outcome < Outcomes.Count && Outcomes[outcome] != reader.GetString(6))
        {
            outcome++;
        }

        var entry = new AuditEntry
        {
            At = reader.GetFieldValue<DateTimeOffset>(1), Actor = reader.GetString(2), Roles = reader.GetString(3), Act = reader.GetString(4),
            // A word that is no outcome was not written by us: an outcome that hashes to something else than what stands there.
            Subject = reader.IsDBNull(5) ? null : reader.GetString(5), Outcome = (AuditOutcome)Math.Min(outcome, Outcomes.Count - 1),
            Detail = outcome < Outcomes.Count ? reader.GetString(7) : reader.GetString(7) + "\0" + reader.GetString(6),
        };
        return new AuditRecord(reader.GetInt64(0), entry, reader.GetFieldValue<byte[]>(8), reader.GetFieldValue<byte[]>(9));
    }
}
