namespace Analytics.Intake.Contract;

/// <summary>What is known about an id.</summary>
internal enum IdMatch
{
    /// <summary>Nothing within the window: PostgreSQL will have the last word.</summary>
    New,

    /// <summary>It is durable with this very content.</summary>
    Same,

    /// <summary>It is durable with other content.</summary>
    Different,
}

/// <summary>
/// The ids of the events that became durable lately, with their fingerprints, compared byte by byte. Holds the newest half of its capacity to all of
/// it: two generations, the older one thrown away when the younger is full. Safe for many threads.
/// </summary>
internal sealed class RecentIds(int capacity)
{
    private readonly Lock _gate = new();
    private IdGeneration _young = new(capacity / 2);
    private IdGeneration _old = new(capacity / 2);

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _young.Count + _old.Count;
            }
        }
    }

    public IdMatch Find(ReadOnlySpan<byte> source, ReadOnlySpan<byte> id, UInt128 fingerprint)
    {
        var hash = IdHash.Of(source, id);
        lock (_gate)
        {
            return _young.TryFind(hash, source, id, out var known) || _old.TryFind(hash, source, id, out known)
                ? known == fingerprint ? IdMatch.Same : IdMatch.Different
                : IdMatch.New;
        }
    }

    /// <summary>Adds an event that has become durable; an id that is known already keeps its first content.</summary>
    public void Add(ReadOnlySpan<byte> source, ReadOnlySpan<byte> id, UInt128 fingerprint)
    {
        var hash = IdHash.Of(source, id);
        lock (_gate)
        {
            if (_young.TryFind(hash, source, id, out _) || _old.TryFind(hash, source, id, out _))
            {
                return;
            }

            if (_young.IsFull)
            {
                (_old, _young) = (_young, _old);
                _young.Clear();
            }

            _young.Add(hash, source, id, fingerprint);
        }
    }
}

/// <summary>A hash of ids that nobody outside can aim at: seeded anew in each process.</summary>
internal static class IdHash
{
    public static int Of(ReadOnlySpan<byte> id)
    {
        var hash = new HashCode();
        hash.AddBytes(id);
        return hash.ToHashCode();
    }

    public static int Of(ReadOnlySpan<byte> source, ReadOnlySpan<byte> id)
    {
        var hash = new HashCode();
        hash.AddBytes(source);
        hash.AddBytes(id);
        return hash.ToHashCode();
    }
}
