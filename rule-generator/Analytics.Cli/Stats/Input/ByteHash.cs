using System.Buffers.Binary;

namespace Analytics.Cli.Stats.Input;

/// <summary>
/// A 128-bit fingerprint of a text, in the manner of wyhash (folded 64 x 64 bit products). Two of a billion different ids agree with a
/// probability of about 1e-21, so ids of any length are compared by 16 bytes.
/// </summary>
internal static class ByteHash
{
    private const ulong K0 = 0xa0761d6478bd642f;
    private const ulong K1 = 0xe7037ed1a0b428db;
    private const ulong K2 = 0x8ebc6af09c88c6e3;
    private const ulong K3 = 0x589965cc75374cc3;

    public static UInt128 Of(ReadOnlySpan<byte> bytes)
    {
        var a = K0 ^ ((ulong)bytes.Length * K2);
        var b = K1 ^ ((ulong)bytes.Length * K3);
        while (bytes.Length >= 8)
        {
            var word = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            a = Fold(a ^ word, K1);
            b = Fold(b ^ word, K2);
            bytes = bytes[8..];
        }

        ulong tail = 0;
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            tail = (tail << 8) | bytes[i];
        }

        a = Fold(a ^ tail, K3);
        b = Fold(b ^ tail, K0);
        return new UInt128(Fold(a ^ K2, K0) ^ b, Fold(b ^ K3, K1) ^ a);
    }

    private static ulong Fold(ulong x, ulong y)
    {
        var high = Math.BigMul(x, y, out var low);
        return high ^ low;
    }
}
