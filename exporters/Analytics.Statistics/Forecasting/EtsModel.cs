using Analytics.Statistics.Numerics;

namespace Analytics.Statistics.Forecasting;

/// <summary>
/// ETS state space models (Hyndman, Koehler, Ord, Snyder 2008), fitted by maximum likelihood over smoothing parameters and all initial states,
/// level, slope and seasons; among the models AICc chooses, as R's <c>forecast::ets</c> does. Holt-Winters is the member with a linear trend and a season.
/// </summary>
internal sealed class EtsModel
{
    // Models this much worse by AICc before the last polish are out.
    private const double Hopeless = 12;

    private readonly double[] _values;
    private readonly int _length;
    private readonly double[] _season;
    private readonly int _position;
    private readonly double _level;
    private readonly double _slope;
    private readonly double[] _point;
    private readonly double[] _states;
    private readonly EtsParameters _parameters;

    private EtsModel(double[] values, int length, EtsForm form, double[] point, double[] states)
    {
        (_values, _length, Form, _point, _states) = (values, length, form, point, states);
        _parameters = Unpack(point, form);
        var filter = new EtsFilter(values, form, length);
        var likelihood = filter.Run(_parameters, states);
        (_season, _position, _level, _slope) = ([.. filter.Seasons], filter.Position, filter.Level, filter.Slope);
        var k = form.Parameters + 1 + (form.Trend == Trend.None ? 0 : 1) + (form.Season == Season.None ? 0 : length - 1);
        var n = values.Length;
        Sigma = Math.Sqrt(filter.Squares / Math.Max(1, n - k));
        Criterion = n - k - 2 > 0 ? likelihood + (2.0 * (k + 1)) + (2.0 * (k + 1) * (k + 2) / (n - k - 2)) : double.MaxValue;
    }

    public EtsForm Form { get; }

    public Trend Trend => Form.Trend;

    public Season SeasonKind => Form.Season;

    /// <summary>Standard deviation of the one-step error; relative to the mean for relative errors.</summary>
    public double Sigma { get; }

    /// <summary>Corrected Akaike criterion, comparable between models of one series.</summary>
    public double Criterion { get; }

    /// <summary>The best of the models that suit the series.</summary>
    public static EtsModel Select(ReadOnlySpan<double> series, int season, bool seasonal)
    {
        var values = series.ToArray();
        var positive = values.All(v => v > 0);
        var drafts = new List<EtsModel>();
        foreach (var kind in seasonal ? positive ? (Season[])[Season.Additive, Season.Multiplicative] : [Season.Additive] : [Season.None])
        {
            foreach (var relative in kind switch { Season.Multiplicative => (bool[])[true], Season.None when positive => [false, true], _ => [false] })
            {
                foreach (var trend in (Trend[])[Trend.None, Trend.Linear, Trend.Damped])
                {
                    drafts.Add(Draft(values, kind == Season.None ? 1 : season, new EtsForm(relative, trend, kind)));
                }
            }
        }

        var limit = drafts.Min(d => d.Criterion) + Hopeless;
        return drafts.Where(d => d.Criterion <= limit).OrderBy(d => d.Criterion).Take(3).Select(d => d.Polish()).MinBy(d => d.Criterion)!;
    }

    public static EtsModel Fit(double[] values, int season, EtsForm form) => Draft(values, season, form).Polish();

    /// <summary>The same model for a part of the series, searched from these parameters and states.</summary>
    public EtsModel Refit(double[] values) => new EtsModel(values, _length, Form, _point, _states).SearchParameters(60, 0.2);

    public double[] Forecast(int horizon)
    {
        var mean = new double[horizon];
        double reach = 0, power = 1;
        for (var h = 0; h < horizon; h++)
        {
            power *= _parameters.Phi;
            reach += power;
            var seasonal = _season[(_position + h) % _season.Length];
            var level = _level + (_slope * reach);
            mean[h] = SeasonKind == Season.Multiplicative ? level * seasonal : level + seasonal;
        }

        return mean;
    }

    /// <summary>Standard deviation of the error at every step ahead (Hyndman et al. 2008, tables 6.1 and 6.2; first order for relative errors).</summary>
    public double[] Spread(int horizon)
    {
        var mean = Forecast(horizon);
        var spread = new double[horizon];
        double variance = 1, reach = 0, power = 1;
        for (var h = 0; h < horizon; h++)
        {
            spread[h] = Sigma * Math.Sqrt(variance) * (Form.RelativeErrors ? Math.Abs(mean[h]) : 1);
            power *= _parameters.Phi;
            reach += power;
            var c = _parameters.Alpha + (_parameters.Beta * reach) + ((h + 1) % _season.Length == 0 ? _parameters.Gamma : 0);
            variance += c * c;
        }

        return spread;
    }

