namespace Analytics.Intake.Contract;

/// <summary>
/// A hash table of ids: slots of (hash, entry) side by side, probed one after the other, so that an id that is not there costs one line of memory; the keys
/// lie one after the other in an array of their own. Grows by doubling; the caller locks.
/// </summary>
internal sealed class IdGeneration(int capacity)
{
    private Slot[] _slots = new Slot[32];
    private Entry[] _entries = new Entry[16];
    private byte[] _keys = new byte[1024];
    private int _keysLength;

    public int Count { get; private set; }

    public bool IsFull => Count >= capacity;

    /// <summary>Forgets all ids and keeps the memory: what holds a million ids is too large to be made anew each time.</summary>
    public void Clear()
    {
        Array.Clear(_slots);
        Count = 0;
        _keysLength = 0;
    }

    public bool TryFind(int hash, ReadOnlySpan<byte> source, ReadOnlySpan<byte> id, out UInt128 fingerprint)
    {
        var slots = _slots;
        for (var at = hash & (slots.Length - 1); slots[at].Entry != 0; at = (at + 1) & (slots.Length - 1))
        {
            if (slots[at].Hash == hash && IsKey(in _entries[slots[at].Entry - 1], source, id))
            {
                fingerprint = _entries[slots[at].Entry - 1].Fingerprint;
                return true;
            }
        }

        fingerprint = default;
        return false;
    }

    /// <summary>Adds an id that is not there.</summary>
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
        _entries[Count++] = new Entry(_keysLength, length, source.Length, fingerprint);
        Place(_slots, new Slot(hash, Count));
        _keysLength += length;
    }

    private bool IsKey(in Entry entry, ReadOnlySpan<byte> source, ReadOnlySpan<byte> id)
    {
        if (entry.SourceLength != source.Length || entry.Length != source.Length + id.Length)
        {
            return false;
        }

        var key = _keys.AsSpan(entry.Offset, entry.Length);
        return key.StartsWith(source) && key[source.Length..].SequenceEqual(id);
    }

    /// <summary>Keeps at least half of the slots empty.</summary>
    private void Grow()
    {
        Array.Resize(ref _entries, _entries.Length * 2);
        var larger = new Slot[_entries.Length * 2];
        foreach (var slot in _slots)
        {
            if (slot.Entry != 0)
            {
                Place(larger, slot);
            }
        }

        _slots = larger;
    }

    private static void Place(Slot[] slots, Slot slot)
    {
        var at = slot.Hash & (slots.Length - 1);
        while (slots[at].Entry != 0)
        {
            at = (at + 1) & (slots.Length - 1);
        }

        slots[at] = slot;
    }

    /// <param name="Hash">Of the source and the id.</param>
    /// <param name="Entry">One more than the entry's position; 0 where the slot is empty.</param>
    private readonly record struct Slot(int Hash, int Entry);

    private readonly record struct Entry(int Offset, int Length, int SourceLength, UInt128 Fingerprint);
}
