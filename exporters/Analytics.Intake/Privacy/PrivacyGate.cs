using System.Runtime.CompilerServices;
using Analytics.Intake.Contract;

namespace Analytics.Intake.Privacy;

/// <summary>
/// The only maker of what may be kept. Everything that the log and the store accept demands a <see cref="Seal"/> from its maker, and only this
/// class has one: that no unconsented field reaches the disk is the compiler's business.
/// </summary>
public sealed class PrivacyGate
{
    private static Seal? _seal;

    private readonly PseudonymKeys _keys;

    static PrivacyGate() => RuntimeHelpers.RunClassConstructor(typeof(Seal).TypeHandle);

    public PrivacyGate(PseudonymKeys keys) => _keys = keys;

    private static Seal TheSeal => _seal!;

    /// <summary>Opens the gate for one request.</summary>
    internal Admission Open(string source, bool backfill, long receivedAt) =>
        new(TheSeal, _keys, new AdmittedHeader(source, _keys.CurrentId, receivedAt, backfill));

    /// <summary>Reads back what was admitted and written to the log, also by an earlier release.</summary>
    internal static ReadmittedBatch Reopen(byte[] bytes, int offset, int length, LogNames names) =>
        BatchReader.Read(TheSeal, bytes, offset, length, names);

    /// <summary>A record of an id that the store found in use by another event.</summary>
    internal static RefusedEvent Refuse(AdmittedEvent conflicting, Fault fault) =>
        new(TheSeal, fault.Code, fault.Path, fault.Message, conflicting.Id, conflicting.Kind.Name, conflicting.Source, conflicting.ReceivedAt);

    /// <summary>Proof that the gate made something. Its constructor is private, and its one instance goes to the gate's private field.</summary>
    public sealed class Seal
    {
        static Seal() => _seal = new Seal();

        private Seal()
        {
        }
    }
}
