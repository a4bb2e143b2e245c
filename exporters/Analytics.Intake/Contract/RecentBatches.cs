namespace Analytics.Intake.Contract;

/// <summary>What is known about a batch id.</summary>
/// <param name="IsKnown">Whether a batch with this id was answered 200.</param>
/// <param name="Answer">Its answer, if it had the same events; null when it had others.</param>
internal readonly record struct BatchMatch(bool IsKnown, byte[]? Answer);

/// <summary>
/// The answers to the batches that became durable lately, so that a repeat of a whole batch is answered the same and counts nothing twice. Bounded by
/// number and bytes, the oldest go first; a repeat beyond that is an ordinary request, whose events are known by their ids. Safe for many threads.
/// </summary>
internal sealed class RecentBatches(int mostBatches = 10_000, long mostBytes = 32 * 1024 * 1024)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Source, string BatchId), Entry> _known = [];
    private readonly Queue<(string Source, string BatchId)> _order = [];
    private long _bytes;

    public BatchMatch Find(string source, string batchId, UInt128 events)
    {
        lock (_gate)
        {
            return _known.TryGetValue((source, batchId), out var entry) ? new BatchMatch(true, entry.Events == events ? entry.Answer : null) : default;
        }
    }

    /// <summary>Adds a batch that was answered 200; an id that is known keeps its first answer.</summary>
    public void Add(string source, string batchId, UInt128 events, ReadOnlySpan<byte> answer)
    {
        lock (_gate)
        {
            if (!_known.TryAdd((source, batchId), new Entry(events, answer.ToArray())))
            {
                return;
            }

            _order.Enqueue((source, batchId));
            _bytes += answer.Length;
            while (_order.Count > mostBatches || _bytes > mostBytes)
            {
                _known.Remove(_order.Dequeue(), out var oldest);
                _bytes -= oldest.Answer.Length;
            }
        }
    }

    private readonly record struct Entry(UInt128 Events, byte[] Answer);
}
