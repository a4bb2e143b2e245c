using Analytics.Cli.Stats.Output;

namespace Analytics.Cli.Stats.Input;

/// <summary>One event as the tallies need it. Tag says what the command made of the event's name.</summary>
internal readonly record struct EventRecord(UInt128 User, long Ticks, int Tag) : IComparable<EventRecord>
{
    public int CompareTo(EventRecord other)
    {
        var byUser = User.CompareTo(other.User);
        return byUser != 0 ? byUser : Ticks.CompareTo(other.Ticks);
    }
}

/// <summary>All events of one person, ascending in time.</summary>
internal delegate void PersonHandler(ReadOnlySpan<EventRecord> events);

/// <summary>Where an events file keeps what, and which part of it counts.</summary>
internal sealed record EventSource(string Path, string User, string Time, string Id, string? Name, long? From, long? To);

/// <summary>
/// An events file, deduplicated by event id (the earliest row stays) and sorted by person in bounded memory: rows go into buckets by a hash of
/// their id, survivors into buckets by a hash of their user, and each bucket is sorted alone. The file may be in any order.
/// </summary>
internal sealed class EventScan : IDisposable
{
    private const int Buckets = 256;
    private const long Budget = 64L << 20;
    private const int NotCounted = -1;
    private const int Anonymous = -2;

    private static readonly int Workers = Math.Clamp(Environment.ProcessorCount, 1, 4);

    // In the order of the file: of two rows with one id the one in the earlier share, or earlier in it, stays.
    private readonly List<Share> _shares = [];

    private long _duplicates;

    private EventScan()
    {
    }

    public int? FirstDay => _shares.Any(s => s.Events > 0) ? Instants.Day(_shares.Min(s => s.FirstTicks)) : null;

    /// <summary>Day of the last event that counts, an anonymous one included.</summary>
    public int? LastDay => _shares.Any(s => s.Events > 0) ? Instants.Day(_shares.Max(s => s.LastTicks)) : null;

    /// <summary>The rows that were read but are nobody's event.</summary>
    public SkippedRows Skipped()
    {
        var skipped = new SkippedRows();
        skipped.Add("outOfRange", "before --from or after --to", _shares.Sum(s => s.OutOfRange));
        skipped.Add("duplicates", "an event id that came before", _duplicates);
        skipped.Add("anonymous", "no user: in totals, not among people", _shares.Sum(s => s.Anonymous));
        return skipped;
    }

    /// <summary>Reads the file. <paramref name="tagOf"/> gets the event's name and answers a tag, or a negative number for an event that does not count.</summary>
    public static EventScan Read(EventSource source, Func<CsvReader, int, int>? tagOf)
    {
        using var csv = new CsvReader(source.Path);
        var user = csv.Column(source.User, "--user");
        var time = csv.Column(source.Time, "--time");
        var id = csv.OptionalColumn(source.Id);
        if (id < 0 && !source.Id.Equals("event_id", StringComparison.Ordinal))
        {
            csv.Column(source.Id, "--id");
        }

        var name = source.Name is null ? -1 : csv.Column(source.Name, "--event");
        var (from, to) = (source.From ?? long.MinValue, source.To ?? long.MaxValue);
        var scan = new EventScan();
        var parts = csv.Split(Workers);
        scan._shares.AddRange(parts.Select(_ => new Share()));
        InParallel(parts.Count, part =>
        {
            var (rows, share) = (parts[part], scan._shares[part]);
            while (rows.Read())
            {
                var ticks = rows.Instant(time);
                var who = rows[user];
                var outside = ticks < from || ticks > to;
                share.OutOfRange += outside ? 1 : 0;
                var tag = outside ? NotCounted : tagOf?.Invoke(rows, name) ?? 0;
                tag = tag < 0 ? NotCounted : who.IsEmpty ? Anonymous : tag;
                var record = new EventRecord(ByteHash.Of(who), ticks, tag);
                if (id < 0 || rows[id].IsEmpty)
                {
                    share.Keep(record);
                }
                else
                {
                    var hash = ByteHash.Of(rows[id]);
                    share.ById.Add((int)((ulong)hash % Buckets), (hash, record));
                }
            }
        });
        foreach (var part in parts)
        {
            part.Dispose();
        }

        if (id >= 0)
        {
            scan.KeepDistinct();
        }

        return scan;
    }

