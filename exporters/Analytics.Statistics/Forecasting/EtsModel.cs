using Analytics.Statistics.Numerics;

namespace Analytics.Statistics.Forecasting;

/// <summary>Season of an exponential smoothing model.</summary>
public enum Season
{
    /// <summary>None.</summary>
    None,

    /// <summary>Added to the level.</summary>
    Additive,

    /// <summary>Times the level; the error is then multiplicative too.</summary>
    Multiplicative,
}

/// <summary>
/// ETS state space models in error correction form (Hyndman, Koehler, Ord, Snyder 2008): additive errors, multiplicative ones where the season
/// is multiplicative. Smoothing parameters, initial level and slope by maximum likelihood, initial seasons from the classical decomposition;
/// among models AICc chooses. Holt-Winters is the member with a linear trend and a season.
/// </summary>
internal sealed class EtsModel
{
    private readonly double[] _season;
    private readonly int _position;
    private readonly double _level;
    private readonly double _slope;
    private readonly Parameters _parameters;

    private EtsModel(Trend trend, Season season, Parameters parameters, Outcome outcome, double sigma, double criterion)
    {
        (Trend, SeasonKind, _parameters, Sigma, Criterion) = (trend, season, parameters, sigma, criterion);
        (_season, _position, _level, _slope) = (outcome.Season, outcome.Position, outcome.Level, outcome.Slope);
    }

    public Trend Trend { get; }

    public Season SeasonKind { get; }

    /// <summary>Standard deviation of the one-step error; relative to the mean for a multiplicative season.</summary>
    public double Sigma { get; }

    /// <summary>Corrected Akaike criterion, comparable between models of one series.</summary>
    public double Criterion { get; }

    /// <summary>The best of the models that suit the series.</summary>
    public static EtsModel Select(ReadOnlySpan<double> series, int season, bool seasonal)
    {
        var values = series.ToArray();
        var seasons = !seasonal ? [Season.None] : values.All(v => v > 0) ? (Season[])[Season.Additive, Season.Multiplicative] : [Season.Additive];
        EtsModel? best = null;
        foreach (var kind in seasons)
        {
            foreach (var trend in (Trend[])[Trend.None, Trend.Linear, Trend.Damped])
            {
                var model = Fit(values, kind == Season.None ? 1 : season, trend, kind);
                best = best is null || model.Criterion < best.Criterion ? model : best;
            }
        }

        return best!;
    }

    public static EtsModel Fit(double[] values, int season, Trend trend, Season kind)
    {
        var indices = kind switch
        {
            Season.Additive => SeasonalIndices.Additive(values, season),
            Season.Multiplicative => SeasonalIndices.Multiplicative(values, season),
            _ => [0.0],
        };
        var (level0, slope0) = Start(values, indices, kind, trend);
        var scale = Math.Max(1e-12, Spread(values));
        Parameters Unpack(double[] p)
        {
            var alpha = 1e-4 + (0.9998 * Logistic(p[0]));
            var next = 1;
            var beta = trend == Trend.None ? 0 : 1e-4 + ((alpha - 1e-4) * Logistic(p[next++]));
            var phi = trend == Trend.Damped ? 0.8 + (0.18 * Logistic(p[next++])) : 1;
            var gamma = kind == Season.None ? 0 : 1e-4 + ((1 - alpha - 1e-4) * Logistic(p[next++]));
            var level = level0 + (scale * p[next++]);
            return new Parameters(alpha, beta, phi, gamma, level, trend == Trend.None ? 0 : slope0 + (scale * 0.1 * p[next]));
        }

        double Objective(double[] p) => p.Any(x => Math.Abs(x) > 20) ? double.PositiveInfinity : Run(values, indices, kind, trend, Unpack(p)).Likelihood;
        var start = new List<double> { -0.5 };
        if (trend != Trend.None)
        {
            start.Add(-2.5);
        }

        if (trend == Trend.Damped)
        {
            start.Add(1);
        }

        if (kind != Season.None)
        {
            start.Add(-2);
        }

        start.Add(0);
        if (trend != Trend.None)
        {
            start.Add(0);
        }

        var (best, likelihood) = NelderMead.Minimize(Objective, [.. start], 0.7, 1e-6, 320, 1);
        var parameters = Unpack(best);
        var outcome = Run(values, indices, kind, trend, parameters);
        var k = start.Count + (kind == Season.None ? 0 : season - 1) + 1;
        var n = values.Length;
        var criterion = n - k - 1 > 0 ? likelihood + (2.0 * k) + (2.0 * k * (k + 1) / (n - k - 1)) : double.MaxValue;
        return new EtsModel(trend, kind, parameters, outcome, Math.Sqrt(outcome.Squares / Math.Max(1, n - start.Count)), criterion);
    }

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

