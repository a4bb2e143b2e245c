using Analytics.Intake.Contract;
using Analytics.Intake.Privacy;
using Microsoft.Extensions.Logging;

namespace Analytics.Intake.WriteAheadLog;

/// <summary>What became of a batch that was given to the log.</summary>
public enum AppendOutcome
{
    /// <summary>It is on the disk: written and flushed.</summary>
    Durable,

    /// <summary>The log holds as much as it may; PostgreSQL has to take some first.</summary>
    LogFull,

    /// <summary>As much memory waits for the disk as may.</summary>
    Busy,

    /// <summary>The disk did not take it.</summary>
    DiskFailed,

    /// <summary>The process is stopping.</summary>
    Stopping,
}

/// <summary>The bounds of the log.</summary>
/// <param name="LimitBytes">How much may wait for PostgreSQL, in bytes.</param>
/// <param name="SegmentBytes">After how many bytes a new file begins.</param>
internal sealed record LogBounds(long LimitBytes, long SegmentBytes)
{
    /// <summary>What a request that waits for the disk holds beside its record: its outcomes and what they were found with.</summary>
    internal const int BytesOfRequest = 48 * 1024;

    /// <summary>
    /// How many bytes of memory may wait for the disk: 2,000 requests of 100 events, or 5,000 small ones. Without a bound of its own, a disk that hangs would let as much wait
    /// as the log may be long, and any number of small requests.
    /// </summary>
    public long WaitingBytes { get; init; } = 256 * 1024 * 1024;

    public static LogBounds Of(long limitBytes) => new(limitBytes, Math.Clamp(limitBytes / 8, 1024 * 1024, 64 * 1024 * 1024));
}

/// <summary>
/// The write-ahead log: many requests append, one thread writes what waits in one go, flushes once and answers them all (group commit). It is
/// safe for many appenders and one reader at a time. A file that existed when the process started is only read: nothing is ever appended behind a tail
/// that a crash may have torn.
/// </summary>
internal sealed class SegmentedLog : IDisposable
{
    private readonly LogFolder _folder;
    private readonly LogBounds _bounds;
    private readonly PipelineVitals _vitals;
    private readonly Lock _gate = new();
    private readonly List<Segment> _segments = [];
    private readonly GroupCommit _writer;
    private TaskCompletionSource _growth = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LogPosition _released;
    private long _stored;
    private long _inFlight;
    private long _waiting;
    private bool _stopping;

    private SegmentedLog(LogFolder folder, LogBounds bounds, EventContract contract, LogDisk disk, PipelineVitals vitals, TimeProvider clock, ILogger logger)
    {
        _folder = folder;
        _bounds = bounds;
        _vitals = vitals;
        Disk = disk;
        Contract = contract;
        Logger = logger;
        vitals.LogLimitBytes = bounds.LimitBytes;
        foreach (var number in folder.Segments())
        {
            var length = new FileInfo(folder.FileOf(number)).Length;
            _segments.Add(new Segment(number, folder.FileOf(number), length, isSealed: true));
            _stored += length;
        }

        vitals.SetLogBytes(_stored);
        _writer = new GroupCommit(this, bounds, clock);
    }

    public string Identity => _folder.Identity;

    public string Quarantine => _folder.Quarantine;

    public EventContract Contract { get; }

    internal LogDisk Disk { get; }

    internal ILogger Logger { get; }

    internal PipelineVitals Vitals => _vitals;

    /// <summary>Completes when something more becomes readable than was when the task was asked for.</summary>
    public Task Growth
    {
        get
        {
            lock (_gate)
            {
                return _growth.Task;
            }
        }
    }

    /// <summary>Up to where everything is in PostgreSQL, as far as this process knows.</summary>
    public LogPosition Released
    {
        get
        {
            lock (_gate)
            {
                return _released;
            }
        }
    }

    /// <summary>Opens the folder, whatever state the last process left it in; takes no longer for a large backlog.</summary>
    /// <exception cref="IOException">The folder is in use or cannot be written.</exception>
    public static SegmentedLog Open(string path, LogBounds bounds, EventContract contract, PipelineVitals vitals, TimeProvider clock, ILogger logger, LogDisk? disk = null)
    {
        disk ??= LogDisk.Standard;
        return new SegmentedLog(LogFolder.Open(path, disk), bounds, contract, disk, vitals, clock, logger);
    }

    /// <summary>Appends a batch, which must live until then; completes when it is on the disk or will never be.</summary>
    public Task<AppendOutcome> AppendAsync(AdmittedBatch batch)
    {
        var bytes = batch.Frame.Length;
        lock (_gate)
        {
            if (_stopping || _stored + _inFlight + bytes > _bounds.LimitBytes)
            {
                return Task.FromResult(_stopping ? AppendOutcome.Stopping : AppendOutcome.LogFull);
            }

            if (_waiting > 0 && _waiting + MemoryOf(batch) > _bounds.WaitingBytes)
            {
                return Task.FromResult(AppendOutcome.Busy);
            }

            _inFlight += bytes;
            _waiting += MemoryOf(batch);
        }

        return _writer.Enqueue(batch);
    }

