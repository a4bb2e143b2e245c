namespace Analytics.Statistics.Anomalies;

/// <summary>What the detector says of one value.</summary>
/// <param name="Score">0 (as usual) to 1 (never seen the like).</param>
/// <param name="IsAnomaly">Whether an alert would be raised here.</param>
public readonly record struct AnomalyScore(double Score, bool IsAnomaly);

/// <summary>
/// Scores a metric's values one by one; a score depends on nothing that comes later, state is bounded, and nothing is tuned per series.
/// Five views of the stream (the value, its step, its distance from the usual for this time of day and week, a short mean of that distance, its
/// recent variation) each know how far they have strayed so far; the score says how far beyond its own record a view now goes. A series that
/// often spikes is thus allowed to spike, and a calm one is not. A short anomaly hardly moves the record, so that its like is reported again;
/// a lasting one becomes the new usual. After an alarm the score rests for a while, so that one event is one alarm.
/// </summary>
public sealed class OnlineAnomalyDetector
{
    /// <summary>Scores from here on are labelled as anomalies.</summary>
    public const double Threshold = 0.5;

    private const int WarmUp = 120;
    private const int Rest = 100;
    private const int Window = 24;

    private readonly SeasonalUsual _usual = new();
    private readonly double[] _recent = new double[Window];
    private readonly NoveltyTracker _value = new();
    private readonly NoveltyTracker _step = new();
    private readonly NoveltyTracker _surprise = new();
    private readonly NoveltyTracker _drift = new();
    private readonly NoveltyTracker _variation = new();
    private long _count;
    private double _last;
    private double _shortMean;
    private int _resting;

    /// <summary>Takes the next value.</summary>
    /// <param name="instant">Its time in ticks of UTC; need not be regular.</param>
    /// <param name="value">Null or not finite for a missing value: it scores 0 and teaches nothing.</param>
    public AnomalyScore Next(long instant, double? value)
    {
        if (value is not { } x || !double.IsFinite(x))
        {
            return default;
        }

        var expected = _usual.Expect(instant);
        _count++;
        if (_count == 1)
        {
            _last = x;
            expected = x;
        }

        var surprise = x - expected;
        _shortMean += (surprise - _shortMean) / 16;
        _recent[_count % Window] = surprise;
        var learning = _count <= WarmUp;
        var novelty = Math.Max(
            Math.Max(_value.Next(x, learning), _step.Next(x - _last, learning)),
            Math.Max(_surprise.Next(surprise, learning), _drift.Next(_shortMean, learning)));
        if (_count > Window)
        {
            novelty = Math.Max(novelty, 0.8 * _variation.Next(Math.Log(1e-9 + Variation() + (1e-3 * _usual.Scale)), learning));
        }

        _usual.Learn(instant, x);
        _last = x;
        if (learning)
        {
            return default;
        }

        var score = 1 - Math.Exp(-novelty * Math.Min(1, _count / 600.0) * Math.Log(2) / 0.32);
        if (_resting > 0)
        {
            _resting--;
            return new AnomalyScore(score * 0.1, false);
        }

        if (score >= Threshold)
        {
            _resting = Rest;
            return new AnomalyScore(score, true);
        }

        return new AnomalyScore(score, false);
    }

    private double Variation()
    {
        double mean = 0, sum = 0;
        foreach (var value in _recent)
        {
            mean += value / Window;
        }

        foreach (var value in _recent)
        {
            sum += Math.Abs(value - mean);
        }

        return sum / Window;
    }
}
