using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Analytics.Operations.Erasing;

/// <summary>How a gateway's log stands.</summary>
/// <param name="Instance">The gateway's name.</param>
/// <param name="Log">Which log.</param>
/// <param name="Cleared">Whether no file of it is older than the withdrawal.</param>
/// <param name="GivenUp">Why a person said that nobody waits for it; null when nobody did.</param>
public sealed record LogOfGateway(string Instance, string Log, bool Cleared, string? GivenUp = null);

/// <summary>What an erasure did, for the person and for an auditor; it names nobody.</summary>
public sealed record ErasureProof
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public required string Request { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    public required DateTimeOffset ErasedAt { get; init; }

    /// <summary>Rows of <c>events</c> by partition.</summary>
    public required IReadOnlyDictionary<string, long> Events { get; init; }

    /// <summary>Rows of <c>event_keys</c>: fingerprints to tell repeats.</summary>
    public required long EventKeys { get; init; }

    public required long RefusedEvents { get; init; }

    /// <summary>Persons taken out of the rollups, one for each key under which there was anything.</summary>
    public required long People { get; init; }

    /// <summary>Events about nobody whose session could have told that it was the person's.</summary>
    public required long SessionsUnlinked { get; init; }

    /// <summary>Archived partitions that were written anew, with the rows taken out of each.</summary>
    public required IReadOnlyDictionary<string, long> Archives { get; init; }

    /// <summary>Research data sets that were made anew.</summary>
    public IReadOnlyList<string> ResearchDataSets { get; init; } = [];

    /// <summary>All tables with a column for a person's pseudonym, searched after the deletion.</summary>
    public required IReadOnlyList<string> SearchedTables { get; init; }

    /// <summary>What that search found: 0, or the erasure is not done.</summary>
    public required long Found { get; init; }

    public IReadOnlyList<LogOfGateway> Logs { get; init; } = [];

    public DateTimeOffset? DoneAt { get; init; }

    /// <summary>What stays, and why.</summary>
    public string Kept { get; init; } = "Counters and published series: sums over everybody, which name nobody. The consent ledger: by a one-way hash, as proof of consent and withdrawal.";

    public string Print() => JsonSerializer.Serialize(this, Json);

    public static ErasureProof? Parse(string? text) => text is null ? null : JsonSerializer.Deserialize<ErasureProof>(text, Json);

    /// <summary>SHA-256 of the proof before it and of this one: no proof can be changed or taken out without the later ones telling.</summary>
    public static string HashOf(string? before, string proof) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{before}\n{proof}")));
}
