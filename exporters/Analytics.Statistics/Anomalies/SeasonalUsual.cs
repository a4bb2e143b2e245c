namespace Analytics.Statistics.Anomalies;

/// <summary>
/// What is usual now: the better, by its recent errors, of a moving level, the level with a profile of the day, and with a profile of the week.
/// Profiles have half-hour and hour slots; unknown slots fall back to the level.
/// </summary>
internal sealed class SeasonalUsual
{
    private const int DaySlots = 48;
    private const int WeekSlots = 168;

    private readonly Profile _day = new(DaySlots, TimeSpan.TicksPerDay);
    private readonly Profile _week = new(WeekSlots, 7 * TimeSpan.TicksPerDay);
    private readonly double[] _errors = new double[3];
    private long _count;
    private double _level;
    private double _fast;

    /// <summary>Mean absolute error of the best expectation.</summary>
    public double Scale => Math.Min(_errors[0], Math.Min(_errors[1], _errors[2]));

    public double Expect(long instant)
    {
        var best = 0;
        for (var i = 1; i < _errors.Length; i++)
        {
            best = _errors[i] < 0.9 * _errors[best] ? i : best;
        }

        return Candidate(best, instant);
    }

    public void Learn(long instant, double value)
    {
        _count++;
        if (_count == 1)
        {
            (_level, _fast) = (value, value);
        }

        var rate = Math.Max(0.003, 1.0 / _count);
        for (var i = 0; i < _errors.Length; i++)
        {
            _errors[i] += rate * (Math.Abs(value - Candidate(i, instant)) - _errors[i]);
        }

        var clip = 6 * Math.Max(Scale, 1e-12);
        var step = _count < 30 ? value - _level : Math.Clamp(value - _level, -4 * _errors[0] - clip, (4 * _errors[0]) + clip);
        _level += Math.Max(0.002, 1.0 / _count) * step;
        _fast += 0.05 * (_count < 30 ? value - _fast : Math.Clamp(value - _fast, -clip, clip));
        _day.Learn(instant, value, clip);
        _week.Learn(instant, value, clip);
    }

    private double Candidate(int kind, long instant) => kind switch
    {
        0 => _fast,
        1 => _day.At(instant) ?? _level,
        _ => _week.At(instant) ?? _day.At(instant) ?? _level,
    };

    private sealed class Profile(int slots, long period)
    {
        private readonly double[] _means = new double[slots];
        private readonly int[] _counts = new int[slots];

        public double? At(long instant)
        {
            var slot = Slot(instant);
            return _counts[slot] == 0 ? null : _means[slot];
        }

        public void Learn(long instant, double value, double clip)
        {
            var slot = Slot(instant);
            _counts[slot]++;
            var step = value - _means[slot];
            _means[slot] += Math.Max(0.05, 1.0 / _counts[slot]) * (_counts[slot] < 3 ? step : Math.Clamp(step, -clip, clip));
        }

        private int Slot(long instant) => (int)((((instant % period) + period) % period) / (period / slots));
    }
}
