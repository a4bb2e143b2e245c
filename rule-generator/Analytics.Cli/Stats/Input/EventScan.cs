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

    private readonly SpillBuckets<EventRecord> _people = new(Buckets, Budget);
    private long _firstTicks = long.MaxValue;
    private long _lastTicks = long.MinValue;

    private EventScan()
    {
    }

    /// <summary>Events that count, anonymous ones included, duplicates not.</summary>
    public long Events { get; private set; }

    public int? FirstDay => Events == 0 ? null : Instants.Day(_firstTicks);

    public int? LastDay => Events == 0 ? null : Instants.Day(_lastTicks);

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
        var scan = new EventScan();
        using var byId = id < 0 ? null : new SpillBuckets<(UInt128 Id, EventRecord Event)>(Buckets, Budget);
        var (from, to) = (source.From ?? long.MinValue, source.To ?? long.MaxValue);
        while (csv.Read())
        {
            var ticks = csv.Instant(time);
            var who = csv[user];
            var tag = ticks < from || ticks > to ? NotCounted : tagOf?.Invoke(csv, name) ?? 0;
            tag = tag < 0 ? NotCounted : who.IsEmpty ? Anonymous : tag;
            var record = new EventRecord(ByteHash.Of(who), ticks, tag);
            if (byId is null || csv[id].IsEmpty)
            {
                scan.Keep(record);
            }
            else
            {
                var hash = ByteHash.Of(csv[id]);
                byId.Add((int)((ulong)hash % Buckets), (hash, record));
            }
        }

        if (byId is not null)
        {
            scan.KeepDistinct(byId);
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
        var workers = Enumerable.Range(0, Math.Clamp(Environment.ProcessorCount, 1, 4)).Select(_ => newHandler()).Select(handler => Task.Run(() =>
        {
            for (var bucket = Interlocked.Increment(ref next); bucket < Buckets; bucket = Interlocked.Increment(ref next))
            {
                Handle(_people.Load(bucket), handler);
                _people.Release(bucket);
            }
        })).ToArray();
        Task.WhenAll(workers).GetAwaiter().GetResult();
    }

    public void Dispose() => _people.Dispose();

    private static void Handle(EventRecord[] events, PersonHandler handler)
    {
        events.AsSpan().Sort();
        for (var start = 0; start < events.Length;)
        {
            var end = start + 1;
            while (end < events.Length && events[end].User == events[start].User)
            {
                end++;
            }

            handler(events.AsSpan(start, end - start));
            start = end;
        }
    }

    private void Keep(in EventRecord record)
    {
        if (record.Tag == NotCounted)
        {
            return;
        }

        Events++;
        _firstTicks = Math.Min(_firstTicks, record.Ticks);
        _lastTicks = Math.Max(_lastTicks, record.Ticks);
        if (record.Tag != Anonymous)
        {
            _people.Add((int)((ulong)record.User % Buckets), record);
        }
    }

    private void KeepDistinct(SpillBuckets<(UInt128 Id, EventRecord Event)> byId)
    {
        var seen = new HashSet<UInt128>();
        for (var bucket = 0; bucket < byId.Buckets; bucket++)
        {
            seen.Clear();
            foreach (var (id, record) in byId.Load(bucket))
            {
                if (seen.Add(id))
                {
                    Keep(record);
                }
            }

            byId.Release(bucket);
        }
    }
}
