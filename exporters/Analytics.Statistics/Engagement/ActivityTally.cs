namespace Analytics.Statistics.Engagement;

/// <summary>Which definitions an <see cref="ActivityTally"/> counts by.</summary>
public sealed record ActivityOptions
{
    /// <summary>The days N of the retention table, positive.</summary>
    public IReadOnlyList<int> Days { get; init; } = [1, 7, 30];

    /// <summary>Retained on day N means an event on or after that day instead of exactly on it.</summary>
    public bool Unbounded { get; init; }

    /// <summary>A new session starts when the gap is MORE than this.</summary>
    public TimeSpan SessionGap { get; init; } = TimeSpan.FromMinutes(30);
}

/// <summary>
/// Active users, cohorts and sessions, gathered one person at a time. Days are UTC dates as day numbers (0 = 0001-01-01), instants are ticks of
/// 100 ns. Memory grows with the days covered, not with the people. Tallies of disjoint people add up with <see cref="Add"/>.
/// </summary>
public sealed class ActivityTally
{
    private readonly ActivityOptions _options;
    private readonly Action<long>? _onSession;
    private readonly int _firstDay;
    private readonly long[] _daily;
    private readonly long[] _weeklyChange;
    private readonly long[] _monthlyChange;
    private readonly long[] _cohortSizes;
    private readonly long[][] _retained;
    private readonly long[] _weekSizes;
    private readonly Dictionary<(int Cohort, int Week), long> _weekRetained = [];
    private readonly MonthCounts[] _months;
    private readonly List<int> _days = [];

