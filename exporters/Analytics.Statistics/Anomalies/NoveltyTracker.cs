namespace Analytics.Statistics.Anomalies;

/// <summary>
/// Remembers how far a quantity has strayed to either side, and tells how far beyond that a new value goes, in units of the distance between the
/// middle and the record. What is alarming once hardly moves the record; the like of it that comes again, as a separate event, is learned as usual.
/// </summary>
/// <param name="least">A distance from the middle that is never novel.</param>
internal sealed class NoveltyTracker(double least = 0)
{
    /// <summary>Novelty from which a value is alarming.</summary>
    public const double Alarm = 0.33;

    // Within so many mean deviations (3.6 standard deviations of normal values) nothing is novel.
    private const double UsualReach = 4.5;

    private readonly Side _up = new();
    private readonly Side _down = new();
    private long _count;
    private double _middle;
    private double _deviation;

    private double Floor => Math.Max(Math.Max(UsualReach * _deviation, least), 1e-12 + (1e-6 * Math.Abs(_middle)));

    public double Next(double value, bool learning)
    {
        if (_count++ == 0)
        {
            _middle = value;
            _up.Start(value);
            _down.Start(-value);
            return 0;
        }

        // Centre and deviation by stochastic approximation of median and mean absolute deviation.
        var rate = Math.Max(0.002, 1.0 / _count);
        var distance = value - _middle;
        var clipped = _count < 20 ? distance : Math.Clamp(distance, -6 * _deviation, 6 * _deviation);
        _middle += rate * clipped;
        _deviation += rate * (Math.Abs(clipped) - _deviation);
        var up = _up.Next(value, _middle, Floor, _count, learning);
        var down = _down.Next(-value, -_middle, Floor, _count, learning);
        return learning ? 0 : Math.Max(up, down);
    }

    /// <summary>The novelty that a value would have; learns nothing.</summary>
    public double Of(double value) => Math.Max(_up.Novelty(value, _middle, Floor), _down.Novelty(-value, -_middle, Floor));

    private sealed class Side
    {
        private const double Absorb = 0.01;
        private const double Forget = 1.0 / 4000;
        private const int Separate = 24;
        private const int Lasting = 48;

        private double _record;
        private double? _alarming;
        private long _lastAlarm;
        private long _since;

        public void Start(double value) => _record = value;

        public double Novelty(double value, double middle, double floor) => Math.Max(0, ((value - middle) / Math.Max(floor, _record - middle)) - 1);

        public double Next(double value, double middle, double floor, long now, bool learning)
        {
            var novelty = Novelty(value, middle, floor);
            if (value <= _record)
            {
                _record -= Forget * Math.Max(0, _record - middle);
            }
            else if (learning || novelty < Alarm)
            {
                _record = value;
            }
            else
            {
                Absorbed(value, now);
            }

            return novelty;
        }

        private void Absorbed(double value, long now)
        {
            _record += Absorb * (value - _record);
            if (_alarming is { } before && now - _lastAlarm <= Separate)
            {
                // Still the same event; when it lasts it is how things are now.
                _record = now - _since >= Lasting ? Math.Max(_record, value) : _record;
                _alarming = Math.Max(before, value);
            }
            else
            {
                _record = _alarming is { } earlier ? Math.Max(_record, Math.Min(value, earlier)) : _record;
                (_alarming, _since) = (value, now);
            }

            _lastAlarm = now;
        }
    }
}
