using Analytics.Intake.Privacy;
using Analytics.Intake.WriteAheadLog;

namespace Analytics.Intake.Store;

/// <summary>What one transaction takes from the log.</summary>
/// <param name="Events">The events of the records read.</param>
/// <param name="Refusals">Their records of refused events.</param>
/// <param name="Decisions">What persons allow from now on.</param>
/// <param name="Position">The position behind them.</param>
/// <param name="ReceivedAt">When the first of the records was received, in microseconds.</param>
/// <param name="Bytes">How long the records are.</param>
internal sealed record LogBatch(List<AdmittedEvent> Events, List<RefusedEvent> Refusals, List<ConsentDecision> Decisions, LogPosition Position, long ReceivedAt, long Bytes)
{
    /// <summary>
    /// How many bytes of records are enough, with however few events: of a copy of a refused event and of its way to PostgreSQL there are several, and 20,000 of them as
    /// large as they may be would be gigabytes. Usual events come to their greatest number with a third of it.
    /// </summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    public static readonly LogBatch Empty = new([], [], [], LogPosition.Start, 0, 0);

    /// <summary>Reads whole records until there are enough events or bytes, or nothing more is durable.</summary>
    public static LogBatch Read(LogReader reader, SegmentedLog log, int maxEvents)
    {
        var events = new List<AdmittedEvent>();
        var refusals = new List<RefusedEvent>();
        var decisions = new List<ConsentDecision>();
        var (receivedAt, bytes) = (0L, 0L);
        while (bytes < MaxBytes && events.Count + refusals.Count + decisions.Count < maxEvents && reader.TryRead(out var record))
        {
            receivedAt = receivedAt == 0 ? record.ReceivedAt : receivedAt;
            bytes += record.Length;
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

        return new LogBatch(events, refusals, decisions, reader.Position, receivedAt, bytes);
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
