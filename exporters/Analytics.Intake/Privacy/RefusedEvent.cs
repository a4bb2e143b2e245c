using Analytics.Catalog;

namespace Analytics.Intake.Privacy;

/// <summary>
/// The record of an event that was refused: why and where, and where the person allows it (or the event is about nobody) the event itself, redacted and
/// with pseudonyms, so that it can be replayed. Made by <see cref="PrivacyGate"/> only.
/// </summary>
public sealed record RefusedEvent
{
    internal RefusedEvent(PrivacyGate.Seal seal, Refusal code, string path, string message, string? id, string? kind, string source, DateTimeOffset receivedAt)
    {
        ArgumentNullException.ThrowIfNull(seal);
        Code = code;
        Path = path;
        Message = message;
        Id = id;
        Kind = kind;
        Source = source;
        ReceivedAt = receivedAt;
    }

    public Refusal Code { get; }

    /// <summary>The path in the event: <c>properties.duration</c>; <c>$</c> is the event itself.</summary>
    public string Path { get; }

    /// <summary>What was expected.</summary>
    public string Message { get; }

    /// <summary>The sender's id; null when it could not be read or when the person did not allow tracking in a readable way.</summary>
    public string? Id { get; }

    /// <summary>The kind's name; null when it is none of the catalog's.</summary>
    public string? Kind { get; }

    public string Source { get; }

    public DateTimeOffset ReceivedAt { get; }

    /// <summary>The event as JSON, redacted, ids as pseudonyms; null where that may not be kept, or was too large.</summary>
    public string? Json { get; internal init; }

    /// <summary>The person's pseudonym, so that a withdrawal finds the record; null when the record is about nobody.</summary>
    public string? UserId { get; internal init; }

    /// <summary>The key of the pseudonyms.</summary>
    public string? KeyId { get; internal init; }

    /// <summary>The fingerprint of the catalog that refused it (<c>EventContract.Version</c>).</summary>
    public string? SchemaVersion { get; internal init; }
}