    /// <param name="firstDay">Day of the earliest event of the data.</param>
    /// <param name="lastDay">Day of the data's last event: what lies after it is unknown, not zero.</param>
    /// <param name="options">Definitions.</param>
    /// <param name="onSession">Called with each session's duration in ticks, for a median outside.</param>
    public ActivityTally(int firstDay, int lastDay, ActivityOptions options, Action<long>? onSession = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lastDay, firstDay);
        (_firstDay, LastDay, _options, _onSession) = (firstDay, lastDay, options, onSession);
        var days = lastDay - firstDay + 1;
        _daily = new long[days];
        _weeklyChange = new long[days + 1];
        _monthlyChange = new long[days + 1];
        _cohortSizes = new long[days];
        _retained = [.. options.Days.Select(_ => new long[days])];
        _weekSizes = new long[WeekOf(lastDay) - WeekOf(firstDay) + 1];
        _months = new MonthCounts[MonthOf(lastDay) - MonthOf(firstDay) + 1];
    }

    public int LastDay { get; }

    public long People { get; private set; }

    public long Sessions { get; private set; }

    /// <summary>Sessions of one event.</summary>
    public long Bounces { get; private set; }

    /// <summary>Sum of all sessions' durations in ticks.</summary>
    public Int128 SessionTicks { get; private set; }

    /// <summary>Takes all events of one person, ascending in time, none outside the tally's days.</summary>
    public void AddPerson(ReadOnlySpan<long> instants)
    {
        if (instants.IsEmpty)
        {
            return;
        }

        People++;
        AddSessions(instants);
        _days.Clear();
        foreach (var instant in instants)
        {
            var day = (int)(instant / TimeSpan.TicksPerDay) - _firstDay;
            if (_days.Count == 0 || _days[^1] != day)
            {
                _days.Add(day);
            }
        }

        AddActivity();
        AddCohort();
        AddWeeks();
        AddMonths();
    }

    /// <summary>Adds the counts of other people over the same days.</summary>
    public void Add(ActivityTally other)
    {
        People += other.People;
        Sessions += other.Sessions;
        Bounces += other.Bounces;
        SessionTicks += other.SessionTicks;
        Sum(_daily, other._daily);
        Sum(_weeklyChange, other._weeklyChange);
        Sum(_monthlyChange, other._monthlyChange);
        Sum(_cohortSizes, other._cohortSizes);
        Sum(_weekSizes, other._weekSizes);
        for (var i = 0; i < _retained.Length; i++)
        {
            Sum(_retained[i], other._retained[i]);
        }

        foreach (var (key, count) in other._weekRetained)
        {
            _weekRetained[key] = _weekRetained.GetValueOrDefault(key) + count;
        }

        for (var i = 0; i < _months.Length; i++)
        {
            _months[i] = _months[i].Plus(other._months[i]);
        }
    }

    /// <summary>DAU, WAU over [d-6, d] and MAU over [d-29, d] of every day.</summary>
    public IEnumerable<ActiveUsers> Days()
    {
        long weekly = 0, monthly = 0;
        for (var i = 0; i < _daily.Length; i++)
        {
            weekly += _weeklyChange[i];
            monthly += _monthlyChange[i];
            yield return new ActiveUsers(_firstDay + i, _daily[i], weekly, monthly);
        }
    }

    /// <summary>Cohorts by the date of the first event, those of size 0 left out.</summary>
    public IEnumerable<DayCohort> DayCohorts()
    {
        for (var i = 0; i < _cohortSizes.Length; i++)
        {
            if (_cohortSizes[i] == 0)
            {
                continue;
            }

            var day = _firstDay + i;
            var retained = _options.Days.Select((n, k) => day + n > LastDay ? (long?)null : _retained[k][i]).ToArray();
            yield return new DayCohort(day, _cohortSizes[i], retained);
        }
    }

    /// <summary>Cohorts by the ISO week of the first event; weeks that end after the last day are dropped, as cohorts and as columns.</summary>
    public IEnumerable<WeekCohort> WeekCohorts()
    {
        var first = WeekOf(_firstDay);
        var complete = WeekOf(LastDay + 1);   // the first week that is not complete
        for (var i = 0; i < _weekSizes.Length && first + i < complete; i++)
        {
            if (_weekSizes[i] > 0)
            {
                var cohort = i;
                var retained = Enumerable.Range(0, complete - first - i)
                    .Select(k => k == 0 ? _weekSizes[cohort] : _weekRetained.GetValueOrDefault((cohort, k))).ToArray();
                yield return new WeekCohort((first + i) * 7, _weekSizes[i], retained);
            }
        }
    }

    /// <summary>New, retained, resurrected and churned users of every calendar month.</summary>
    public IEnumerable<MonthActivity> Months()
    {
        for (var i = 0; i < _months.Length; i++)
        {
            var month = MonthOf(_firstDay) + i;
            var counts = _months[i];
            yield return new MonthActivity(
                new DateOnly(month / 12, (month % 12) + 1, 1), counts.Fresh + counts.Kept + counts.Back, counts.Fresh, counts.Kept, counts.Back,
                i == 0 ? 0 : _months[i - 1].Active - counts.Kept, i == 0 ? 0 : _months[i - 1].Active);
        }
    }

    private static int WeekOf(int day) => day / 7;   // day 0, 0001-01-01, was a Monday

    private static int MonthOf(int day)
    {
        var date = DateOnly.FromDayNumber(day);
        return (date.Year * 12) + date.Month - 1;
    }

    private static void Sum(long[] into, long[] from)
    {
        for (var i = 0; i < into.Length; i++)
        {
            into[i] += from[i];
        }
    }

    private void AddSessions(ReadOnlySpan<long> instants)
    {
        var gap = _options.SessionGap.Ticks;
        for (var start = 0; start < instants.Length;)
        {
            var end = start + 1;
            while (end < instants.Length && instants[end] - instants[end - 1] <= gap)
            {
                end++;
            }

            var duration = instants[end - 1] - instants[start];
            Sessions++;
            Bounces += end - start == 1 ? 1 : 0;
            SessionTicks += duration;
            _onSession?.Invoke(duration);
            start = end;
        }
    }

    private void AddActivity()
    {
        for (var i = 0; i < _days.Count; i++)
        {
            var day = _days[i];
            var next = i + 1 < _days.Count ? _days[i + 1] : _daily.Length;
            _daily[day]++;
            _weeklyChange[day]++;
            _weeklyChange[Math.Min(day + 7, next)]--;
            _monthlyChange[day]++;
            _monthlyChange[Math.Min(day + 30, next)]--;
        }
    }

    private void AddCohort()
    {
        var cohort = _days[0];
        _cohortSizes[cohort]++;
        for (var k = 0; k < _retained.Length; k++)
        {
            var wanted = cohort + _options.Days[k];
            var active = _options.Unbounded ? _days[^1] >= wanted : _days.BinarySearch(wanted) >= 0;
            _retained[k][cohort] += active ? 1 : 0;
        }
    }

    private void AddWeeks()
    {
        var origin = WeekOf(_firstDay);
        var cohort = WeekOf(_firstDay + _days[0]) - origin;
        _weekSizes[cohort]++;
        var last = cohort;
        foreach (var day in _days)
        {
            var week = WeekOf(_firstDay + day) - origin;
            if (week != last)
            {
                var key = (cohort, week - cohort);
                _weekRetained[key] = _weekRetained.GetValueOrDefault(key) + 1;
                last = week;
            }
        }
    }

    private void AddMonths()
    {
        var origin = MonthOf(_firstDay);
        var last = -2;
        foreach (var day in _days)
        {
            var month = MonthOf(_firstDay + day) - origin;
            if (month != last)
            {
                var counts = _months[month];
                _months[month] = last < -1 ? counts with { Fresh = counts.Fresh + 1 }
                    : month == last + 1 ? counts with { Kept = counts.Kept + 1 }
                    : counts with { Back = counts.Back + 1 };
                last = month;
            }
        }
    }

    private readonly record struct MonthCounts(long Fresh, long Kept, long Back)
    {
        public long Active => Fresh + Kept + Back;

        public MonthCounts Plus(MonthCounts other) => new(Fresh + other.Fresh, Kept + other.Kept, Back + other.Back);
    }
}