    private static EtsModel Draft(double[] values, int season, EtsForm form)
    {
        var indices = form.Season switch
        {
            Season.Additive => SeasonalIndices.Additive(values, season),
            Season.Multiplicative => SeasonalIndices.Multiplicative(values, season),
            _ => [0.0],
        };
        var (level, slope) = Start(values, indices, form);
        EtsModel From(double alpha, double beta, double phi, double gamma) => new EtsModel(
            values, season, form, [alpha, .. form.Trend == Trend.None ? [] : (double[])[beta], .. form.Trend == Trend.Damped ? (double[])[phi] : [], .. form.Season == Season.None ? [] : (double[])[gamma]],
            [level, slope, .. indices]).SearchParameters(120, 0.7);

        // A level that moves, and a season that moves, are often two valleys.
        var (first, second) = (From(-0.5, -2.5, 1, -2), From(-3, -2.5, 1, 0));
        return first.Criterion <= second.Criterion ? first : second;
    }

    // Coordinates in turn: states exactly (they enter linearly, or nearly so), then parameters with level and slope.
    private EtsModel Polish()
    {
        var model = SearchStates(3).SearchParameters(150, 0.3);
        var next = model.SearchStates(2);
        return next.SearchParameters(120, 0.1);
    }

    private EtsModel SearchParameters(int evaluations, double step)
    {
        var filter = new EtsFilter(_values, Form, _length);
        var (k, scale) = (_point.Length, Scale(_values));
        var states = (double[])_states.Clone();
        double Objective(double[] p)
        {
            foreach (var x in p)
            {
                if (!(Math.Abs(x) <= 20))
                {
                    return double.PositiveInfinity;
                }
            }

            Move(p);
            return filter.Run(Unpack(p, Form), states);
        }

        void Move(double[] p)
        {
            states[0] = _states[0] + (scale * p[k]);
            states[1] = Form.Trend == Trend.None ? 0 : _states[1] + (scale * 0.1 * p[k + 1]);
        }

        double[] start = [.. _point, 0, .. Form.Trend == Trend.None ? [] : (double[])[0]];
        var (best, value) = NelderMead.Minimize(Objective, start, step, 1e-9, evaluations, 1);
        if (!double.IsFinite(value))
        {
            return this;
        }

        Move(best);
        return new EtsModel(_values, _length, Form, best[..k], states);
    }

    private EtsModel SearchStates(int iterations)
    {
        if (_values.Length < _length + 4)
        {
            return this;
        }

        var filter = new EtsFilter(_values, Form, _length);
        var scale = Scale(_values);
        var unit = Form.Season == Season.Multiplicative ? 0.1 : scale;
        var states = new double[_states.Length];
        int[] free = [0, .. Form.Trend == Trend.None ? [] : (int[])[1], .. Form.Season == Season.None ? [] : Enumerable.Range(2, _length)];
        double[] Residuals(double[] moves)
        {
            _states.CopyTo(states, 0);
            for (var i = 0; i < free.Length; i++)
            {
                states[free[i]] += moves[i] * (free[i] == 0 ? scale : free[i] == 1 ? 0.1 * scale : unit);
            }

            filter.Run(_parameters, states);
            return filter.Residuals;
        }

        var (best, squares) = GaussNewton.Minimize(Residuals, _values.Length, new double[free.Length], iterations);
        if (!double.IsFinite(squares))
        {
            return this;
        }

        Residuals(best);
        return new EtsModel(_values, _length, Form, _point, [.. states]);
    }

    // alpha in 1e-4..0.9999, beta below alpha, gamma below 1 - alpha, phi in 0.8..0.98: R's "usual" bounds.
    private static EtsParameters Unpack(ReadOnlySpan<double> p, EtsForm form)
    {
        var alpha = 1e-4 + (0.9998 * Logistic(p[0]));
        var next = 1;
        var beta = form.Trend == Trend.None ? 0 : 1e-4 + (Math.Max(0, alpha - 1e-4) * Logistic(p[next++]));
        var phi = form.Trend == Trend.Damped ? 0.8 + (0.18 * Logistic(p[next++])) : 1;
        var gamma = form.Season == Season.None ? 0 : 1e-4 + (Math.Max(0, 1 - alpha - 1e-4) * Logistic(p[next]));
        return new EtsParameters(alpha, beta, phi, gamma);
    }

    // Level and slope by least squares on the first seasonally adjusted values.
    private static (double Level, double Slope) Start(double[] values, double[] indices, EtsForm form)
    {
        var count = Math.Min(values.Length, Math.Max(10, 2 * indices.Length));
        double meanT = (count - 1) / 2.0, meanY = 0, numerator = 0, denominator = 0;
        var adjusted = new double[count];
        for (var t = 0; t < count; t++)
        {
            var s = indices[t % indices.Length];
            adjusted[t] = form.Season == Season.Multiplicative ? values[t] / s : values[t] - s;
            meanY += adjusted[t] / count;
        }

        for (var t = 0; t < count; t++)
        {
            numerator += (t - meanT) * (adjusted[t] - meanY);
            denominator += (t - meanT) * (t - meanT);
        }

        var slope = form.Trend == Trend.None || denominator == 0 ? 0 : numerator / denominator;
        return (meanY - (slope * (meanT + 1)), slope);
    }

    private static double Scale(double[] values)
    {
        var sum = 0.0;
        for (var t = 1; t < values.Length; t++)
        {
            sum += Math.Abs(values[t] - values[t - 1]);
        }

        return Math.Max(1e-12, sum / Math.Max(1, values.Length - 1));
    }

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));
}
