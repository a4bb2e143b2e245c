using Npgsql;

namespace Analytics.Intake.Store;

/// <summary>How a withdrawal stands.</summary>
/// <param name="State"><c>recorded</c>, <c>held</c> (by a legal hold), <c>erased</c> (but a log has an old file yet), <c>done</c>.</param>
/// <param name="Reason">What it waits for; null when it waits for nothing.</param>
/// <param name="RequestedAt">When it was asked for.</param>
/// <param name="DoneAt">When it was done; null before.</param>
/// <param name="Proof">What was deleted where, as JSON; null before.</param>
/// <param name="ProofHash">SHA-256 of the proof before it and of this one; null before.</param>
public sealed record ErasureState(string State, string? Reason, DateTimeOffset RequestedAt, DateTimeOffset? DoneAt, string? Proof, string? ProofHash)
{
    /// <summary>The withdrawal of a request; null when PostgreSQL does not know it (yet).</summary>
    /// <exception cref="NpgsqlException">PostgreSQL cannot be reached.</exception>
    public static async Task<ErasureState?> FindAsync(NpgsqlDataSource database, Guid request, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("SELECT state, reason, requested_at, done_at, proof::text, proof_hash FROM erasures WHERE request = $1");
        command.Parameters.Add(new() { Value = request });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel)
            ? new ErasureState(reader.GetString(0), Text(1), Time(2)!.Value, Time(3), Text(4), Text(5))
            : null;

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

        DateTimeOffset? Time(int column) => reader.IsDBNull(column) ? null : new DateTimeOffset(reader.GetDateTime(column), TimeSpan.Zero);
    }
}