    public double[] Spread(int horizon)
    {
        var mean = Forecast(horizon);
        var spread = new double[horizon];
        double variance = 1, reach = 0, power = 1;
        for (var h = 0; h < horizon; h++)
        {
            spread[h] = Sigma * Math.Sqrt(variance) * (SeasonKind == Season.Multiplicative ? Math.Abs(mean[h]) : 1);
            power *= _parameters.Phi;
            reach += power;
            var c = _parameters.Alpha + (_parameters.Beta * reach) + ((h + 1) % _season.Length == 0 ? _parameters.Gamma : 0);
            variance += c * c;
        }

        return spread;
    }

    private static Outcome Run(double[] values, double[] indices, Season kind, Trend trend, Parameters p)
    {
        var season = (double[])indices.Clone();
        double level = p.Level, slope = p.Slope, squares = 0, logs = 0;
        var position = 0;
        foreach (var y in values)
        {
            var trendStep = trend == Trend.None ? 0 : p.Phi * slope;
            var s = season[position];
            var baseLevel = level + trendStep;
            if (kind == Season.Multiplicative)
            {
                var mean = baseLevel * s;
                if (mean <= 0)
                {
                    return new Outcome(double.PositiveInfinity, double.PositiveInfinity, level, slope, season, position);
                }

                var error = y - mean;
                squares += error / mean * (error / mean);
                logs += Math.Log(mean);
                level = baseLevel + (p.Alpha * error / s);
                slope = trendStep + (p.Beta * error / s);
                season[position] = s + (p.Gamma * error / baseLevel);
            }
            else
            {
                var error = y - baseLevel - s;
                squares += error * error;
                level = baseLevel + (p.Alpha * error);
                slope = trendStep + (p.Beta * error);
                season[position] = s + (p.Gamma * error);
            }

            position = position + 1 == season.Length ? 0 : position + 1;
        }

        return new Outcome((values.Length * Math.Log(squares + 1e-300)) + (2 * logs), squares, level, slope, season, position);
    }

    // Level and slope by least squares on the first seasonally adjusted values.
    private static (double Level, double Slope) Start(double[] values, double[] indices, Season kind, Trend trend)
    {
        var count = Math.Min(values.Length, Math.Max(10, 2 * indices.Length));
        double meanT = (count - 1) / 2.0, meanY = 0, numerator = 0, denominator = 0;
        var adjusted = new double[count];
        for (var t = 0; t < count; t++)
        {
            var s = indices[t % indices.Length];
            adjusted[t] = kind == Season.Multiplicative ? values[t] / s : values[t] - s;
            meanY += adjusted[t] / count;
        }

        for (var t = 0; t < count; t++)
        {
            numerator += (t - meanT) * (adjusted[t] - meanY);
            denominator += (t - meanT) * (t - meanT);
        }

        var slope = trend == Trend.None || denominator == 0 ? 0 : numerator / denominator;
        return (meanY - (slope * (meanT + 1)), slope);
    }

    private static double Spread(double[] values)
    {
        var sum = 0.0;
        for (var t = 1; t < values.Length; t++)
        {
            sum += Math.Abs(values[t] - values[t - 1]);
        }

        return sum / Math.Max(1, values.Length - 1);
    }

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    private readonly record struct Parameters(double Alpha, double Beta, double Phi, double Gamma, double Level, double Slope);

    private sealed record Outcome(double Likelihood, double Squares, double Level, double Slope, double[] Season, int Position);
}
