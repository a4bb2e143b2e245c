using Analytics.Intake.Privacy;

namespace Analytics.Intake.Store;

/// <summary>Events in the order of a number that each has. What it sorts in is kept for the next time.</summary>
internal sealed class EventOrder
{
    private UInt128[] _numbers = [];
    private AdmittedEvent[] _events = [];
    private int _count;

    /// <summary>The numbers of <see cref="Events"/>.</summary>
    public ReadOnlySpan<UInt128> Numbers => _numbers.AsSpan(0, _count);

    public ReadOnlySpan<AdmittedEvent> Events => _events.AsSpan(0, _count);

    public void Sort(IReadOnlyList<AdmittedEvent> events, Func<AdmittedEvent, UInt128> numberOf)
    {
        _count = events.Count;
        if (_count > _events.Length)
        {
            (_numbers, _events) = (new UInt128[_count], new AdmittedEvent[_count]);
        }

        for (var i = 0; i < _count; i++)
        {
            (_numbers[i], _events[i]) = (numberOf(events[i]), events[i]);
        }

        // Else a short batch would keep the events of a longer one alive.
        _events.AsSpan(_count).Clear();
        Array.Sort(_numbers, _events, 0, _count);
    }
}
