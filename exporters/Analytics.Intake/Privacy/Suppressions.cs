using System.Collections.Concurrent;

namespace Analytics.Intake.Privacy;

/// <summary>What a person took back.</summary>
/// <param name="Since">When, in microseconds since 1970: only a consent given later counts again.</param>
/// <param name="Track">Whether tracking is still allowed.</param>
/// <param name="Profile">Whether a profile is still allowed.</param>
/// <param name="Share">Whether sharing is still allowed.</param>
internal readonly record struct Narrowing(long Since, bool Track, bool Profile, bool Share);

/// <summary>What is left of a consent after everything that its person took back since.</summary>
internal readonly record struct Remaining(bool Track, bool Profile, bool Share)
{
    /// <summary>What is left by both.</summary>
    public Remaining And(Remaining other) => new(Track && other.Track, Profile && other.Profile, Share && other.Share);
}

/// <summary>
/// The persons who took something back, as far as this process knows: fed from the ledger by the projector, asked by the door (early) and by the projector
/// (for good). As long as nobody did, asking costs nothing. Safe for many threads.
/// </summary>
internal sealed class Suppressions
{
    private readonly ConcurrentDictionary<Guid, Noes> _bySubject = new();
    private readonly ConcurrentDictionary<string, bool> _keys = new(StringComparer.Ordinal);
    private readonly ulong[] _hints = new ulong[65_536 / 64];
    private volatile bool _any;

    public bool IsEmpty => !_any;

    /// <summary>Whether anybody took something back under a key.</summary>
    public bool Knows(string keyId) => _any && _keys.ContainsKey(keyId);

    public void Add(DecisionSubject subject, Narrowing narrowing)
    {
        _bySubject.AddOrUpdate(subject.Subject, (_, own) => Noes.Of(own), (_, known, own) => known.And(Noes.Of(own)), narrowing);
        _keys[subject.KeyId] = true;
        Interlocked.Or(ref _hints[subject.Hint / 64], 1UL << (subject.Hint % 64));
        _any = true;
    }

    /// <summary>What the person of a pseudonym left of a consent; null when nothing was taken back since it was given.</summary>
    /// <param name="pseudonym">Whose.</param>
    /// <param name="consentAt">When the consent was given, in microseconds since 1970; null when nobody says: long ago.</param>
    public Remaining? Find(ReadOnlySpan<byte> pseudonym, long? consentAt)
    {
        if (!_any)
        {
            return null;
        }

        var hint = SubjectKey.HintOf(pseudonym);
        return (Volatile.Read(ref _hints[hint / 64]) & (1UL << (hint % 64))) != 0 && _bySubject.TryGetValue(SubjectKey.Of(pseudonym), out var noes) ? noes.After(consentAt ?? long.MinValue) : null;
    }

    /// <summary>When each purpose was taken back last; null: never. A later no to one purpose says nothing of an earlier no to another.</summary>
    private readonly record struct Noes(long? Track, long? Profile, long? Share)
    {
        public static Noes Of(Narrowing narrowing) =>
            new(narrowing.Track ? null : narrowing.Since, narrowing.Profile ? null : narrowing.Since, narrowing.Share ? null : narrowing.Since);

        public Noes And(Noes other) => new(Later(Track, other.Track), Later(Profile, other.Profile), Later(Share, other.Share));

        public Remaining? After(long consent)
        {
            var left = new Remaining(Outlasts(consent, Track), Outlasts(consent, Profile), Outlasts(consent, Share));
            return left is { Track: true, Profile: true, Share: true } ? null : left;
        }

        private static bool Outlasts(long consent, long? no) => no is not { } time || consent > time;

        private static long? Later(long? one, long? other) => one is not { } a ? other : other is not { } b ? one : Math.Max(a, b);
    }
}
