namespace Analytics.Cli.Events.World;

/// <summary>
/// What is going to happen, in any order in and in time order out. It holds little more than one day of the product's life: behaviours write the day
/// they live, and only what runs past midnight stays for the next.
/// </summary>
internal sealed class Timeline
{
    private readonly PriorityQueue<Happening, (DateTimeOffset At, long Order)> _ahead = new();
    private long _order;

    public void Add(Happening happening) => _ahead.Enqueue(happening, (happening.At, _order++));

    /// <summary>Takes what happens before an instant, in time order; events of one instant keep the order in which they were added.</summary>
    public IEnumerable<Happening> TakeUntil(DateTimeOffset until)
    {
        while (_ahead.TryPeek(out var next, out _) && next.At < until)
        {
            yield return _ahead.Dequeue();
        }
    }
}
