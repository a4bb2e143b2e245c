using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Analytics.Intake.Contract;

/// <summary>
/// A hash table of ids with their contents: slots of (part of the id, entry), probed one after the other, so that an id that is not there costs one line of
/// memory; the entries lie in the order in which they came. As large as it may become from the start, since growing would hold everybody up; the system
/// gives the memory when it is first touched. The caller locks.
/// </summary>
internal sealed class IdGeneration(int capacity)
{
    // At least half of the slots stay empty.
    private readonly Slot[] _slots = new Slot[(int)BitOperations.RoundUpToPowerOf2((uint)capacity * 2)];
    private readonly KnownEvent[] _entries = new KnownEvent[capacity];

    public int Count { get; private set; }

    public bool IsFull => Count == capacity;

    /// <summary>Forgets all ids and keeps the memory.</summary>
    public void Clear()
    {
        Array.Clear(_slots);
        Count = 0;
    }

    /// <summary>Has the processor fetch an id's slot while it does something else. No lock is needed.</summary>
    public unsafe void Fetch(UInt128 id)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref _slots[FirstOf(id)]));
        }
    }

    public bool TryFind(UInt128 id, out UInt128 content)
    {
        var slots = _slots;
        var mark = MarkOf(id);
        for (var at = FirstOf(id); slots[at].Entry != 0; at = (at + 1) & (slots.Length - 1))
        {
            if (slots[at].Mark == mark && _entries[slots[at].Entry - 1].Id == id)
            {
                content = _entries[slots[at].Entry - 1].Content;
                return true;
            }
        }

        content = default;
        return false;
    }

    /// <summary>Adds an id that is not there, unless it is full.</summary>
    public void Add(KnownEvent known)
    {
        _entries[Count++] = known;
        var at = FirstOf(known.Id);
        while (_slots[at].Entry != 0)
        {
            at = (at + 1) & (_slots.Length - 1);
        }

        _slots[at] = new Slot(MarkOf(known.Id), Count);
    }

    private int FirstOf(UInt128 id) => (int)(id >> 64) & (_slots.Length - 1);

    private static uint MarkOf(UInt128 id) => (uint)(id >> 96);

    /// <param name="Mark">32 bits of the id, of those that do not choose the slot.</param>
    /// <param name="Entry">One more than the entry's position; 0 where the slot is empty.</param>
    private readonly record struct Slot(uint Mark, int Entry);
}
