namespace Analytics.Intake.Contract;

/// <summary>What is known about an id.</summary>
internal enum IdMatch
{
    /// <summary>Nothing within the window: PostgreSQL will have the last word.</summary>
    New,

    /// <summary>It is durable with this very content.</summary>
    Same,

    /// <summary>It is durable with other content.</summary>
    Different,
}

/// <summary>An event by the hashes of its id (<see cref="IdHash"/>) and of its content.</summary>
internal readonly record struct KnownEvent(UInt128 Id, UInt128 Content);

/// <summary>
/// The ids of the events that became durable lately, with the fingerprints of their contents. Holds the newest half of its capacity to all of
/// it: two generations, the older one thrown away when the younger is full. Safe for many threads.
/// </summary>
internal sealed class RecentIds(int capacity)
{
    /// <summary>How many places are on their way from memory while ids are added.</summary>
    private const int Ahead = 20;

    private readonly Lock _gate = new();
    private IdGeneration _young = new(capacity / 2);
    private IdGeneration _old = new(capacity / 2);

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _young.Count + _old.Count;
            }
        }
    }

    /// <summary>Announces that an id will be looked for: most are new and lie in no cache, and waiting for memory costs more than everything else here.</summary>
    public void Fetch(UInt128 id)
    {
        _young.Fetch(id);
        _old.Fetch(id);
    }

    public IdMatch Find(KnownEvent sought)
    {
        lock (_gate)
        {
            return _young.TryFind(sought.Id, out var content) || _old.TryFind(sought.Id, out content)
                ? content == sought.Content ? IdMatch.Same : IdMatch.Different
                : IdMatch.New;
        }
    }

    /// <summary>Adds events that have become durable; an id that is known already keeps its first content.</summary>
    public void Add(ReadOnlySpan<KnownEvent> events)
    {
        lock (_gate)
        {
            for (var i = 0; i < events.Length; i++)
            {
                if (i + Ahead < events.Length)
                {
                    Fetch(events[i + Ahead].Id);
                }

                Add(events[i]);
            }
        }
    }

    private void Add(KnownEvent known)
    {
        if (_young.TryFind(known.Id, out _) || _old.TryFind(known.Id, out _))
        {
            return;
        }

        if (_young.IsFull)
        {
            (_old, _young) = (_young, _old);
            _young.Clear();
        }

        _young.Add(known);
    }
}
