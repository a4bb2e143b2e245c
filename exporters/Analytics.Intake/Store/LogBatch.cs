using Analytics.Intake.Privacy;
using Analytics.Intake.WriteAheadLog;

namespace Analytics.Intake.Store;

/// <summary>What one transaction takes from the log.</summary>
/// <param name="Events">The events of the records read.</param>
/// <param name="Refusals">Their records of refused events.</param>
/// <param name="Position">The position behind them.</param>
/// <param name="ReceivedAt">When the first of the records was received, in microseconds.</param>
internal sealed record LogBatch(List<AdmittedEvent> Events, List<RefusedEvent> Refusals, LogPosition Position, long ReceivedAt)
{
    /// <summary>Reads whole records until there are enough events or nothing more is durable.</summary>
    public static LogBatch Read(LogReader reader, SegmentedLog log, int maxEvents)
    {
        var events = new List<AdmittedEvent>();
        var refusals = new List<RefusedEvent>();
        var receivedAt = 0L;
        while (events.Count + refusals.Count < maxEvents && reader.TryRead(out var record))
        {
            receivedAt = receivedAt == 0 ? record.ReceivedAt : receivedAt;
            if (TryOpen(record, log) is { } batch)
            {
                events.AddRange(batch.Events);
                refusals.AddRange(batch.Refusals);
            }
        }

        return new LogBatch(events, refusals, reader.Position, receivedAt);
    }

    /// <summary>
    /// A record with a right checksum that cannot be decoded is a fault of the program, and must not hold up all others: it goes to the
    /// quarantine. A record of a later release waits for that release.
    /// </summary>
    private static ReadmittedBatch? TryOpen(LogRecord record, SegmentedLog log)
    {
        try
        {
            return record.Open();
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException or KeyNotFoundException)
        {
            new LogQuarantine(log).Take(record);
            Log.UndecodableRecord(log.Logger, record.Next.ToString(), e);
            return null;
        }
    }
}
