using System.Buffers.Binary;
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
    private readonly ConsentDesk _desk;

    static PrivacyGate() => RuntimeHelpers.RunClassConstructor(typeof(Seal).TypeHandle);

    public PrivacyGate(PseudonymKeys keys)
    {
        _keys = keys;
        _desk = new ConsentDesk(keys);
    }

    /// <summary>Who took something back: fed by the projector.</summary>
    internal Suppressions Suppressions => _desk.Suppressions;

    private static Seal TheSeal => _seal!;

    /// <summary>Opens the gate for one request.</summary>
    /// <param name="source">Who numbers the ids.</param>
    /// <param name="backfill">Whether history is loaded.</param>
    /// <param name="receivedAt">Microseconds since 1970.</param>
    /// <param name="replayed">For a replay of refused events: the id of the key that made the pseudonyms in it.</param>
    /// <param name="expected">How many bytes the log's record will have, as far as one can say: of most it is half of the request.</param>
    internal Admission Open(string source, bool backfill, long receivedAt, string? replayed = null, int expected = Admission.UsualFrame) =>
        new(TheSeal, _keys, _desk, new AdmittedHeader(source, replayed ?? _keys.CurrentId, receivedAt, backfill), isReplay: replayed is not null, expected);

    /// <summary>Reads back what was admitted and written to the log, also by an earlier release.</summary>
    internal static ReadmittedBatch Reopen(byte[] bytes, int offset, int length, LogNames names) =>
        BatchReader.Read(TheSeal, bytes, offset, length, names);

    /// <summary>What is left of an event after what its person took back while it was on its way; null when nothing may be.</summary>
    internal static AdmittedEvent? Narrow(AdmittedEvent admitted, Remaining left)
    {
        if (!left.Track)
        {
            return null;
        }

        var data = admitted.Data.ToArray();
        var flags = admitted.Flags & ~(left.Share ? 0 : EventFlags.CanShare);
        if (!left.Profile)
        {
            flags &= ~(EventFlags.HasUser | EventFlags.CanProfile);
            data.AsSpan(EventLayout.User, EventLayout.PseudonymSize).Clear();
        }

        BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(EventLayout.Flags), (ushort)flags);
        return new AdmittedEvent(TheSeal, admitted.Kind, admitted.Header, data, 0);
    }

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
