using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Analytics.Intake.Privacy;

/// <summary>
/// SipHash-2-4 with 128 bits of output (Aumasson, Bernstein: SipHash, a fast short-input PRF; the reference implementation's vectors are the test's).
/// Who lacks the key can neither predict nor aim at a value; six times as fast as HMAC-SHA-256 for an event's content.
/// </summary>
internal readonly struct SipHash128
{
    /// <summary>Bytes in a key.</summary>
    public const int KeySize = 16;

    private readonly ulong _k0;
    private readonly ulong _k1;

    /// <param name="key">The first <see cref="KeySize"/> bytes count.</param>
    public SipHash128(ReadOnlySpan<byte> key)
    {
        _k0 = BinaryPrimitives.ReadUInt64LittleEndian(key);
        _k1 = BinaryPrimitives.ReadUInt64LittleEndian(key[8..]);
    }

    /// <param name="key">A key that is a hash itself.</param>
    public SipHash128(UInt128 key)
    {
        _k0 = (ulong)key;
        _k1 = (ulong)(key >> 64);
    }

    /// <summary>Writes the 16 bytes of the hash.</summary>
    public void Write(ReadOnlySpan<byte> message, Span<byte> to) => BinaryPrimitives.WriteUInt128LittleEndian(to, Hash(message));

    /// <summary>The hash, its first byte lowest.</summary>
    /// <remarks>The state is four locals, and this a method of its own: as fields, or inlined somewhere large, the state goes to memory in each round, which costs five times as much.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public UInt128 Hash(ReadOnlySpan<byte> message)
    {
        var v0 = _k0 ^ 0x736F6D6570736575;
        var v1 = _k1 ^ 0x646F72616E646F6D ^ 0xEE;
        var v2 = _k0 ^ 0x6C7967656E657261;
        var v3 = _k1 ^ 0x7465646279746573;
        var last = Last(message);
        for (; message.Length >= 8; message = message[8..])
        {
            var word = BinaryPrimitives.ReadUInt64LittleEndian(message);
            v3 ^= word;
            Round(ref v0, ref v1, ref v2, ref v3);
            Round(ref v0, ref v1, ref v2, ref v3);
            v0 ^= word;
        }

        v3 ^= last;
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        v0 ^= last;
        v2 ^= 0xEE;
        for (var i = 0; i < 4; i++)
        {
            Round(ref v0, ref v1, ref v2, ref v3);
        }

        var low = v0 ^ v1 ^ v2 ^ v3;
        v1 ^= 0xDD;
        for (var i = 0; i < 4; i++)
        {
            Round(ref v0, ref v1, ref v2, ref v3);
        }

        return new UInt128(v0 ^ v1 ^ v2 ^ v3, low);
    }

    /// <summary>The bytes behind the last whole word, below the message's length.</summary>
    private static ulong Last(ReadOnlySpan<byte> message)
    {
        var last = (ulong)message.Length << 56;
        var bits = 8 * (message.Length % 8);
        if (bits > 0 && message.Length >= 8)
        {
            return last | (BinaryPrimitives.ReadUInt64LittleEndian(message[^8..]) >> (64 - bits));
        }

        for (var i = 0; 8 * i < bits; i++)
        {
            last |= (ulong)message[i] << (8 * i);
        }

        return last;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v0 += v1;
        v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
        v0 = BitOperations.RotateLeft(v0, 32);
        v2 += v3;
        v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
        v2 = BitOperations.RotateLeft(v2, 32);
    }
}
