namespace Analytics.Intake.Contract;

/// <summary>How much one source may send. Zero means: as much as it likes.</summary>
/// <param name="EventsPerSecond">Events a second in the long run.</param>
/// <param name="BytesPerSecond">Bytes of (decompressed) bodies a second in the long run.</param>
public readonly record struct SourceQuota(double EventsPerSecond, double BytesPerSecond)
{
    /// <summary>No limit.</summary>
    public static readonly SourceQuota None;

    /// <summary>Whether there is nothing to count.</summary>
    public bool IsNone => EventsPerSecond <= 0 && BytesPerSecond <= 0;
}

/// <summary>
/// A token bucket for each source, in events and in bytes. A source may save up <see cref="Burst"/>. A request is taken as long as anything is left, and
/// may overdraw: how many events are in it is known only after the work that the quota is to save. What is overdrawn is waited for. Safe for many threads.
/// </summary>
internal sealed class SourceQuotas(SourceQuota usual, IReadOnlyDictionary<string, SourceQuota> own, TimeProvider clock)
{
    /// <summary>How many seconds' worth a quiet source has in hand.</summary>
    public static readonly TimeSpan Burst = TimeSpan.FromSeconds(5);

    /// <summary>How many sources are counted at once; full buckets are forgotten first, and a bucket that is forgotten is full.</summary>
    private const int MostSources = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Bucket> _buckets = [];

    /// <summary>How many sources are being counted.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _buckets.Count;
            }
        }
    }

    /// <summary>Whether there are any quotas at all.</summary>
    private bool IsIdle { get; } = usual.IsNone && own.Count == 0;

    /// <summary>How long a source has to wait; null when it may send now.</summary>
    public TimeSpan? Wait(string source)
    {
        if (IsIdle || QuotaOf(source) is not { IsNone: false } quota)
        {
            return null;
        }

        lock (_gate)
        {
            var bucket = BucketOf(source, quota);
            var seconds = Math.Max(Seconds(bucket.Events, quota.EventsPerSecond), Seconds(bucket.Bytes, quota.BytesPerSecond));
            return seconds > 0 ? TimeSpan.FromSeconds(Math.Min(seconds, 3600)) : null;
        }
    }

    /// <summary>Takes what a request used.</summary>
    public void Use(string source, int events, int bytes)
    {
        if (IsIdle || QuotaOf(source) is not { IsNone: false } quota)
        {
            return;
        }

        lock (_gate)
        {
            var bucket = BucketOf(source, quota);
            bucket.Events -= events;
            bucket.Bytes -= bytes;
        }
    }

    private static double Seconds(double left, double rate) => rate > 0 && left <= 0 ? Math.Max(-left / rate, 0.001) : 0;

    private SourceQuota QuotaOf(string source) => own.TryGetValue(source, out var quota) ? quota : usual;

    private Bucket BucketOf(string source, SourceQuota quota)
    {
        var now = clock.GetTimestamp();
        if (!_buckets.TryGetValue(source, out var bucket))
        {
            MakeRoom(now);
            _buckets[source] = bucket = new Bucket { At = now, Events = quota.EventsPerSecond * Burst.TotalSeconds, Bytes = quota.BytesPerSecond * Burst.TotalSeconds };
            return bucket;
        }

        var passed = clock.GetElapsedTime(bucket.At, now).TotalSeconds;
        bucket.At = now;
        bucket.Events = Math.Min(quota.EventsPerSecond * Burst.TotalSeconds, bucket.Events + (passed * quota.EventsPerSecond));
        bucket.Bytes = Math.Min(quota.BytesPerSecond * Burst.TotalSeconds, bucket.Bytes + (passed * quota.BytesPerSecond));
        return bucket;
    }

    private void MakeRoom(long now)
    {
        if (_buckets.Count < MostSources)
        {
            return;
        }

        // Longest unused first: those are the fullest.
        foreach (var (source, _) in _buckets.OrderByDescending(pair => clock.GetElapsedTime(pair.Value.At, now)).Take(MostSources / 10).ToList())
        {
            _buckets.Remove(source);
        }
    }

    private sealed class Bucket
    {
        public long At { get; set; }

        public double Events { get; set; }

        public double Bytes { get; set; }
    }
}
