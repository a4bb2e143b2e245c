using Analytics.Intake.Privacy;

namespace Analytics.Intake.Audit;

/// <summary>
/// How the audit log names a person: as the consent ledger does, by a one-way hash of the pseudonym. The log can never be changed, so it must not have what an erasure takes away; who
/// has the pseudonym still finds the records.
/// </summary>
internal static class AuditSubject
{
    /// <summary>The name under which a pseudonym stands in the log; anything else stays as it is.</summary>
    public static string? NameOf(string? subject)
    {
        Span<byte> pseudonym = stackalloc byte[EventLayout.PseudonymSize];
        return subject is { Length: 2 * EventLayout.PseudonymSize } && Convert.FromHexString(subject, pseudonym, out _, out _) == System.Buffers.OperationStatus.Done
            ? "#" + SubjectKey.Of(pseudonym).ToString("N") : subject;
    }
}
