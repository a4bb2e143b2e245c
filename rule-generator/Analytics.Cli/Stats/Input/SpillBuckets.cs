using System.Runtime.CompilerServices;
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
    private readonly int _capacity;
    private readonly T[][] _buffers;
    private readonly int[] _counts;
    private readonly List<(long Offset, int Count)>[] _extents;
    private SafeFileHandle? _file;
    private long _fileLength;

    /// <param name="buckets">How many.</param>
    /// <param name="budgetBytes">Memory for all of them together; each gets an equal part.</param>
    public SpillBuckets(int buckets, long budgetBytes)
    {
        _capacity = (int)Math.Max(64, budgetBytes / buckets / Unsafe.SizeOf<T>());
        _buffers = new T[buckets][];
        _counts = new int[buckets];
        _extents = new List<(long, int)>[buckets];
        for (var i = 0; i < buckets; i++)
        {
            _buffers[i] = [];
            _extents[i] = [];
        }
    }

    public void Add(int bucket, in T record)
    {
        var buffer = _buffers[bucket];
        if (_counts[bucket] == buffer.Length)
        {
            buffer = MakeRoom(bucket);
        }

        buffer[_counts[bucket]++] = record;
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

    /// <summary>The bucket's records in the order they came.</summary>
    public T[] Load(int bucket)
    {
        T[] all = [];
        return LoadAll([this], bucket, ref all).ToArray();
    }

    /// <summary>
    /// One bucket of several stores as one, the first store's records first. Different buckets may be loaded at the same time.
    /// </summary>
    /// <param name="stores">In order.</param>
    /// <param name="bucket">Which.</param>
    /// <param name="buffer">Memory to use again and again; replaced by a larger one when it is too small.</param>
    public static Span<T> LoadAll(IReadOnlyList<SpillBuckets<T>> stores, int bucket, ref T[] buffer)
    {
        var count = (int)stores.Sum(s => s.Count(bucket));
        if (buffer.Length < count)
        {
            buffer = new T[count + (count / 4)];
        }

        var at = 0;
        foreach (var store in stores)
        {
            at += store.CopyTo(buffer.AsSpan(at), bucket);
        }

        return buffer.AsSpan(0, count);
    }

    public void Dispose() => _file?.Dispose();

    private int CopyTo(Span<T> all, int bucket)
    {
        var at = 0;
        foreach (var (offset, count) in _extents[bucket])
        {
            var bytes = MemoryMarshal.AsBytes(all.Slice(at, count));
            for (var read = 0; read < bytes.Length;)
            {
                var got = RandomAccess.Read(_file!, bytes[read..], offset + read);
                read += got > 0 ? got : throw new EndOfStreamException("the temporary file was cut short");
            }

            at += count;
        }

        _buffers[bucket].AsSpan(0, _counts[bucket]).CopyTo(all[at..]);
        return at + _counts[bucket];
    }

    private T[] MakeRoom(int bucket)
    {
        var buffer = _buffers[bucket];
        if (buffer.Length < _capacity)
        {
            Array.Resize(ref buffer, Math.Min(_capacity, Math.Max(64, buffer.Length * 2)));
            return _buffers[bucket] = buffer;
        }

        _file ??= File.OpenHandle(
            Path.Combine(Path.GetTempPath(), $"analytics-{Environment.ProcessId}-{Path.GetRandomFileName()}"),
            FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
        var bytes = MemoryMarshal.AsBytes(buffer.AsSpan(0, _counts[bucket]));
        RandomAccess.Write(_file, bytes, _fileLength);
        _extents[bucket].Add((_fileLength, _counts[bucket]));
        _fileLength += bytes.Length;
        _counts[bucket] = 0;
        return buffer;
    }
}
