using Analytics.Intake.Privacy;
using Microsoft.Win32.SafeHandles;

namespace Analytics.Intake.WriteAheadLog;

/// <summary>
/// The log's one writer, on a thread of its own. While it waits for the disk, requests queue; then it takes all of them (up to
/// <see cref="MaxGroup"/>) at once. Where several wait, flushes keep a pace, so that a fast disk does not make every request pay for one of its own; a lone
/// sender never waits for company. After a failed write the segment is cut back to what is durable; after a failed flush nobody knows what the
/// disk has (a second fsync may lie, see "fsyncgate" 2018), so the segment is given up and a new one begins.
/// </summary>
internal sealed class GroupCommit : IDisposable
{
    private const int MaxGroup = 8 * 1024 * 1024;

    /// <summary>
    /// After a flush that several waited for the next begins no sooner than this after it began: one costs the processor what reading thirty events costs.
    /// </summary>
    internal static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(3);

    private readonly SegmentedLog _log;
    private readonly LogBounds _bounds;
    private readonly TimeProvider _clock;
    private readonly Thread _thread;
    private readonly object _gate = new();
    private readonly List<ReadOnlyMemory<byte>> _parts = [];
    private readonly List<Waiting> _group = [];
    private readonly Queue<Waiting> _queue = [];
    private SegmentedLog.Segment? _segment;
    private SafeFileHandle? _file;
    private long _end;
    private long _attempts;
    private TaskCompletionSource<long>? _ending;
    private long _flushBegan;
    private bool _isIdle;
    private bool _stopping;

    public GroupCommit(SegmentedLog log, LogBounds bounds, TimeProvider clock)
    {
        _log = log;
        _bounds = bounds;
        _clock = clock;
        _thread = new Thread(Run) { IsBackground = true, Name = "analytics log" };
        _thread.Start();
    }

    private readonly record struct Waiting(AdmittedBatch Batch, TaskCompletionSource<AppendOutcome> Done);

    public Task<AppendOutcome> Enqueue(AdmittedBatch batch)
    {
        var waiting = new Waiting(batch, new TaskCompletionSource<AppendOutcome>(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_gate)
        {
            _queue.Enqueue(waiting);
            if (_isIdle)
            {
                Monitor.Pulse(_gate);
            }
        }

        return waiting.Done.Task;
    }

    /// <summary>Ends the current segment after what waits; answers the newest segment's number.</summary>
    public Task<long> EndSegment()
    {
        lock (_gate)
        {
            _ending ??= new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            Monitor.Pulse(_gate);
            return _ending.Task;
        }
    }

    /// <summary>Writes what waits, then stops.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join();
    }

    private void Run()
    {
        while (TakeGroup())
        {
            if (_group.Count == 0)
            {
                EndSegmentIfAsked();
                continue;
            }

            var bytes = _group.Sum(waiting => (long)waiting.Batch.Frame.Length);
            var outcome = Commit(bytes);
            _log.Settle(outcome == AppendOutcome.Durable ? _segment : null, _end, bytes, _group.Sum(waiting => SegmentedLog.MemoryOf(waiting.Batch)));
            foreach (var waiting in _group)
            {
                waiting.Done.SetResult(outcome);
            }

            EndSegmentIfAsked();
        }

        EndSegmentIfAsked();
        _file?.Dispose();
    }

    private void EndSegmentIfAsked()
    {
        TaskCompletionSource<long>? asked;
        lock (_gate)
        {
            (asked, _ending) = (_ending, null);
        }

        if (asked is not null)
        {
            CutBack();
            GiveUpSegment();
            asked.SetResult(_log.NewestSegment());
        }
    }

