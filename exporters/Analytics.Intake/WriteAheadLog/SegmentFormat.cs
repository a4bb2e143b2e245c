using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Analytics.Intake.WriteAheadLog;

/// <summary>
/// A segment's file: a head (magic, version, number, names, checksum), then records one after the other, each
/// <c>[u32 length][u32 checksum][payload]</c>, little-endian. The checksum is CRC-32C (RFC 3720 appendix B.4) over the segment's number, the record's
/// offset, its length and its payload: a record is valid in its place only, so that neither zeros nor remains of other files pass for one.
/// </summary>
internal static class SegmentFormat
{
    public const int RecordHead = 8;

    /// <summary>The largest payload; more is damage.</summary>
    public const int MaxPayload = 64 * 1024 * 1024;

    private const int FixedHead = 28;
    private const uint Version = 1;

    private static ReadOnlySpan<byte> Magic => "ANLYTLOG"u8;

    public static string FileName(long segment) => segment.ToString("D20", CultureInfo.InvariantCulture) + ".log";

    public static bool TryNumber(string path, out long segment) =>
        long.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out segment) && segment > 0;

    /// <summary>The head of a segment, with the names that its records' numbers mean.</summary>
    public static byte[] Head(long segment, ReadOnlySpan<byte> names)
    {
        var head = new byte[FixedHead + names.Length];
        Magic.CopyTo(head);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(8), Version);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(12), segment);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(20), names.Length);
        names.CopyTo(head.AsSpan(FixedHead));
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(24), HeadChecksum(head));
        return head;
    }

    /// <summary>The names in a segment's head and where the records begin; null when the head is torn or of another segment or version.</summary>
    public static byte[]? ReadHead(ReadOnlySpan<byte> file, long segment)
    {
        if (file.Length < FixedHead || !file[..8].SequenceEqual(Magic) || BinaryPrimitives.ReadUInt32LittleEndian(file[8..]) != Version
            || BinaryPrimitives.ReadInt64LittleEndian(file[12..]) != segment)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(file[20..]);
        if (length < 0 || length > file.Length - FixedHead || BinaryPrimitives.ReadUInt32LittleEndian(file[24..]) != HeadChecksum(file[..(FixedHead + length)]))
        {
            return null;
        }

        return file.Slice(FixedHead, length).ToArray();
    }

    public static int HeadSize(int names) => FixedHead + names;

    /// <summary>Fills in the 8 bytes in front of a payload.</summary>
    public static void Frame(Span<byte> record, long segment, long offset)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)(record.Length - RecordHead));
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], Checksum(segment, offset, record[RecordHead..]));
    }

    /// <summary>The length of the payload of the record that begins here, or -1 when the bytes are no valid record of this place.</summary>
    public static int Validate(ReadOnlySpan<byte> bytes, long segment, long offset)
    {
        var length = PayloadLength(bytes);
        return length > 0 && length <= bytes.Length - RecordHead
            && BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) == Checksum(segment, offset, bytes.Slice(RecordHead, length)) ? length : -1;
    }

    /// <summary>The length that a record's head claims, or -1 when it cannot be one.</summary>
    public static int PayloadLength(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < RecordHead)
        {
            return -1;
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        return length is > 0 and <= MaxPayload ? (int)length : -1;
    }

    public static uint Checksum(long segment, long offset, ReadOnlySpan<byte> payload)
    {
        var crc = BitOperations.Crc32C(uint.MaxValue, (ulong)segment);
        crc = BitOperations.Crc32C(crc, (ulong)offset);
        crc = BitOperations.Crc32C(crc, (uint)payload.Length);
        return ~Crc32C(crc, payload);
    }

    private static uint HeadChecksum(ReadOnlySpan<byte> head) => ~Crc32C(Crc32C(uint.MaxValue, head[..24]), head[FixedHead..]);

    private static uint Crc32C(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (var rest in bytes[^(bytes.Length % 8)..])
        {
            crc = BitOperations.Crc32C(crc, rest);
        }

        return crc;
    }
}
