using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Analytics.Intake.Privacy;

/// <summary>
/// How the consent ledger names a person: the first 128 bits of SHA-256 of the pseudonym. Whoever has the person's id and the keys finds the entry;
/// nobody gets from the entry to a pseudonym, so that it may outlive the erasure of everything that bears one.
/// </summary>
internal static class SubjectKey
{
    public static Guid Of(ReadOnlySpan<byte> pseudonym)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(pseudonym, hash);
        return new Guid(hash[..16], bigEndian: true);
    }

    /// <summary>The pseudonym's first 16 bits: enough to pass nearly everybody by without hashing.</summary>
    public static int HintOf(ReadOnlySpan<byte> pseudonym) => BinaryPrimitives.ReadUInt16BigEndian(pseudonym);
}
