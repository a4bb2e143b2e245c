using Analytics.Catalog;

namespace Analytics.Intake.Privacy;

/// <summary>
/// The record of an event that was refused: why and where, and never a value that it carried, since nobody checked whether that may be kept.
/// Made by <see cref="PrivacyGate"/> only.
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
}
