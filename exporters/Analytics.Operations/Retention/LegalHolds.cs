using Analytics.Intake.Privacy;
using Dapper;
using Npgsql;

namespace Analytics.Operations.Retention;

/// <summary>A hold as it is listed; whom it protects is not told.</summary>
public sealed record LegalHold(string Name, string On, string Reason, DateTimeOffset PlacedAt);

/// <summary>A person's names in the ledger and in holds, from the raw id: one for each key.</summary>
public static class SubjectNames
{
    public static IReadOnlyList<Guid> Of(PseudonymKeys keys, string id) =>
        [.. keys.PseudonymsOf(id).Select(own => new Guid(System.Security.Cryptography.SHA256.HashData(Convert.FromHexString(own.Pseudonym)).AsSpan(0, 16), bigEndian: true))];
}

/// <summary>Legal holds: what must not be deleted or dropped, whoever asks. On a person or on a partition.</summary>
public sealed class LegalHolds(NpgsqlDataSource database)
{
    /// <summary>How the holds begin that a restore places; they keep retention off, and no withdrawal.</summary>
    internal const string Restored = "restored-";

    /// <summary>Whether a hold may be called so: a <c>#</c> numbers the entries of one person, and would be lifted with another hold.</summary>
    public static bool IsName(string name) => name.Length is > 0 and <= 200 && !name.Contains('#', StringComparison.Ordinal) && !name.Any(char.IsControl) && !name.StartsWith(Restored, StringComparison.Ordinal);

    /// <summary>Places a hold; false when there is one of the name. Of a person there is one entry for each key, the later ones numbered.</summary>
    public async Task<bool> Place(string name, IReadOnlyList<Guid> who, string? partition, string reason, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var entries = who.Count == 0 ? [(name, null)] : who.Select((own, i) => (Name: i == 0 ? name : FormattableString.Invariant($"{name}#{i + 1}"), Who: (Guid?)own)).ToList();
        foreach (var (entry, own) in entries)
        {
            if (await connection.ExecuteAsync(new CommandDefinition("INSERT INTO legal_holds (name, who, partition, reason) VALUES (@entry, @own, @partition, @reason) ON CONFLICT DO NOTHING",
                new { entry, own, partition, reason }, transaction, cancellationToken: cancel)) == 0)
            {
                return false;
            }
        }

        await transaction.CommitAsync(cancel);
        return true;
    }

    /// <summary>Lifts a hold; false when there is none of the name.</summary>
    public async Task<bool> Lift(string name, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.ExecuteAsync(new CommandDefinition("DELETE FROM legal_holds WHERE name = @name OR starts_with(name, @name || '#')", new { name }, cancellationToken: cancel)) > 0;
    }

    public async Task<IReadOnlyList<LegalHold>> List(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = await connection.QueryAsync<(string Name, string? Partition, string Reason, DateTime At)>(new CommandDefinition(
            "SELECT name, partition, reason, placed_at FROM legal_holds WHERE name !~ '#[0-9]+$' ORDER BY name", cancellationToken: cancel));
        return [.. rows.Select(row => new LegalHold(row.Name, row.Partition ?? "a person", row.Reason, new DateTimeOffset(row.At, TimeSpan.Zero)))];
    }
}
