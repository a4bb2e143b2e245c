using Analytics.Catalog;

namespace Analytics.Intake;

/// <summary>The vital signs of this process' pipeline since it started; everything may be read at any time from any thread.</summary>
public sealed class PipelineVitals(TimeProvider clock)
{
    private readonly long[] _rejected = new long[WireName.All<Refusal>().Count];
    private readonly long[] _suppressed = new long[WireName.All<Suppression>().Count];
    private readonly long[] _redacted = new long[WireName.All<PersonalData>().Count];
    private readonly long[] _requests = new long[WireName.All<RequestRefusal>().Count];
    private long _accepted;
    private long _duplicates;
    private long _stored;
    private long _deadLetters;
    private long _projectionFailures;
    private long _damagedBytes;
    private long _logBytes;
    private long _oldestUnprocessed;
    private long _diskRefused;

    /// <summary>Raised after each write and fsync of the log with its duration in seconds, on the log's own thread: be quick.</summary>
    public event Action<double>? Flushed;

    /// <summary>Events acknowledged after they reached the disk, repeats not counted.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>Events that came twice: acknowledged again by the door, or found by the store.</summary>
    public long Duplicates => Interlocked.Read(ref _duplicates);

    /// <summary>Events committed to PostgreSQL.</summary>
    public long Stored => Interlocked.Read(ref _stored);

    /// <summary>Records of refused events in PostgreSQL from this instance.</summary>
    public long DeadLetters => Interlocked.Read(ref _deadLetters);

    /// <summary>Transactions to PostgreSQL that failed and were (or will be) tried again.</summary>
    public long ProjectionFailures => Interlocked.Read(ref _projectionFailures);

    /// <summary>Bytes of the log that could not be read and were put aside.</summary>
    public long DamagedLogBytes => Interlocked.Read(ref _damagedBytes);

    /// <summary>Bytes in the log that are not projected yet.</summary>
    public long LogBytes => Interlocked.Read(ref _logBytes);

    /// <summary>The bound of <see cref="LogBytes"/>; beyond it the door answers 503.</summary>
    public long LogLimitBytes { get; internal set; }

    /// <summary>How long ago the disk refused to take the log's last write; null when it took it.</summary>
    public TimeSpan? SinceDiskRefusal => Volatile.Read(ref _diskRefused) is var refused and not 0 ? clock.GetElapsedTime(refused) : null;

    /// <summary>How long the oldest acknowledged event has been waiting for PostgreSQL; zero when none waits.</summary>
    public TimeSpan OldestUnprocessedAge
    {
        get
        {
            var oldest = Interlocked.Read(ref _oldestUnprocessed);
            var age = oldest == 0 ? TimeSpan.Zero : clock.GetUtcNow() - UnixTime.FromMicroseconds(oldest);
            return age < TimeSpan.Zero ? TimeSpan.Zero : age;
        }
    }

    /// <summary>Events refused for a reason.</summary>
    public long Rejected(Refusal reason) => Interlocked.Read(ref _rejected[(int)reason]);

    /// <summary>Events dropped on purpose for a reason.</summary>
    public long Suppressed(Suppression reason) => Interlocked.Read(ref _suppressed[(int)reason]);

    /// <summary>How often personal data of a kind was found in a text and replaced.</summary>
    public long Redacted(PersonalData kind) => Interlocked.Read(ref _redacted[(int)kind]);

    /// <summary>Requests turned away whole for a reason.</summary>
    public long RequestsRefused(RequestRefusal reason) => Interlocked.Read(ref _requests[(int)reason]);

    internal void CountAccepted(long events) => Interlocked.Add(ref _accepted, events);

    internal void CountDuplicates(long events) => Interlocked.Add(ref _duplicates, events);

    internal void CountStored(long events) => Interlocked.Add(ref _stored, events);

    internal void CountRejected(Refusal reason, long events = 1) => Interlocked.Add(ref _rejected[(int)reason], events);

    internal void CountSuppressed(Suppression reason, long events = 1) => Interlocked.Add(ref _suppressed[(int)reason], events);

    internal void CountRedacted(PersonalData kind, long times) => Interlocked.Add(ref _redacted[(int)kind], times);

    internal void CountRequestRefused(RequestRefusal reason) => Interlocked.Increment(ref _requests[(int)reason]);

    internal void CountProjectionFailure() => Interlocked.Increment(ref _projectionFailures);

    internal void CountDamaged(long bytes) => Interlocked.Add(ref _damagedBytes, bytes);

    internal void CountDeadLetters(long records) => Interlocked.Add(ref _deadLetters, records);

    internal void SetDeadLetters(long records) => Interlocked.Exchange(ref _deadLetters, records);

    internal void SetLogBytes(long bytes) => Interlocked.Exchange(ref _logBytes, bytes);

    /// <summary>When the oldest record that is not in PostgreSQL was received, in microseconds; 0 when there is none.</summary>
    internal void SetOldestUnprocessed(long receivedAt) => Interlocked.Exchange(ref _oldestUnprocessed, receivedAt);

    internal void Flush(double seconds)
    {
        if (Volatile.Read(ref _diskRefused) != 0)
        {
            Volatile.Write(ref _diskRefused, 0);
        }

        Flushed?.Invoke(seconds);
    }

    internal void NoteDiskRefusal() => Volatile.Write(ref _diskRefused, clock.GetTimestamp());
}
