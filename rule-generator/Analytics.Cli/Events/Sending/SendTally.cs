namespace Analytics.Cli.Events.Sending;

/// <summary>
/// What became of the events so far, and up to where the input is done without a hole: batches are acknowledged out of order, the cursor only moves
/// over what is acknowledged from the start on.
/// </summary>
internal sealed class SendTally(int details)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, EventBatch> _doneAhead = [];
    private readonly SortedDictionary<string, long> _byCode = new(StringComparer.Ordinal);
    private readonly List<Rejection> _first = [];
    private long _nextSequence;

    public long Accepted { get; private set; }

    public long Rejected { get; private set; }

    /// <summary>How many of the accepted were there before.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Events that were not kept because the person did not allow it.</summary>
    public long Dropped { get; private set; }

    /// <summary>Everything before this position is done.</summary>
    public (long Offset, long Line) Done { get; private set; }

    /// <summary>The first rejections, for people.</summary>
    public IReadOnlyList<Rejection> First
    {
        get
        {
            lock (_gate)
            {
                return [.. _first];
            }
        }
    }

    /// <summary>How many events were refused for which reason.</summary>
    public IReadOnlyDictionary<string, long> ByCode
    {
        get
        {
            lock (_gate)
            {
                return new SortedDictionary<string, long>(_byCode, StringComparer.Ordinal);
            }
        }
    }

    public void Add(EventBatch batch, BatchOutcome outcome)
    {
        lock (_gate)
        {
            Accepted += outcome.Accepted;
            Duplicates += outcome.Duplicates;
            Dropped += outcome.Dropped;
            foreach (var rejection in outcome.Rejections)
            {
                Count(rejection);
            }

            _doneAhead[batch.Sequence] = batch;
            while (_doneAhead.Remove(_nextSequence, out var next))
            {
                Done = (next.EndOffset, next.LastLine);
                _nextSequence++;
            }
        }
    }

    /// <summary>A line that was refused before it was sent.</summary>
    public void Add(Rejection rejection)
    {
        lock (_gate)
        {
            Count(rejection);
        }
    }

    private void Count(Rejection rejection)
    {
        Rejected++;
        _byCode[rejection.Code] = _byCode.GetValueOrDefault(rejection.Code) + 1;
        if (_first.Count < details)
        {
            _first.Add(rejection);
        }
    }
}
