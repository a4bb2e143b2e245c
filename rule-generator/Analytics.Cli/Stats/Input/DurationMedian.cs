using System.Numerics;

namespace Analytics.Cli.Stats.Input;

/// <summary>The exact median of many durations in bounded memory: buckets in ascending order of size, of which at most two are looked into.</summary>
internal sealed class DurationMedian : IDisposable
{
    private readonly SpillBuckets<long> _buckets = new(64 * 16, 16L << 20);
    private long _zeros;
    private long _count;

    public void Add(long ticks)
    {
        _count++;
        if (ticks == 0)
        {
            // Most sessions are a single event: these are only counted.
            _zeros++;
            return;
        }

        _buckets.Add(BucketOf(ticks), ticks);
    }

    /// <summary>Median in ticks over several gatherings; null without any duration.</summary>
    public static double? Of(IReadOnlyList<DurationMedian> parts)
    {
        var count = parts.Sum(p => p._count);
        return count == 0 ? null : (At(parts, (count - 1) / 2) + At(parts, count / 2)) / 2.0;
    }

    public void Dispose() => _buckets.Dispose();

    // Four bits after the leading one tell buckets of one magnitude apart: ascending in the value.
    private static int BucketOf(long ticks)
    {
        if (ticks < 16)
        {
            return (int)ticks;
        }

        var magnitude = BitOperations.Log2((ulong)ticks);
        return ((magnitude - 3) * 16) + (int)((ticks >> (magnitude - 4)) & 15);
    }

    private static long At(IReadOnlyList<DurationMedian> parts, long rank)
    {
        rank -= parts.Sum(p => p._zeros);
        if (rank < 0)
        {
            return 0;
        }

        for (var bucket = 0; ; bucket++)
        {
            var inBucket = parts.Sum(p => p._buckets.Count(bucket));
            if (rank < inBucket)
            {
                var values = parts.SelectMany(p => p._buckets.Load(bucket)).ToArray();
                Array.Sort(values);
                return values[rank];
            }

            rank -= inBucket;
        }
    }
}
