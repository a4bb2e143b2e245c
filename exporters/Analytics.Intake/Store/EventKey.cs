using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Analytics.Intake.Privacy;

namespace Analytics.Intake.Store;

/// <summary>
/// The 128 bits under which <c>event_keys</c> knows an event: the first of SHA-256 of the source, a zero byte and the id. An id that is a UUID of version 7
/// (RFC 9562, 5.7) keeps the 48 bits of its time in front, and 80 of the hash follow: new ones meet at one place of the index, and not everywhere. The
/// function <c>event_key</c> of Schema.sql says the same.
/// </summary>
internal static class EventKey
{
    private const int TimeBits = 48;

    public static UInt128 Of(AdmittedEvent admitted) => Of(admitted.Header.SourceBytes, admitted.IdBytes);

    public static UInt128 Of(ReadOnlySpan<byte> source, ReadOnlySpan<byte> id)
    {
        Span<byte> text = stackalloc byte[source.Length + 1 + id.Length];
        source.CopyTo(text);
        text[source.Length] = 0;
        id.CopyTo(text[(source.Length + 1)..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        var key = BinaryPrimitives.ReadUInt128BigEndian(hash);
        return TryTime(id, out var time) ? ((UInt128)time << (128 - TimeBits)) | (key >> TimeBits) : key;
    }

    /// <summary>Of an id that begins like a UUID of version 7: twelve digits in two groups, and the version.</summary>
    private static bool TryTime(ReadOnlySpan<byte> id, out ulong time)
    {
        time = 0;
        Span<byte> bytes = stackalloc byte[8];
        bytes.Clear();
        var found = id.Length > 14 && id[8] == (byte)'-' && id[13] == (byte)'-' && id[14] == (byte)'7'
            && Convert.FromHexString(id[..8], bytes[2..6], out _, out _) == OperationStatus.Done
            && Convert.FromHexString(id[9..13], bytes[6..], out _, out _) == OperationStatus.Done;
        time = found ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : 0;
        return found;
    }
}
