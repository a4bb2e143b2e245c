using System.Security.Cryptography;

namespace Analytics.Intake.Privacy;

/// <summary>
/// Pseudonyms by HMAC-SHA-256 (RFC 2104) and fingerprints by SipHash-2-4-128, the keys set up once. Remembers the latest pseudonyms, since the events of
/// a session come one after the other and a lookup costs a tenth of the hash. For one thread at a time.
/// </summary>
internal sealed class KeyedHash(byte[] pseudonymKey, byte[] fingerprintKey) : IDisposable
{
    private readonly IncrementalHash _pseudonym = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, pseudonymKey);
    private readonly SipHash128 _fingerprint = new(fingerprintKey);
    private readonly PendingPseudonyms _pending = new(pseudonymKey);
    private readonly LatestPseudonyms _users = new();
    private readonly LatestPseudonyms _sessions = new();

    /// <summary>Writes the pseudonym of an id; users and sessions have different ones even for the same id.</summary>
    public void WritePseudonym(Subject subject, ReadOnlySpan<byte> id, Span<byte> pseudonym)
    {
        var latest = LatestOf(subject);
        if (!latest.TryFind(id, pseudonym, out var place))
        {
            Compute(subject, id, pseudonym);
            latest.Put(place, id, pseudonym);
        }
    }

    /// <summary>Writes the pseudonym of an id into a frame, now or with <see cref="Complete"/>: several at once cost less.</summary>
    public void WritePseudonym(Subject subject, ReadOnlySpan<byte> id, ByteBuffer frame, int at)
    {
        var latest = LatestOf(subject);
        var to = frame.Editable.Slice(at, EventLayout.PseudonymSize);
        if (latest.TryFind(id, to, out var place) || _pending.TryAdd(latest, place, subject, id, frame, at))
        {
            return;
        }

        Compute(subject, id, to);
        latest.Put(place, id, to);
    }

    /// <summary>Nothing is written any more into the frame from here on: that part of it is taken back.</summary>
    public void Forget(int from) => _pending.Forget(from);

    /// <summary>Writes the pseudonyms that are still missing in the frame.</summary>
    public void Complete(ByteBuffer frame) => _pending.Complete(frame);

    /// <summary>Writes the keyed hash of an event's content, raw ids included: without the key nobody can try ids out against it.</summary>
    public void WriteFingerprint(ReadOnlySpan<byte> content, Span<byte> fingerprint) => _fingerprint.Write(content, fingerprint);

    public void Dispose() => _pseudonym.Dispose();

    private LatestPseudonyms LatestOf(Subject subject) => subject == Subject.User ? _users : _sessions;

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
