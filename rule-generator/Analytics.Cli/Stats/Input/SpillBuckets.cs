using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Analytics.Cli.Stats.Input;

/// <summary>
/// Records sorted into buckets, in memory up to a budget, beyond it in one temporary file that vanishes with the process. Within a bucket
/// records keep their order. So a file of any length is worked through bucket by bucket in bounded memory.
/// </summary>
internal sealed class SpillBuckets<T> : IDisposable
    where T : unmanaged
{
    private readonly long _budget;
    private readonly T[][] _buffers;
    private readonly int[] _counts;
    private readonly List<(long Offset, int Count)>[] _extents;
    private long _held;
    private SafeFileHandle? _file;
    private long _fileLength;

    public SpillBuckets(int buckets, long budgetBytes)
    {
        _budget = budgetBytes;
        _buffers = new T[buckets][];
        _counts = new int[buckets];
        _extents = new List<(long, int)>[buckets];
        for (var i = 0; i < buckets; i++)
        {
            _buffers[i] = [];
            _extents[i] = [];
        }
    }

    public int Buckets => _buffers.Length;

    public void Add(int bucket, in T record)
    {
        var buffer = _buffers[bucket];
        var count = _counts[bucket];
        if (count == buffer.Length)
        {
            buffer = Grow(bucket);
            count = _counts[bucket];
        }

        buffer[count] = record;
        _counts[bucket] = count + 1;
    }

    public long Count(int bucket)
    {
        long count = _counts[bucket];
        foreach (var extent in _extents[bucket])
        {
            count += extent.Count;
        }

        return count;
    }

    /// <summary>A copy of the bucket's records in the order they came.</summary>
    public T[] Load(int bucket)
    {
        var all = new T[Count(bucket)];
        var at = 0;
        foreach (var (offset, count) in _extents[bucket])
        {
            var bytes = MemoryMarshal.AsBytes(all.AsSpan(at, count));
            for (var read = 0; read < bytes.Length;)
            {
                var got = RandomAccess.Read(_file!, bytes[read..], offset + read);
                read += got > 0 ? got : throw new EndOfStreamException("the temporary file was cut short");
            }

            at += count;
        }

        _buffers[bucket].AsSpan(0, _counts[bucket]).CopyTo(all.AsSpan(at));
        return all;
    }

    /// <summary>Forgets what a bucket holds in memory.</summary>
    public void Release(int bucket)
    {
        _buffers[bucket] = [];
        _counts[bucket] = 0;
    }

    public void Dispose() => _file?.Dispose();

    private T[] Grow(int bucket)
    {
        var buffer = _buffers[bucket];
        var length = Math.Max(64, buffer.Length * 2);
        var more = (length - buffer.Length) * (long)System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
        if (_held + more > _budget && _counts[bucket] > 0)
        {
            SpillAll();
            return buffer;
        }

        _held += more;
        Array.Resize(ref buffer, length);
        return _buffers[bucket] = buffer;
    }

    private void SpillAll()
    {
        _file ??= File.OpenHandle(
            Path.Combine(Path.GetTempPath(), $"analytics-{Environment.ProcessId}-{Path.GetRandomFileName()}"),
            FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
        for (var i = 0; i < _buffers.Length; i++)
        {
            if (_counts[i] == 0)
            {
                continue;
            }

            var bytes = MemoryMarshal.AsBytes(_buffers[i].AsSpan(0, _counts[i]));
            RandomAccess.Write(_file, bytes, _fileLength);
            _extents[i].Add((_fileLength, _counts[i]));
            _fileLength += bytes.Length;
            _counts[i] = 0;
        }
    }
}
