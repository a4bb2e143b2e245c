using System.Buffers.Binary;
using System.Text;

namespace Analytics.Intake.Privacy;

/// <summary>
/// Decisions in a record of the log, little-endian: u8 bits (1 track, 2 profile, 4 share, 8 erase), i64 since (µs), 16 bytes request, event id (u16 length and UTF-8),
/// u8 subjects, each: key id (u16 length and UTF-8), 16 bytes subject, u16 hint, u8 length and bytes of the pseudonym.
/// </summary>
internal static class DecisionCodec
{
    public static void Begin(ByteBuffer into, Narrowing narrowing, Guid? erasure, ReadOnlySpan<byte> eventId, int subjects)
    {
        into.WriteByte((byte)((narrowing.Track ? 1 : 0) | (narrowing.Profile ? 2 : 0) | (narrowing.Share ? 4 : 0) | (erasure is null ? 0 : 8)));
        into.WriteInt64(narrowing.Since);
        (erasure ?? Guid.Empty).TryWriteBytes(into.Take(16), bigEndian: true, out _);
        into.WriteUInt16((ushort)eventId.Length);
        into.Write(eventId);
        into.WriteByte((byte)subjects);
    }

    public static void AddSubject(ByteBuffer into, string keyId, ReadOnlySpan<byte> pseudonym, bool erases)
    {
        into.WriteUInt16((ushort)Encoding.UTF8.GetByteCount(keyId));
        into.WriteText(keyId);
        SubjectKey.Of(pseudonym).TryWriteBytes(into.Take(16), bigEndian: true, out _);
        into.WriteUInt16((ushort)SubjectKey.HintOf(pseudonym));
        into.WriteByte((byte)(erases ? pseudonym.Length : 0));
        into.Write(erases ? pseudonym : default);
    }

    public static IReadOnlyList<ConsentDecision> Read(PrivacyGate.Seal seal, ReadOnlySpan<byte> bytes, string source)
    {
        var decisions = new ConsentDecision[BinaryPrimitives.ReadUInt16LittleEndian(bytes)];
        var at = 2;
        for (var i = 0; i < decisions.Length; i++)
        {
            var bits = bytes[at];
            var since = BinaryPrimitives.ReadInt64LittleEndian(bytes[(at + 1)..]);
            var request = new Guid(bytes.Slice(at + 9, 16), bigEndian: true);
            at += 25;
            var eventId = Text(bytes, ref at);
            var subjects = new DecisionSubject[bytes[at++]];
            for (var j = 0; j < subjects.Length; j++)
            {
                var keyId = Text(bytes, ref at);
                var subject = new Guid(bytes.Slice(at, 16), bigEndian: true);
                var hint = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + 16)..]);
                var length = bytes[at + 18];
                subjects[j] = new DecisionSubject(keyId, subject, hint, length == 0 ? null : Convert.ToHexStringLower(bytes.Slice(at + 19, length)));
                at += 19 + length;
            }

            decisions[i] = new ConsentDecision(seal, subjects)
            {
                Erasure = (bits & 8) != 0 ? request : null,
                Track = (bits & 1) != 0,
                Profile = (bits & 2) != 0,
                Share = (bits & 4) != 0,
                Since = UnixTime.FromMicroseconds(since),
                EventId = eventId.Length == 0 ? null : eventId,
                Source = source,
            };
        }

        return decisions;
    }

    private static string Text(ReadOnlySpan<byte> bytes, ref int at)
    {
        var length = BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);
        var text = Encoding.UTF8.GetString(bytes.Slice(at + 2, length));
        at += 2 + length;
        return text;
    }
}
