using Analytics.Intake.Privacy;

namespace Analytics.Intake.Contract;

/// <summary>The ids of the events that one request has had admitted: an open hash table over the bytes in the admission, cleared for each request.</summary>
internal sealed class BatchIds
{
    private const int Size = 4096;

    private readonly int[] _at = new int[Size];
    private readonly int[] _used = new int[DoorLimits.MaxEvents];
    private int _count;

    public void Clear()
    {
        foreach (var place in _used.AsSpan(0, _count))
        {
            _at[place] = 0;
        }

        _count = 0;
    }

    public bool Contains(Admission gate, ReadOnlySpan<byte> id) => !id.IsEmpty && _count > 0 && _at[Place(gate, id)] != 0;

    /// <summary>Adds the event admitted last.</summary>
    public void Add(Admission gate)
    {
        var place = Place(gate, gate.LastId);
        _at[place] = gate.LastAt;
        _used[_count++] = place;
    }

    private int Place(Admission gate, ReadOnlySpan<byte> id)
    {
        // An event never begins at 0, where the batch's head is: 0 means empty.
        var place = IdHash.Of(id) & (Size - 1);
        while (_at[place] != 0 && !gate.IdAt(_at[place]).SequenceEqual(id))
        {
            place = (place + 1) & (Size - 1);
        }

        return place;
    }
}
