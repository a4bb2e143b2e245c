using System.Security.Cryptography;

namespace Analytics.Intake.Privacy;

/// <summary>
/// Pseudonyms by HMAC-SHA-256 (RFC 2104) and fingerprints by SipHash-2-4-128, the keys set up once. Remembers the latest pseudonyms, since the events of
/// a session come one after the other and a lookup costs a tenth of the hash. For one thread at a time.
/// </summary>
internal sealed class KeyedHash(byte[] pseudonymKey, byte[] fingerprintKey)
{
    private readonly IncrementalHash _pseudonym = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, pseudonymKey);
    private readonly SipHash128 _fingerprint = new(fingerprintKey);
    private readonly LatestPseudonyms _users = new();
    private readonly LatestPseudonyms _sessions = new();

    /// <summary>Writes the pseudonym of an id; users and sessions have different ones even for the same id.</summary>
    public void WritePseudonym(Subject subject, ReadOnlySpan<byte> id, Span<byte> pseudonym)
    {
        var latest = subject == Subject.User ? _users : _sessions;
        if (!latest.TryFind(id, pseudonym, out var place))
        {
            Compute(subject, id, pseudonym);
            latest.Put(place, id, pseudonym);
        }
    }

    /// <summary>Writes the keyed hash of an event's content, raw ids included: without the key nobody can try ids out against it.</summary>
    public void WriteFingerprint(ReadOnlySpan<byte> content, Span<byte> fingerprint) => _fingerprint.Write(content, fingerprint);

    private void Compute(Subject subject, ReadOnlySpan<byte> id, Span<byte> pseudonym)
    {
        Span<byte> message = stackalloc byte[1 + id.Length];
        message[0] = (byte)subject;
        id.CopyTo(message[1..]);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        _pseudonym.AppendData(message);
        _pseudonym.GetHashAndReset(mac);
        mac[..pseudonym.Length].CopyTo(pseudonym);
    }
}