    /// <summary>Says that everything before a position is in PostgreSQL: whole segments before it are deleted.</summary>
    public void Release(LogPosition position)
    {
        List<Segment> done;
        lock (_gate)
        {
            _released = position > _released ? position : _released;
            done = _segments.FindAll(segment => segment.Number < position.Segment || (segment.Number == position.Segment && segment.IsSealed && position.Offset >= segment.Length));
            _segments.RemoveAll(done.Contains);
            Recount();
        }

        foreach (var segment in done)
        {
            Disk.Delete(segment.Path);
        }

        if (done.Count > 0)
        {
            Disk.FlushFolder(_folder.Path);
        }
    }

    /// <summary>
    /// Ends the file that is written to: with the next records a new one begins, and the old one is deleted as soon as it is in PostgreSQL.
    /// </summary>
    /// <returns>The number of the newest segment that exists already; 0 when there is none.</returns>
    public Task<long> EndSegmentAsync() => _writer.EndSegment();

    /// <summary>Whether no file with this number or a lower one is left.</summary>
    public bool IsDeletedUpTo(long number)
    {
        lock (_gate)
        {
            return _segments.Count == 0 || _segments[0].Number > number;
        }
    }

    /// <summary>The first segment with this number or a higher one, or null.</summary>
    public Segment? SegmentFrom(long number)
    {
        lock (_gate)
        {
            return _segments.Find(segment => segment.Number >= number);
        }
    }

    /// <summary>Where reading has to begin to see at most the newest <paramref name="bytes"/>.</summary>
    public LogPosition Newest(long bytes)
    {
        lock (_gate)
        {
            var from = _segments.Count;
            for (var sum = 0L; from > 0 && sum + _segments[from - 1].Length <= bytes; from--)
            {
                sum += _segments[from - 1].Length;
            }

            return from == _segments.Count ? new LogPosition(long.MaxValue, 0) : new LogPosition(_segments[from].Number, 0);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
        }

        _writer.Dispose();
        _folder.Dispose();
    }

    /// <summary>The writer's: the next segment, not yet in the list.</summary>
    internal Segment NextSegment(long atLeast)
    {
        lock (_gate)
        {
            var number = Math.Max(atLeast, Math.Max(_released.Segment, _segments.Count == 0 ? 0 : _segments[^1].Number) + 1);
            return new Segment(number, _folder.FileOf(number), 0, isSealed: false);
        }
    }

    internal void FlushFolder() => Disk.FlushFolder(_folder.Path);

    internal void Add(Segment segment)
    {
        lock (_gate)
        {
            _segments.Add(segment);
        }
    }

    /// <summary>How many bytes of memory wait with a batch.</summary>
    internal static long MemoryOf(AdmittedBatch batch) => LogBounds.BytesOfRequest + batch.Frame.Capacity;

    /// <summary>The writer's: bytes left the queue, and with them memory; if they are durable, how long the segment is now.</summary>
    internal void Settle(Segment? segment, long durableLength, long bytes, long memory)
    {
        TaskCompletionSource? grown = null;
        lock (_gate)
        {
            _inFlight -= bytes;
            _waiting -= memory;
            if (segment is not null)
            {
                segment.Length = durableLength;
                (grown, _growth) = (_growth, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            }

            Recount();
        }

        grown?.SetResult();
    }

    internal void Seal(Segment segment)
    {
        TaskCompletionSource? grown;
        lock (_gate)
        {
            segment.IsSealed = true;
            // A reader that waits behind its last record is to leave it.
            (grown, _growth) = (_growth, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        grown.SetResult();
    }

    internal long NewestSegment()
    {
        lock (_gate)
        {
            return _segments.Count == 0 ? 0 : _segments[^1].Number;
        }
    }

    private void Recount()
    {
        _stored = 0;
        foreach (var segment in _segments)
        {
            _stored += segment.Length - (segment.Number == _released.Segment ? Math.Min(segment.Length, _released.Offset) : 0);
        }

        _vitals.SetLogBytes(_stored + _inFlight);
    }

    /// <summary>One file of the log.</summary>
    internal sealed class Segment(long number, string path, long length, bool isSealed)
    {
        private long _length = length;
        private volatile bool _sealed = isSealed;

        public long Number { get; } = number;

        public string Path { get; } = path;

        /// <summary>How much of it may be read: what is durable, or all of a file that an earlier process wrote.</summary>
        public long Length
        {
            get => Volatile.Read(ref _length);
            set => Volatile.Write(ref _length, value);
        }

        /// <summary>Nothing is appended any more.</summary>
        public bool IsSealed
        {
            get => _sealed;
            set => _sealed = value;
        }
    }
}
