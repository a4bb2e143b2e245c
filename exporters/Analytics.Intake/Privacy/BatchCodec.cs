using System.Buffers.Binary;
using System.Text;
using Analytics.Intake.Contract;

namespace Analytics.Intake.Privacy;

/// <summary>
/// The payload of one record of the log, version 3, little-endian:
/// <code>
/// u8 version, u8 flags (1 = backfill, 2 = decisions follow), u16 key id length, u16 source length, u16 refusals, i64 received at (µs), i32 events, i32 bytes of events
/// key id, source, events (see EventLayout), refusals (u8 code, then path, message, id, kind: each u16 length and UTF-8;
///   u8 length and bytes of the user's pseudonym; u16 length and bytes of the event's JSON),
/// u16 decisions (see DecisionCodec)
/// </code>
/// Version 1 had no pseudonym and no JSON in a refusal, versions 1 and 2 no time of sending in an event; they are still read.
/// </summary>
internal static class BatchCodec
{
    /// <summary>Bytes that the log needs in front of the payload: length and checksum.</summary>
    public const int FrameHead = 8;

    public const byte Version = 3;

    /// <summary>The first version whose events have <see cref="EventLayout.SentAt"/>.</summary>
    public const byte FirstWithSentAt = 3;

    public const int HeadSize = 24;

    public static void Begin(ByteBuffer frame, AdmittedHeader header)
    {
        frame.Take(FrameHead + HeadSize).Clear();
        frame.WriteText(header.KeyId);
        frame.WriteText(header.Source);
    }

    public static void End(ByteBuffer frame, AdmittedHeader header, int events, ReadOnlySpan<byte> refusals, int refused, ReadOnlySpan<byte> decisions, int decided)
    {
        var keyId = Encoding.UTF8.GetByteCount(header.KeyId);
        var source = Encoding.UTF8.GetByteCount(header.Source);
        var bytesOfEvents = frame.Length - FrameHead - HeadSize - keyId - source;
        frame.Write(refusals);
        if (decided > 0)
        {
            frame.WriteUInt16((ushort)decided);
            frame.Write(decisions);
        }

        var head = frame.Editable[FrameHead..];
        head[0] = Version;
        head[1] = (byte)((header.IsBackfill ? 1 : 0) | (decided > 0 ? 2 : 0));
        BinaryPrimitives.WriteUInt16LittleEndian(head[2..], (ushort)keyId);
        BinaryPrimitives.WriteUInt16LittleEndian(head[4..], (ushort)source);
        BinaryPrimitives.WriteUInt16LittleEndian(head[6..], (ushort)refused);
        BinaryPrimitives.WriteInt64LittleEndian(head[8..], header.ReceivedAt);
        BinaryPrimitives.WriteInt32LittleEndian(head[16..], events);
        BinaryPrimitives.WriteInt32LittleEndian(head[20..], bytesOfEvents);
    }

    public static void WriteRefusal(ByteBuffer into, Fault fault, ReadOnlySpan<byte> id, string? kind, ReadOnlySpan<byte> user, ReadOnlySpan<byte> json)
    {
        into.WriteByte((byte)fault.Code);
        WriteText(into, Encoding.UTF8.GetBytes(fault.Path));
        WriteText(into, Encoding.UTF8.GetBytes(fault.Message));
        WriteText(into, id);
        WriteText(into, kind is null ? default : Encoding.UTF8.GetBytes(kind));
        into.WriteByte((byte)user.Length);
        into.Write(user);
        WriteText(into, json);
    }

    /// <summary>When a payload's request was received, in microseconds.</summary>
    public static long ReceivedAt(ReadOnlySpan<byte> payload) => BinaryPrimitives.ReadInt64LittleEndian(payload[8..]);

    /// <summary>Whether the head of a payload of this length makes sense: cheap, and no proof.</summary>
    public static bool IsPlausible(ReadOnlySpan<byte> head, int length) =>
        length >= HeadSize && head[0] is > 0 and < 16 && head[1] <= 3
        && BinaryPrimitives.ReadUInt16LittleEndian(head[2..]) <= 64 && BinaryPrimitives.ReadUInt16LittleEndian(head[4..]) <= 512
        && BinaryPrimitives.ReadInt32LittleEndian(head[20..]) is >= 0 and var events && events <= length - HeadSize;

    private static void WriteText(ByteBuffer into, ReadOnlySpan<byte> text)
    {
        into.WriteUInt16((ushort)text.Length);
        into.Write(text);
    }
}
