namespace Analytics.Intake.Privacy;

/// <summary>
/// Ids of one request whose pseudonyms are made together as soon as there are <see cref="HmacLanes.Lanes"/> of them, and the places in the request's frame
/// that wait for them. For one thread at a time.
/// </summary>
internal sealed class PendingPseudonyms(ReadOnlySpan<byte> key)
{
    private const int IdSize = HmacLanes.MaxMessage - 1;

    private readonly HmacLanes? _hmac = HmacLanes.IsWorthIt ? new HmacLanes(key) : null;
    private readonly byte[] _ids = new byte[HmacLanes.Lanes * IdSize];
    private readonly Lane[] _lanes = new Lane[HmacLanes.Lanes];
    private readonly List<(int Lane, int At)> _waiting = [];
    private int _count;

    private readonly record struct Lane(LatestPseudonyms Latest, int Place, int Length);

    /// <summary>Takes an id on; false when it is too long, or the processor too plain, for doing several at once.</summary>
    /// <param name="latest">Where the pseudonym is remembered.</param>
    /// <param name="place">The id's place there.</param>
    /// <param name="subject">What the id names.</param>
    /// <param name="id">The id.</param>
    /// <param name="frame">The request's frame.</param>
    /// <param name="at">Where in it the pseudonym belongs.</param>
    public bool TryAdd(LatestPseudonyms latest, int place, Subject subject, ReadOnlySpan<byte> id, ByteBuffer frame, int at)
    {
        if (_hmac is null || id.Length > IdSize)
        {
            return false;
        }

        var lane = new Lane(latest, place, id.Length);
        for (var i = 0; i < _count; i++)
        {
            if (_lanes[i] == lane && IdOf(i).SequenceEqual(id))
            {
                _waiting.Add((i, at));
                return true;
            }
        }

        _lanes[_count] = lane;
        id.CopyTo(_ids.AsSpan(_count * IdSize));
        _hmac.Put(_count, (byte)subject, id);
        _waiting.Add((_count++, at));
        if (_count == HmacLanes.Lanes)
        {
            Complete(frame);
        }

        return true;
    }

    public void Forget(int from)
    {
        while (_waiting.Count > 0 && _waiting[^1].At >= from)
        {
            _waiting.RemoveAt(_waiting.Count - 1);
        }
    }

    public void Complete(ByteBuffer frame)
    {
        if (_count == 0)
        {
            return;
        }

        _hmac!.Compute();
        foreach (var (lane, at) in _waiting)
        {
            _hmac.Read(lane, frame.Editable.Slice(at, EventLayout.PseudonymSize));
        }

        Span<byte> pseudonym = stackalloc byte[EventLayout.PseudonymSize];
        for (var i = 0; i < _count; i++)
        {
            _hmac.Read(i, pseudonym);
            _lanes[i].Latest.Put(_lanes[i].Place, IdOf(i), pseudonym);
        }

        _waiting.Clear();
        _count = 0;
    }

    private ReadOnlySpan<byte> IdOf(int lane) => _ids.AsSpan(lane * IdSize, _lanes[lane].Length);
}
