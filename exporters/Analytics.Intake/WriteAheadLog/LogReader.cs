using Analytics.Intake.Privacy;
using Microsoft.Win32.SafeHandles;

namespace Analytics.Intake.WriteAheadLog;

/// <summary>One record of the log, checked.</summary>
/// <param name="Bytes">Where the payload lies; nobody writes to it any more.</param>
/// <param name="Offset">Where in <paramref name="Bytes"/> it begins.</param>
/// <param name="Length">How long it is.</param>
/// <param name="Names">What its numbers mean.</param>
/// <param name="Next">The position behind it.</param>
internal readonly record struct LogRecord(byte[] Bytes, int Offset, int Length, LogNames Names, LogPosition Next)
{
    public long ReceivedAt => BatchCodec.ReceivedAt(Bytes.AsSpan(Offset, Length));

    public ReadmittedBatch Open() => PrivacyGate.Reopen(Bytes, Offset, Length, Names);
}

/// <summary>
/// Reads the log's records in order, in chunks, so that memory does not grow with the backlog. Bytes that are no record are never passed over in
/// silence: they are copied to the quarantine and reported; behind them reading goes on with the next valid record.
/// </summary>
internal sealed class LogReader(SegmentedLog log, LogPosition from, bool reports = true) : IDisposable
{
    /// <summary>Below the large-object threshold, since chunks live as long as the events in them.</summary>
    private const int ChunkSize = 80_000;

    private SegmentedLog.Segment? _segment;
    private SafeFileHandle? _file;
    private LogNames? _names;
    private byte[] _chunk = [];
    private long _chunkAt;
    private int _chunkLength;

    /// <summary>Where the next record begins.</summary>
    public LogPosition Position { get; private set; } = from;

    /// <summary>The next durable record; false when there is none yet.</summary>
    /// <exception cref="IOException">The disk cannot be read.</exception>
    public bool TryRead(out LogRecord record)
    {
        while (log.SegmentFrom(Position.Segment) is { } segment)
        {
            if (segment != _segment && !Enter(segment))
            {
                continue;
            }

            var limit = segment.Length;
            // Asked in this order: a segment is sealed after its last growth.
            if (Position.Offset >= limit)
            {
                if (!segment.IsSealed || Position.Offset < segment.Length)
                {
                    break;
                }

                Leave();
                continue;
            }

            if (TryReadAt(Position.Offset, limit, out record))
            {
                Position = record.Next;
                return true;
            }

            SkipDamage(limit);
        }

        record = default;
        return false;
    }

    public void Dispose() => _file?.Dispose();

    private bool Enter(SegmentedLog.Segment segment)
    {
        _file?.Dispose();
        _segment = segment;
        _chunkLength = 0;
        _file = File.OpenHandle(segment.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var head = new byte[(int)Math.Min(segment.Length, 4 * 1024 * 1024)];
        var read = RandomAccess.Read(_file, head, 0);
        if (SegmentFormat.ReadHead(head.AsSpan(0, read), segment.Number) is not { } names)
        {
            // Without its names nothing in it has a meaning. A head torn at creation has no record behind it.
            Quarantine(segment, 0, segment.Length, _file, isTail: segment.Length < SegmentFormat.HeadSize(log.Contract.Names.Length));
            Leave();
            return false;
        }

        _names = LogNames.Read(names, log.Contract);
        var first = SegmentFormat.HeadSize(names.Length);
        Position = Position.Segment == segment.Number && Position.Offset > first ? Position : new LogPosition(segment.Number, first);
        return true;
    }

    /// <summary>A reader that only looks leaves the reporting to the one that carries the log on.</summary>
    private void Quarantine(SegmentedLog.Segment segment, long from, long to, SafeFileHandle file, bool isTail)
    {
        if (reports)
        {
            new LogQuarantine(log).Take(segment, from, to, file, isTail);
        }
    }

    private void Leave()
    {
        Position = new LogPosition(_segment!.Number + 1, 0);
        _file?.Dispose();
        _file = null;
        _segment = null;
    }

    private bool TryReadAt(long offset, long limit, out LogRecord record)
    {
        record = default;
        if (!Fill(offset, SegmentFormat.RecordHead + BatchCodec.HeadSize, limit))
        {
            return false;
        }

        // The payload's head is looked at first: a search through damage would else compute a checksum at every byte.
        var head = _chunk.AsSpan((int)(offset - _chunkAt), SegmentFormat.RecordHead + BatchCodec.HeadSize);
        var claimed = SegmentFormat.PayloadLength(head);
        if (!BatchCodec.IsPlausible(head[SegmentFormat.RecordHead..], claimed) || !Fill(offset, SegmentFormat.RecordHead + claimed, limit))
        {
            return false;
        }

        var at = (int)(offset - _chunkAt);
        var length = SegmentFormat.Validate(_chunk.AsSpan(at, SegmentFormat.RecordHead + claimed), _segment!.Number, offset);
        if (length < 0)
        {
            return false;
        }

        record = new LogRecord(_chunk, at + SegmentFormat.RecordHead, length, _names!, new LogPosition(_segment.Number, offset + SegmentFormat.RecordHead + length));
        return true;
    }

    /// <summary>Makes the chunk hold the bytes; false when the segment ends before. A chunk is never written to again once records lie in it.</summary>
    private bool Fill(long offset, int count, long limit)
    {
        if (offset + count > limit)
        {
            return false;
        }

        if (_chunkLength > 0 && offset >= _chunkAt && offset + count <= _chunkAt + _chunkLength)
        {
            return true;
        }

        var size = (int)Math.Min(Math.Max(ChunkSize, count), limit - offset);
        var chunk = new byte[size];
        var read = 0;
        while (read < size)
        {
            var more = RandomAccess.Read(_file!, chunk.AsSpan(read), offset + read);
            if (more == 0)
            {
                break;
            }

            read += more;
        }

        (_chunk, _chunkAt, _chunkLength) = (chunk, offset, read);
        return read >= count;
    }

    private void SkipDamage(long limit)
    {
        var bad = Position.Offset;
        var good = bad + 1;
        while (good < limit && !TryReadAt(good, limit, out _))
        {
            good++;
        }

        Quarantine(_segment!, bad, good, _file!, isTail: good >= limit);
        Position = new LogPosition(_segment!.Number, good);
    }
}
