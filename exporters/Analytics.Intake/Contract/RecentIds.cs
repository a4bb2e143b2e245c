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
    private Generation _young = new(capacity / 2);
    private Generation _old = new(0);

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
                (_old, _young) = (_young, new Generation(capacity / 2));
            }

            _young.Add(hash, source, id, fingerprint);
        }
    }

    /// <summary>A chained hash table in three arrays that grow together; the keys lie one after the other in a fourth.</summary>
    private sealed class Generation(int capacity)
    {
        private int[] _heads = new int[16];
        private Entry[] _entries = new Entry[16];
        private byte[] _keys = new byte[1024];
        private int _keysLength;

        public int Count { get; private set; }

        public bool IsFull => Count >= capacity;

        public bool TryFind(int hash, ReadOnlySpan<byte> source, ReadOnlySpan<byte> id, out UInt128 fingerprint)
        {
            for (var i = _heads[hash & (_heads.Length - 1)]; i != 0; i = _entries[i - 1].Next)
            {
                ref var entry = ref _entries[i - 1];
                if (entry.Hash == hash && entry.SourceLength == source.Length && entry.Length == source.Length + id.Length)
                {
                    var key = _keys.AsSpan(entry.Offset, entry.Length);
                    if (key.StartsWith(source) && key[source.Length..].SequenceEqual(id))
                    {
                        fingerprint = entry.Fingerprint;
                        return true;
                    }
                }
            }

            fingerprint = default;
            return false;
        }

        public void Add(int hash, ReadOnlySpan<byte> source, ReadOnlySpan<byte> id, UInt128 fingerprint)
        {
            if (Count == _entries.Length)
            {
                Grow();
            }

            var length = source.Length + id.Length;
            if (_keysLength + length > _keys.Length)
            {
                Array.Resize(ref _keys, Math.Max(_keys.Length * 2, _keysLength + length));
            }

            source.CopyTo(_keys.AsSpan(_keysLength));
            id.CopyTo(_keys.AsSpan(_keysLength + source.Length));
            ref var head = ref _heads[hash & (_heads.Length - 1)];
            _entries[Count++] = new Entry { Hash = hash, Next = head, Offset = _keysLength, Length = length, SourceLength = source.Length, Fingerprint = fingerprint };
            head = Count;
            _keysLength += length;
        }

        private void Grow()
        {
            Array.Resize(ref _entries, _entries.Length * 2);
            _heads = new int[_entries.Length];
            for (var i = 0; i < Count; i++)
            {
                ref var entry = ref _entries[i];
                ref var head = ref _heads[entry.Hash & (_heads.Length - 1)];
                entry.Next = head;
                head = i + 1;
            }
        }

        private struct Entry
        {
            public int Hash;
            public int Next;
            public int Offset;
            public int Length;
            public int SourceLength;
            public UInt128 Fingerprint;
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
