using System.Security.Cryptography;

namespace Analytics.Intake.Privacy;

/// <summary>HMAC-SHA-256 (RFC 2104) with the pseudonyms' and the fingerprints' key, both set up once. For one thread at a time.</summary>
internal sealed class KeyedHash(byte[] pseudonymKey, byte[] fingerprintKey)
{
    private readonly IncrementalHash _pseudonym = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, pseudonymKey);
    private readonly IncrementalHash _fingerprint = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, fingerprintKey);

    /// <summary>Writes the pseudonym of an id; users and sessions have different ones even for the same id.</summary>
    public void WritePseudonym(Subject subject, ReadOnlySpan<byte> id, Span<byte> pseudonym)
    {
        Span<byte> message = stackalloc byte[1 + id.Length];
        message[0] = (byte)subject;
        id.CopyTo(message[1..]);
        Write(_pseudonym, message, pseudonym);
    }

    /// <summary>Writes the keyed hash of an event's content, raw ids included: without the key nobody can try ids out against it.</summary>
    public void WriteFingerprint(ReadOnlySpan<byte> content, Span<byte> fingerprint) => Write(_fingerprint, content, fingerprint);

    private static void Write(IncrementalHash hash, ReadOnlySpan<byte> message, Span<byte> to)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        hash.AppendData(message);
        hash.GetHashAndReset(mac);
        mac[..to.Length].CopyTo(to);
    }
}
