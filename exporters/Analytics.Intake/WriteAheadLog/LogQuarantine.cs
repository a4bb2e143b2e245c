using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Analytics.Intake.WriteAheadLog;

/// <summary>Keeps the bytes of the log that are no valid record, and says so. A tail torn by a crash was never acknowledged; damage in the middle may have been.</summary>
internal sealed class LogQuarantine(SegmentedLog log)
{
    public void Take(SegmentedLog.Segment segment, long from, long to, SafeFileHandle file, bool isTail)
    {
        if (to <= from || (isTail && IsZero(file, from, to)))
        {
            return;
        }

        Directory.CreateDirectory(log.Quarantine);
        var name = string.Create(CultureInfo.InvariantCulture, $"{segment.Number:D20}-{from}-{(isTail ? "tail" : "damage")}.bin");
        var path = Path.Combine(log.Quarantine, name);
        using (var copy = File.OpenHandle(path, FileMode.Create, FileAccess.Write))
        {
            var buffer = new byte[64 * 1024];
            for (var at = from; at < to;)
            {
                var read = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(buffer.Length, to - at)), at);
                if (read == 0)
                {
                    break;
                }

                RandomAccess.Write(copy, buffer.AsSpan(0, read), at - from);
                at += read;
            }
        }

        if (isTail)
        {
            Log.TornTail(log.Logger, segment.Number, from, to - from, path);
        }
        else
        {
            log.Vitals.CountDamaged(to - from);
            Log.DamagedRecord(log.Logger, segment.Number, from, to - from, path);
        }
    }

    /// <summary>Keeps a record that is valid by its checksum but cannot be decoded.</summary>
    public void Take(LogRecord record)
    {
        Directory.CreateDirectory(log.Quarantine);
        var name = string.Create(CultureInfo.InvariantCulture, $"{record.Next.Segment:D20}-{record.Next.Offset - record.Length}-undecodable.bin");
        using var copy = File.OpenHandle(Path.Combine(log.Quarantine, name), FileMode.Create, FileAccess.Write);
        RandomAccess.Write(copy, record.Bytes.AsSpan(record.Offset, record.Length), 0);
        log.Vitals.CountDamaged(record.Length);
    }

    private static bool IsZero(SafeFileHandle file, long from, long to)
    {
        var buffer = new byte[64 * 1024];
        while (from < to)
        {
            var read = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(buffer.Length, to - from)), from);
            if (read == 0 || buffer.AsSpan(0, read).ContainsAnyExcept((byte)0))
            {
                return read == 0;
            }

            from += read;
        }

        return true;
    }
}
