using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Analytics.Intake.Privacy;

/// <summary>
/// HMAC-SHA-256 (RFC 2104, FIPS 180-4) of eight short messages at once, one in each lane of a vector; of each the first 128 bits. An id is so short that a
/// library's call costs several times what hashing it does; eight side by side cost an eighth each. No branch and no address depends on the key or a message.
/// The system's own HMAC is the test's oracle. For one thread at a time.
/// </summary>
internal sealed class HmacLanes
{
    public const int Lanes = 8;

    /// <summary>What fits into one block behind which the length has to stand.</summary>
    public const int MaxMessage = 55;

    private const int BlockSize = 64;
    private const int Words = 16;
    private const int State = 8;

    private static readonly uint[] Constants =
    [
        0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1, 0x923F82A4, 0xAB1C5ED5, 0xD807AA98, 0x12835B01, 0x243185BE, 0x550C7DC3, 0x72BE5D74, 0x80DEB1FE, 0x9BDC06A7, 0xC19BF174,
        0xE49B69C1, 0xEFBE4786, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F, 0x4A7484AA, 0x5CB0A9DC, 0x76F988DA, 0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7, 0xC6E00BF3, 0xD5A79147, 0x06CA6351, 0x14292967,
        0x27B70A85, 0x2E1B2138, 0x4D2C6DFC, 0x53380D13, 0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85, 0xA2BFE8A1, 0xA81A664B, 0xC24B8B70, 0xC76C51A3, 0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070,
        0x19A4C116, 0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F, 0x682E6FF3, 0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208, 0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7, 0xC67178F2,
    ];

    private static readonly uint[] Start = [0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19];

    private readonly Vector256<uint>[] _inner;
    private readonly Vector256<uint>[] _outer;
    private readonly Vector256<uint>[] _block = new Vector256<uint>[Words];
    private readonly Vector256<uint>[] _state = new Vector256<uint>[State];

    /// <param name="key">At most a block of it.</param>
    public HmacLanes(ReadOnlySpan<byte> key)
    {
        _inner = AfterKey(key, 0x36);
        _outer = AfterKey(key, 0x5C);
    }

    /// <summary>Whether the processor has such vectors; without them the library is faster.</summary>
    public static bool IsWorthIt => Vector256.IsHardwareAccelerated;

    /// <summary>Puts a message into a lane, in the place of the one before.</summary>
    /// <param name="lane">0 to 7.</param>
    /// <param name="first">The message's first byte.</param>
    /// <param name="rest">What follows it, with it at most <see cref="MaxMessage"/> bytes.</param>
    public void Put(int lane, byte first, ReadOnlySpan<byte> rest)
    {
        Span<byte> block = stackalloc byte[BlockSize];
        block.Clear();
        block[0] = first;
        rest.CopyTo(block[1..MaxMessage]);
        block[1 + rest.Length] = 0x80;
        BinaryPrimitives.WriteInt32BigEndian(block[(BlockSize - 4)..], 8 * (BlockSize + 1 + rest.Length));
        var words = MemoryMarshal.Cast<Vector256<uint>, uint>(_block.AsSpan());
        for (var i = 0; i < Words; i++)
        {
            words[(i * Lanes) + lane] = BinaryPrimitives.ReadUInt32BigEndian(block[(4 * i)..]);
        }
    }

    /// <summary>Hashes what is in the lanes; then <see cref="Read"/> has it, and the lanes must be filled anew.</summary>
    public void Compute()
    {
        _inner.CopyTo(_state, 0);
        Compress(_state, _block);
        // The outer message is the inner hash: eight words, and behind them the padding of a block and a half.
        _state.CopyTo(_block, 0);
        Array.Clear(_block, State, Words - State);
        _block[State] = Vector256.Create(0x80000000u);
        _block[Words - 1] = Vector256.Create(8u * (BlockSize + (4 * State)));
        _outer.CopyTo(_state, 0);
        Compress(_state, _block);
    }

    /// <summary>Writes the first 16 bytes of a lane's HMAC.</summary>
    public void Read(int lane, Span<byte> mac)
    {
        var words = MemoryMarshal.Cast<Vector256<uint>, uint>(_state.AsSpan());
        for (var i = 0; i < 4; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(mac[(4 * i)..], words[(i * Lanes) + lane]);
        }
    }

    /// <summary>The state after the block that the key makes.</summary>
    private static Vector256<uint>[] AfterKey(ReadOnlySpan<byte> key, byte pad)
    {
        Span<byte> block = stackalloc byte[BlockSize];
        block.Clear();
        key.CopyTo(block);
        var words = new Vector256<uint>[Words];
        for (var i = 0; i < Words; i++)
        {
            words[i] = Vector256.Create(BinaryPrimitives.ReadUInt32BigEndian(block[(4 * i)..]) ^ (pad * 0x01010101u));
        }

        var state = Array.ConvertAll(Start, Vector256.Create);
        Compress(state, words);
        block.Clear();
        return state;
    }

    /// <summary>FIPS 180-4, 6.2.2, in all lanes; overwrites the block.</summary>
    private static void Compress(Span<Vector256<uint>> state, Span<Vector256<uint>> block)
    {
        var (a, b, c, d, e, f, g, h) = (state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7]);
        for (var t = 0; t < Constants.Length; t++)
        {
            if (t >= Words)
            {
                var (w15, w2) = (block[(t - 15) & 15], block[(t - 2) & 15]);
                block[t & 15] += (Rotate(w15, 7) ^ Rotate(w15, 18) ^ (w15 >>> 3)) + block[(t - 7) & 15] + (Rotate(w2, 17) ^ Rotate(w2, 19) ^ (w2 >>> 10));
            }

            var first = h + (Rotate(e, 6) ^ Rotate(e, 11) ^ Rotate(e, 25)) + ((e & f) ^ Vector256.AndNot(g, e)) + Vector256.Create(Constants[t]) + block[t & 15];
            var second = (Rotate(a, 2) ^ Rotate(a, 13) ^ Rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
            (h, g, f, e, d, c, b, a) = (g, f, e, d + first, c, b, a, first + second);
        }

        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Rotate(Vector256<uint> words, [ConstantExpected] byte by) =>
        Avx512F.VL.IsSupported ? Avx512F.VL.RotateRight(words, by) : (words >>> by) | (words << (32 - by));
}
