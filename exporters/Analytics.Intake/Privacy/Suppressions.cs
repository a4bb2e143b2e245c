using System.Collections.Concurrent;

namespace Analytics.Intake.Privacy;

/// <summary>What a person took back.</summary>
/// <param name="Since">When, in microseconds since 1970: only a consent given later counts again.</param>
/// <param name="Track">Whether tracking is still allowed.</param>
/// <param name="Profile">Whether a profile is still allowed.</param>
/// <param name="Share">Whether sharing is still allowed.</param>
internal readonly record struct Narrowing(long Since, bool Track, bool Profile, bool Share)
{
    /// <summary>Both together.</summary>
    public Narrowing And(Narrowing other) => new(Math.Max(Since, other.Since), Track && other.Track, Profile && other.Profile, Share && other.Share);
}

/// <summary>
/// The persons who took something back, as far as this process knows: fed from the ledger by the projector, asked by the door (early) and by the projector
/// (for good). As long as nobody did, asking costs nothing. Safe for many threads.
/// </summary>
internal sealed class Suppressions
{
    private readonly ConcurrentDictionary<Guid, Narrowing> _bySubject = new();
    private readonly ConcurrentDictionary<string, bool> _keys = new(StringComparer.Ordinal);
    private readonly ulong[] _hints = new ulong[65_536 / 64];
    private volatile bool _any;

    public bool IsEmpty => !_any;

    /// <summary>Whether anybody took something back under a key.</summary>
    public bool Knows(string keyId) => _any && _keys.ContainsKey(keyId);

    public void Add(DecisionSubject subject, Narrowing narrowing)
    {
        _bySubject.AddOrUpdate(subject.Subject, narrowing, (_, known) => narrowing.Since >= known.Since ? narrowing : known);
        _keys[subject.KeyId] = true;
        Interlocked.Or(ref _hints[subject.Hint / 64], 1UL << (subject.Hint % 64));
        _any = true;
    }

    /// <summary>What the person of a pseudonym took back; null when nothing.</summary>
    public Narrowing? Find(ReadOnlySpan<byte> pseudonym)
    {
        if (!_any)
        {
            return null;
        }

        var hint = SubjectKey.HintOf(pseudonym);
        return (Volatile.Read(ref _hints[hint / 64]) & (1UL << (hint % 64))) != 0 && _bySubject.TryGetValue(SubjectKey.Of(pseudonym), out var found) ? found : null;
    }
}