    private bool TakeGroup()
    {
        var hadCompany = _group.Count > 1;
        _group.Clear();
        lock (_gate)
        {
            while (_queue.Count == 0)
            {
                if (_ending is not null)
                {
                    return true;
                }

                if (_stopping)
                {
                    return false;
                }

                _isIdle = true;
                Monitor.Wait(_gate);
                _isIdle = false;
            }

            if (hadCompany && _ending is null && !_stopping && Pace - _clock.GetElapsedTime(_flushBegan) is { TotalMilliseconds: >= 0.5 } left)
            {
                Monitor.Wait(_gate, (int)Math.Ceiling(left.TotalMilliseconds));
            }

            var bytes = 0;
            while (_queue.TryPeek(out var next) && (bytes == 0 || bytes + next.Batch.Frame.Length <= MaxGroup))
            {
                bytes += next.Batch.Frame.Length;
                _group.Add(_queue.Dequeue());
            }
        }

        return true;
    }

    private AppendOutcome Commit(long bytes)
    {
        try
        {
            if (_segment is null || (_end + bytes > _bounds.SegmentBytes && _end > SegmentFormat.HeadSize(_log.Contract.Names.Length)))
            {
                Roll(bytes);
            }

            Write();
        }
        catch (Exception e) when (LogDisk.IsRefusal(e))
        {
            _log.Vitals.NoteDiskRefusal();
            Log.DiskRefusedWrite(_log.Logger, e);
            CutBack();
            if (e is not IOException)
            {
                // Not the disk is full, but the file as large as it may be.
                GiveUpSegment();
            }

            return AppendOutcome.DiskFailed;
        }

        _flushBegan = _clock.GetTimestamp();
        try
        {
            _log.Disk.Flush(_file!);
        }
        catch (Exception e) when (LogDisk.IsRefusal(e))
        {
            _log.Vitals.NoteDiskRefusal();
            Log.DiskRefusedFlush(_log.Logger, e);
            CutBack();
            GiveUpSegment();
            return AppendOutcome.DiskFailed;
        }

        _end += bytes;
        _log.Vitals.Flush(_clock.GetElapsedTime(_flushBegan).TotalSeconds);
        return AppendOutcome.Durable;
    }

    private void Write()
    {
        _parts.Clear();
        var offset = _end;
        foreach (var waiting in _group)
        {
            var frame = waiting.Batch.Frame;
            SegmentFormat.Frame(frame.Editable, _segment!.Number, offset);
            _parts.Add(frame.WrittenMemory);
            offset += frame.Length;
        }

        _log.Disk.Write(_file!, _parts, _end);
    }

    private void Roll(long bytes)
    {
        if (_segment is not null)
        {
            CutBack();
            GiveUpSegment();
        }

        // Each attempt takes a new number: a file that could not even be deleted is not in the way.
        var next = _log.NextSegment(_attempts);
        _attempts = next.Number + 1;
        SafeFileHandle? file = null;
        try
        {
            var head = SegmentFormat.Head(next.Number, _log.Contract.Names);
            file = _log.Disk.Create(next.Path, Math.Max(_bounds.SegmentBytes, head.Length + bytes));
            _log.Disk.Write(file, [head], 0);
            _log.Disk.Flush(file);
            _log.FlushFolder();
            next.Length = _end = head.Length;
        }
        catch (Exception e) when (LogDisk.IsRefusal(e))
        {
            file?.Dispose();
            TryDelete(next.Path);
            throw;
        }

        _file = file;
        _segment = next;
        _log.Add(next);
    }

    private void GiveUpSegment()
    {
        _file?.Dispose();
        _file = null;
        if (_segment is not null)
        {
            _log.Seal(_segment);
            _segment = null;
        }
    }

    /// <summary>Takes everything behind the durable end away, and blocks reserved beyond it. When even that fails, the segment is given up.</summary>
    private void CutBack()
    {
        if (_file is null)
        {
            return;
        }

        try
        {
            _log.Disk.Truncate(_file, _end);
        }
        catch (Exception e) when (LogDisk.IsRefusal(e))
        {
            Log.DiskRefusedWrite(_log.Logger, e);
            GiveUpSegment();
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (LogDisk.IsRefusal(e))
        {
            // It has no record yet; the next process reads its head, finds nothing behind it and deletes it.
        }
    }
}
