namespace Analytics.Intake.Contract;

/// <summary>The ids of the events that one request has had admitted: an open hash table of their hashes, cleared for each request.</summary>
internal sealed class BatchIds
{
    private const int Size = 4096;

    private readonly short[] _places = new short[Size];
    private readonly UInt128[] _ids = new UInt128[DoorLimits.MaxEvents];
    private int _count;

    public void Clear()
    {
        Array.Clear(_places);
        _count = 0;
    }

    public bool Contains(UInt128 id) => _places[PlaceOf(id)] != 0;

    /// <summary>Adds an id that is not there.</summary>
    public void Add(UInt128 id)
    {
        var place = PlaceOf(id);
        _ids[_count++] = id;
        _places[place] = (short)_count;
    }

    private int PlaceOf(UInt128 id)
    {
        var at = (int)(id >> 64) & (Size - 1);
        while (_places[at] != 0 && _ids[_places[at] - 1] != id)
        {
            at = (at + 1) & (Size - 1);
        }

        return at;
    }
}
