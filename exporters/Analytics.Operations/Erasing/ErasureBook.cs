using Dapper;
using Npgsql;

namespace Analytics.Operations.Erasing;

/// <summary>A withdrawal, as the book has it.</summary>
/// <param name="Number">Ascending by arrival.</param>
/// <param name="Request">What the gateway answered; of a consent event a number made from it.</param>
/// <param name="State"><c>recorded</c>, <c>held</c>, <c>erased</c> or <c>done</c>.</param>
/// <param name="Reason">What it waits for; null when for nothing.</param>
/// <param name="RequestedAt">When it was asked for.</param>
/// <param name="DoneAt">When it was done; null before.</param>
/// <param name="IsProofTrue">Whether the proof is the one that was written; null when there is none yet.</param>
public sealed record ErasureEntry(long Number, string Request, string State, string? Reason, DateTimeOffset RequestedAt, DateTimeOffset? DoneAt, bool? IsProofTrue);

/// <summary>All withdrawals with their proofs, checked: the hash of each proof includes the one before, so that none can be changed or taken out without the next one telling.</summary>
public sealed class ErasureBook(NpgsqlDataSource database)
{
    private sealed record Row
    {
        public long Number { get; init; }

        public Guid Request { get; init; }

        public string State { get; init; } = "";

        public string? Reason { get; init; }

        public DateTime RequestedAt { get; init; }

        public DateTime? DoneAt { get; init; }

        public string? Proof { get; init; }

        public string? Hash { get; init; }
    }

    /// <summary>The withdrawals, the oldest first.</summary>
    public async Task<IReadOnlyList<ErasureEntry>> Read(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        const string All = "SELECT number, request, state, reason, requested_at AS RequestedAt, done_at AS DoneAt, proof::text AS Proof, proof_hash AS Hash FROM erasures";
        var rows = (await connection.QueryAsync<Row>(new CommandDefinition(All, cancellationToken: cancel))).ToList();
        var isTrue = new Dictionary<long, bool>();
        string? before = null;
        foreach (var row in rows.Where(row => row.Hash is not null).OrderBy(row => row.DoneAt).ThenBy(row => row.Number))
        {
            isTrue[row.Number] = row.Proof is not null && ErasureProof.HashOf(before, row.Proof) == row.Hash;
            before = row.Hash;
        }

        return [.. rows.OrderBy(row => row.Number).Select(row => new ErasureEntry(row.Number, row.Request.ToString("N"), row.State, row.Reason, Utc(row.RequestedAt),
            row.DoneAt is { } done ? Utc(done) : null, isTrue.TryGetValue(row.Number, out var found) ? found : row.State == "done" ? false : null))];
    }

    private static DateTimeOffset Utc(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));
}
