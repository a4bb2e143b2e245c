using System.Numerics;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Analytics.Intake.Contract;

/// <summary>
/// The checksum of one event: over its bytes exactly as they stand in the (decompressed) body, from <c>{</c> to <c>}</c>. Hexadecimal: 64 digits are
/// SHA-256 (FIPS 180-4), 8 digits are CRC-32C (RFC 3720, appendix B.4; Castagnoli), most significant first.
/// </summary>
internal static class EventChecksum
{
    public const string Expected = "expected the SHA-256 (64 hexadecimal digits) or CRC-32C (8) of the event's bytes as sent";

    private const int Sha256Digits = 2 * SHA256.HashSizeInBytes;
    private const int Crc32CDigits = 8;

    /// <summary>Whether the digits are the checksum of the event; false also when they are no checksum.</summary>
    public static bool Fits(ReadOnlySpan<byte> digits, ReadOnlySpan<byte> json)
    {
        Span<byte> claimed = stackalloc byte[SHA256.HashSizeInBytes];
        if (digits.Length is not (Sha256Digits or Crc32CDigits) || !TryHex(digits, claimed))
        {
            return false;
        }

        if (digits.Length == Crc32CDigits)
        {
            return BinaryPrimitives.ReadUInt32BigEndian(claimed) == Crc32C(json);
        }

        Span<byte> actual = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(json, actual);
        return claimed.SequenceEqual(actual);
    }

    /// <summary>CRC-32C with the usual inversion before and after.</summary>
    public static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        while (bytes.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        foreach (var one in bytes)
        {
            crc = BitOperations.Crc32C(crc, one);
        }

        return ~crc;
    }

    private static bool TryHex(ReadOnlySpan<byte> digits, Span<byte> into)
    {
        for (var i = 0; i < digits.Length; i++)
        {
            if (!char.IsAsciiHexDigit((char)digits[i]))
            {
                return false;
            }

            var value = digits[i] <= '9' ? digits[i] - '0' : (digits[i] | 0x20) - 'a' + 10;
            into[i / 2] = (byte)((into[i / 2] << 4) | value);
        }

        return true;
    }
}
