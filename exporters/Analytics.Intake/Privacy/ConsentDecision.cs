namespace Analytics.Intake.Privacy;

/// <summary>One of a person's names in the ledger.</summary>
/// <param name="KeyId">The key of the pseudonym.</param>
/// <param name="Subject">The name: <see cref="SubjectKey"/>.</param>
/// <param name="Hint"><see cref="SubjectKey.HintOf"/>.</param>
/// <param name="Pseudonym">The pseudonym in hexadecimal, only where everything that bears it is to be erased.</param>
public sealed record DecisionSubject(string KeyId, Guid Subject, int Hint, string? Pseudonym);

/// <summary>
/// What a person allows from a time on, on its way through the log into the ledger: from privacy flags that say no, from a consent event, or from a
/// request to withdraw. Made by <see cref="PrivacyGate"/> only.
/// </summary>
public sealed record ConsentDecision
{
    internal ConsentDecision(PrivacyGate.Seal seal, IReadOnlyList<DecisionSubject> subjects)
    {
        ArgumentNullException.ThrowIfNull(seal);
        Subjects = subjects;
    }

    /// <summary>The person under every live key.</summary>
    public IReadOnlyList<DecisionSubject> Subjects { get; }

    /// <summary>The request to erase what is stored; null when only the future is concerned.</summary>
    public Guid? Erasure { get; internal init; }

    public bool Track { get; internal init; }

    public bool Profile { get; internal init; }

    public bool Share { get; internal init; }

    public DateTimeOffset Since { get; internal init; }

    /// <summary>The id of the consent event; null otherwise.</summary>
    public string? EventId { get; internal init; }

    public string Source { get; internal init; } = "";
}
