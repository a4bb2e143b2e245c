namespace Analytics.Statistics.Engagement;

/// <summary>Which event of step 1 a person's funnel starts from.</summary>
public enum FunnelAnchor
{
    /// <summary>The person's first event of step 1.</summary>
    First,

    /// <summary>Any: a step is reached if some anchor reaches it; times come from the earliest anchor that converts.</summary>
    Any,
}

/// <summary>One event of a person in a funnel: when, and which distinct event name (an index).</summary>
public readonly record struct FunnelEvent(long Instant, int Name);

/// <summary>
/// Counts who reaches which step of a funnel: t0 is the anchor event of step 1, t_k the earliest event of step k with
/// t_(k-1) &lt; t &lt;= t0 + window. Tallies of disjoint people add up with <see cref="Add"/>.
/// </summary>
/// <param name="steps">For each step the index of its event name; a name may serve several steps.</param>
/// <param name="window">Measured from t0, its end included.</param>
/// <param name="anchor">Where to start.</param>
/// <param name="onConversion">Called with each converter's ticks from t0 to the last step.</param>
public sealed class FunnelTally(IReadOnlyList<int> steps, TimeSpan window, FunnelAnchor anchor, Action<long>? onConversion = null)
{
    private readonly long[] _reached = new long[steps.Count];
    private int[] _next = [];

    /// <summary>People who reached each step.</summary>
    public IReadOnlyList<long> Reached => _reached;

    /// <summary>Takes a person's events of the funnel, ascending in time.</summary>
    public void AddPerson(ReadOnlySpan<FunnelEvent> events)
    {
        PrepareNext(events);
        var furthest = 0;
        for (var i = 0; i < events.Length; i++)
        {
            if (events[i].Name != steps[0])
            {
                continue;
            }

            var (depth, end) = Follow(events, i);
            furthest = Math.Max(furthest, depth);
            if (depth == steps.Count)
            {
                onConversion?.Invoke(end - events[i].Instant);
                break;
            }

            if (anchor == FunnelAnchor.First)
            {
                break;
            }
        }

        for (var k = 0; k < furthest; k++)
        {
            _reached[k]++;
        }
    }

    public void Add(FunnelTally other)
    {
        for (var k = 0; k < _reached.Length; k++)
        {
            _reached[k] += other._reached[k];
        }
    }

    // _next[k * n + i]: index of the earliest event of step k strictly later than event i, or n.
    private void PrepareNext(ReadOnlySpan<FunnelEvent> events)
    {
        var n = events.Length;
        if (_next.Length < n * steps.Count)
        {
            _next = new int[n * steps.Count * 2];
        }

        for (var k = 1; k < steps.Count; k++)
        {
            var following = n;
            var seen = n;
            for (var i = n - 1; i >= 0; i--)
            {
                if (i + 1 < n && events[i + 1].Instant > events[i].Instant)
                {
                    following = seen;
                }

                _next[(k * n) + i] = following;
                if (events[i].Name == steps[k])
                {
                    seen = i;
                }
            }
        }
    }

    private (int Depth, long End) Follow(ReadOnlySpan<FunnelEvent> events, int start)
    {
        var n = events.Length;
        var limit = events[start].Instant + window.Ticks;
        var at = start;
        for (var k = 1; k < steps.Count; k++)
        {
            var next = _next[(k * n) + at];
            if (next == n || events[next].Instant > limit)
            {
                return (k, 0);
            }

            at = next;
        }

        return (steps.Count, events[at].Instant);
    }
}