    /// <summary>
    /// Hands out every person's events, people in no special order. Works on several threads, each with a handler of its own, whose results the
    /// caller then adds up.
    /// </summary>
    public void ForEachPerson(Func<PersonHandler> newHandler)
    {
        var next = -1;
        var handlers = Enumerable.Range(0, Workers).Select(_ => newHandler()).ToArray();
        var people = _shares.Select(s => s.People).ToArray();
        InParallel(Workers, worker =>
        {
            EventRecord[] buffer = [];
            for (var bucket = Interlocked.Increment(ref next); bucket < Buckets; bucket = Interlocked.Increment(ref next))
            {
                Handle(SpillBuckets<EventRecord>.LoadAll(people, bucket, ref buffer), handlers[worker]);
            }
        });
    }

    public void Dispose() => _shares.ForEach(s => s.Dispose());

    private static void Handle(Span<EventRecord> events, PersonHandler handler)
    {
        events.Sort();
        for (var start = 0; start < events.Length;)
        {
            var end = start + 1;
            while (end < events.Length && events[end].User == events[start].User)
            {
                end++;
            }

            handler(events[start..end]);
            start = end;
        }
    }

    // A bad row fails on its worker's thread; the first worker's failure (the earliest row's) is the one to show.
    private static void InParallel(int count, Action<int> work)
    {
        var tasks = Enumerable.Range(0, count).Select(i => Task.Run(() => work(i))).ToArray();
        Task.WaitAny(Task.WhenAll(tasks));
        tasks.FirstOrDefault(t => t.IsFaulted)?.GetAwaiter().GetResult();
    }

    private void KeepDistinct()
    {
        var sources = _shares.Select(s => s.ById).ToArray();
        var survivors = Enumerable.Range(0, Workers).Select(_ => new Share()).ToArray();
        var next = -1;
        InParallel(Workers, worker =>
        {
            var seen = new HashSet<UInt128>();
            (UInt128 Id, EventRecord Event)[] buffer = [];
            for (var bucket = Interlocked.Increment(ref next); bucket < Buckets; bucket = Interlocked.Increment(ref next))
            {
                seen.Clear();
                foreach (var (id, record) in SpillBuckets<(UInt128 Id, EventRecord Event)>.LoadAll(sources, bucket, ref buffer))
                {
                    if (seen.Add(id))
                    {
                        survivors[worker].Keep(record);
                    }
                    else
                    {
                        Interlocked.Increment(ref _duplicates);
                    }
                }
            }
        });
        foreach (var source in sources)
        {
            source.Dispose();
        }

        _shares.AddRange(survivors);
    }

    /// <summary>What one worker has gathered.</summary>
    private sealed class Share : IDisposable
    {
        public SpillBuckets<(UInt128 Id, EventRecord Event)> ById { get; } = new(Buckets, Budget / Workers);

        public SpillBuckets<EventRecord> People { get; } = new(Buckets, Budget / Workers);

        public long Events { get; private set; }

        public long OutOfRange { get; set; }

        public long Anonymous { get; private set; }

        public long FirstTicks { get; private set; } = long.MaxValue;

        public long LastTicks { get; private set; } = long.MinValue;

        public void Keep(in EventRecord record)
        {
            if (record.Tag == NotCounted)
            {
                return;
            }

            Events++;
            FirstTicks = Math.Min(FirstTicks, record.Ticks);
            LastTicks = Math.Max(LastTicks, record.Ticks);
            if (record.Tag != EventScan.Anonymous)
            {
                People.Add((int)((ulong)record.User % Buckets), record);
            }
            else
            {
                Anonymous++;
            }
        }

        public void Dispose()
        {
            ById.Dispose();
            People.Dispose();
        }
    }
}
