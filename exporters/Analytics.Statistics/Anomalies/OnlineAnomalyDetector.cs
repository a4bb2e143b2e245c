namespace Analytics.Statistics.Anomalies;

/// <summary>What the detector says of one value.</summary>
/// <param name="Score">0 (as usual) to 1 (never seen the like).</param>
/// <param name="IsAnomaly">Whether an alert would be raised here.</param>
public readonly record struct AnomalyScore(double Score, bool IsAnomaly);

/// <summary>
/// Scores a metric's values one by one; a score depends on nothing that comes later, state is bounded, and nothing is tuned per series.
/// Seven views of the stream (the value, its step, its distance from the usual for this time of day and week, a short mean of that distance, its
/// recent variation, how long it has stood still, how long values have been missing) each know how far they have strayed so far; the score says how far beyond its own record a view
/// now goes. A series that often spikes is thus allowed to spike, and a calm one is not. The like of an anomaly is reported once more, and from
/// the second time on is usual; so is what lasts. After an alarm the score rests for a while, so that one event is one alarm.
/// </summary>
public sealed class OnlineAnomalyDetector
{
    /// <summary>Scores from here on are labelled as anomalies.</summary>
    public const double Threshold = 0.5;

    private const int WarmUp = 60;
    private const int Rest = 60;
    private const int Window = 24;

    // How much the views weigh that differ from the value, the step and the surprise: chosen on simulated corpora, one choice for all series.
    private const double DriftWeight = 3.3;
    private const double VariationWeight = 2;
    private const double StillnessWeight = 0.5;
    private const double AbsenceWeight = 2;

    // Until so many values are known their record says little: novelty counts less.
    private const double WellKnown = 300;

    private readonly SeasonalUsual _usual = new();
    private readonly double[] _recent = new double[Window];
    private readonly NoveltyTracker _value = new();
    private readonly NoveltyTracker _step = new();
    private readonly NoveltyTracker _surprise = new();
    private readonly NoveltyTracker _drift = new();
    private readonly NoveltyTracker _variation = new();
    private readonly NoveltyTracker _stillness = new();
    private readonly Absence _absence = new();
    private long _count;
    private double _last;
    private double _shortMean;
    private int _equal;
    private int _resting;

    /// <summary>Takes the next value.</summary>
    /// <param name="instant">Its time in ticks of UTC; need not be regular.</param>
    /// <param name="value">Null or not finite for a missing value: it scores by how long values have been missing.</param>
    public AnomalyScore Next(long instant, double? value)
    {
        if (value is not { } x || !double.IsFinite(x))
        {
            return Scored(AbsenceWeight * _absence.Missing(instant));
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
        _equal = _count > 1 && x == _last ? _equal + 1 : 0;
        var learning = _count <= WarmUp;
        var novelty = Math.Max(_value.Next(x, learning), _step.Next(x - _last, learning));
        novelty = Math.Max(novelty, _surprise.Next(surprise, learning));
        novelty = Math.Max(novelty, AbsenceWeight * _absence.Arrived(instant, learning));
        novelty = Math.Max(novelty, DriftWeight * _drift.Next(_shortMean, learning));
        novelty = Math.Max(novelty, StillnessWeight * _stillness.Next(Math.Log(1 + _equal), learning));
        if (_count > Window)
        {
            novelty = Math.Max(novelty, VariationWeight * _variation.Next(Math.Log(1e-9 + Variation() + (1e-3 * _usual.Scale)), learning));
        }

        _usual.Learn(instant, x);
        _last = x;
        return Scored(novelty);
    }

    private AnomalyScore Scored(double novelty)
    {
        if (_count <= WarmUp)
        {
            return default;
        }

        var caution = 1 + Math.Max(0, Math.Log(WellKnown / _count));
        var score = 1 - Math.Exp(-novelty / caution * Math.Log(2) / NoveltyTracker.Alarm);
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
