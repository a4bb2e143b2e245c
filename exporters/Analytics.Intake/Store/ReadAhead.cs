using Analytics.Intake.Privacy;
using Analytics.Intake.WriteAheadLog;

namespace Analytics.Intake.Store;

/// <summary>What one transaction takes from the log, as the rows that PostgreSQL is to copy if all ids are new and nobody took anything back.</summary>
internal sealed class EncodedBatch : IDisposable
{
    private readonly EventOrder _order = new();

    public LogBatch Batch { get; private set; } = LogBatch.Empty;

    /// <summary>Completes when there is more in the log than when the batch was read.</summary>
    public Task Growth { get; private set; } = Task.CompletedTask;

    /// <summary>Rows of <c>event_keys</c>.</summary>
    public ByteBuffer Keys { get; } = new(256 * 1024);

    /// <summary>Rows of <c>events</c>.</summary>
    public ByteBuffer Rows { get; } = new(1024 * 1024);

    public void Read(LogReader reader, SegmentedLog log, int maxEvents)
    {
        Growth = log.Growth;
        Batch = LogBatch.Read(reader, log, maxEvents);
    }

    /// <summary>In the order of the keys: PostgreSQL goes through its index once, and two gateways with the same ids wait for each other instead of blocking each other.</summary>
    public void EncodeKeys(IReadOnlyList<AdmittedEvent> events)
    {
        _order.Sort(events, EventKey.Of);
        CopyRows.Begin(Keys);
        for (var i = 0; i < events.Count; i++)
        {
            CopyRows.AddKey(Keys, _order.Numbers[i], _order.Events[i]);
        }

        CopyRows.End(Keys);
    }

    /// <summary>In the order of kind, then person: each of the table's indexes is gone through in its order, or nearly so.</summary>
    public void EncodeRows(IReadOnlyList<AdmittedEvent> events, CopyRows copy)
    {
        _order.Sort(events, copy.PlaceOf);
        CopyRows.Begin(Rows);
        foreach (var admitted in _order.Events)
        {
            copy.AddEvent(Rows, admitted);
        }

        CopyRows.End(Rows);
    }

    public void Dispose()
    {
        Keys.Dispose();
        Rows.Dispose();
    }
}

/// <summary>
/// Reads and encodes the next batch while PostgreSQL works on this one: two batches in turns. Not safe for several threads; a batch is valid until the next
/// but one is read.
/// </summary>
internal sealed class ReadAhead(LogReader reader, SegmentedLog log, CopyRows copy, int maxEvents) : IDisposable
{
    private readonly EncodedBatch[] _batches = [new(), new()];
    private int _turn;

    /// <summary>Whether there is so much behind a batch that reading it pays: a short batch is better read later, when it has grown.</summary>
    public bool IsWorthIt(EncodedBatch batch) => batch.Batch.Events.Count >= maxEvents / 2 || batch.Batch.Bytes >= LogBatch.MaxBytes / 2;

    /// <exception cref="IOException">The disk cannot be read.</exception>
    public EncodedBatch Next()
    {
        var batch = _batches[_turn ^= 1];
        batch.Read(reader, log, maxEvents);
        batch.EncodeKeys(batch.Batch.Events);
        batch.EncodeRows(batch.Batch.Events, copy);
        return batch;
    }

    public void Dispose()
    {
        foreach (var batch in _batches)
        {
            batch.Dispose();
        }
    }
}
