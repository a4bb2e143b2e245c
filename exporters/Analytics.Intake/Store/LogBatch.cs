using Analytics.Intake.Privacy;
using Analytics.Intake.WriteAheadLog;

namespace Analytics.Intake.Store;

/// <summary>What one transaction takes from the log.</summary>
/// <param name="Events">The events of the records read.</param>
/// <param name="Refusals">Their records of refused events.</param>
/// <param name="Decisions">What persons allow from now on.</param>
/// <param name="Position">The position behind them.</param>
/// <param name="ReceivedAt">When the first of the records was received, in microseconds.</param>
internal sealed record LogBatch(List<AdmittedEvent> Events, List<RefusedEvent> Refusals, List<ConsentDecision> Decisions, LogPosition Position, long ReceivedAt)
{
    /// <summary>Reads whole records until there are enough events or nothing more is durable.</summary>
    public static LogBatch Read(LogReader reader, SegmentedLog log, int maxEvents)
    {
        var events = new List<AdmittedEvent>();
        var refusals = new List<RefusedEvent>();
        var decisions = new List<ConsentDecision>();
        var receivedAt = 0L;
        while (events.Count + refusals.Count + decisions.Count < maxEvents && reader.TryRead(out var record))
        {
            receivedAt = receivedAt == 0 ? record.ReceivedAt : receivedAt;
            if (TryOpen(record) is { } batch)
            {
                events.AddRange(batch.Events);
                refusals.AddRange(batch.Refusals);
                decisions.AddRange(batch.Decisions);
            }
            else
            {
                new LogQuarantine(log).Take(record);
                Log.UndecodableRecord(log.Logger, record.Next.ToString());
            }
        }

        return new LogBatch(events, refusals, decisions, reader.Position, receivedAt);
    }

    /// <summary>
    /// What a record holds. Null for one with a right checksum that cannot be decoded: a fault of the program, which must not hold up all others.
    /// </summary>
    /// <exception cref="InvalidDataException">A later release wrote it: it waits for that release.</exception>
    public static ReadmittedBatch? TryOpen(LogRecord record)
    {
        try
        {
            return record.Open();
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException or KeyNotFoundException)
        {
            return null;
        }
    }
}
