using Analytics.Statistics.Numerics;

namespace Analytics.Statistics.Forecasting;

/// <summary>How to forecast.</summary>
public enum ForecastMethod
{
    /// <summary>Chooses and combines by itself.</summary>
    Auto,

    /// <summary>The last value.</summary>
    Naive,

    /// <summary>The value one season ago.</summary>
    SeasonalNaive,

    /// <summary>The last seasonally adjusted value, seasons put back: M4's Naive2.</summary>
    Naive2,

    /// <summary>Simple exponential smoothing of the adjusted series.</summary>
    Ses,

    /// <summary>Holt's linear trend on the adjusted series.</summary>
    Holt,

    /// <summary>The damped trend on the adjusted series.</summary>
    Damped,

    /// <summary>Classical Theta on the adjusted series.</summary>
    Theta,

    /// <summary>The exponential smoothing model with the best AICc.</summary>
    Ets,

    /// <summary>M4's Comb: mean of Ses, Holt and Damped.</summary>
    Comb,

    /// <summary>ETS with a linear trend and a season (Winters 1960).</summary>
    HoltWinters,
}

/// <summary>A forecast: the mean and the standard deviation of the error at every step ahead.</summary>
public sealed record ForecastPath(double[] Mean, double[] Spread)
{
    /// <summary>Degrees of freedom of Student's distribution of the errors; null for normal ones.</summary>
    public double? Degrees { get; init; }

    /// <summary>The central interval of every step.</summary>
    /// <param name="confidence">E.g. 0.95.</param>
    public IEnumerable<Intervals.Interval> Interval(double confidence)
    {
        var probability = 0.5 + (confidence / 2);
        var z = Degrees is { } degrees ? Tails.StudentQuantile(probability, degrees) : Tails.NormalQuantile(probability);
        return Mean.Zip(Spread, (mean, spread) => new Intervals.Interval(mean - (z * spread), mean + (z * spread)));
    }
}

/// <summary>
/// Forecasts of one series of equidistant values. The benchmark methods follow the M4 competition's code: when the series is seasonal they work
/// on the series divided by its classical multiplicative indices and put these back.
/// </summary>
public static class Forecaster
{
    private const double Huge = 1e100;
    private const double Tiny = 1e-100;

    /// <param name="series">At least one finite value, oldest first.</param>
    /// <param name="horizon">Steps ahead, positive.</param>
    /// <param name="season">Length of the season in steps; 1 for none.</param>
    /// <param name="method">What to use.</param>
    public static ForecastPath Forecast(ReadOnlySpan<double> series, int horizon, int season = 1, ForecastMethod method = ForecastMethod.Auto)
    {
        ArgumentOutOfRangeException.ThrowIfZero(series.Length);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(horizon);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(season);
        var values = series.ToArray();
        var largest = values.Max(Math.Abs);
        if (largest is > Huge or (< Tiny and > 0))
        {
            // Squares of such values would be infinite or 0: another unit, a power of two, loses nothing.
            var unit = Math.ScaleB(1, Math.ILogB(largest));
            var scaled = Of([.. values.Select(v => v / unit)], horizon, season, method);
            return scaled with { Mean = [.. scaled.Mean.Select(m => m * unit)], Spread = [.. scaled.Spread.Select(s => s * unit)] };
        }

        return Of(values, horizon, season, method);
    }

    private static ForecastPath Of(double[] values, int horizon, int season, ForecastMethod method)
    {
        if (method == ForecastMethod.Auto)
        {
            return AutomaticForecast.Of(values, horizon, season);
        }

        var (path, again) = Formula(values, horizon, season, method);
        return Calibration.Of(path, values, season, again);
    }

    // The forecast by the method's own formulas, and how to forecast the beginning of the series in the same way: a chosen model is only fitted again.
    private static (ForecastPath Path, Func<double[], int, ForecastPath?> Again) Formula(double[] values, int horizon, int season, ForecastMethod method)
    {
        if (method is ForecastMethod.Ets or ForecastMethod.HoltWinters)
        {
            var model = method == ForecastMethod.Ets ? EtsModel.Select(values, season, CanHaveSeason(values, season)) : HoltWinters(values, season);
            var shortest = model.Form.Season == Season.None ? 5 : (2 * season) + 5;
            return (Of(model, horizon), (part, steps) => part.Length < shortest ? null : Of(model.Refit(part), steps));
        }

        ForecastPath Once(double[] part, int steps) => method switch
        {
            ForecastMethod.Naive => Naive(part, steps, 1),
            ForecastMethod.SeasonalNaive => Naive(part, steps, season),
            _ => OnAdjusted(part, steps, season, method),
        };
        return (Once(values, horizon), Once);
    }

    internal static ForecastPath OnAdjusted(double[] values, int horizon, int season, ForecastMethod method)
    {
        var adjusted = Adjusted.Of(values, season);
        return adjusted.Restore(OnPlain(adjusted.Values, horizon, method));
    }

    internal static ForecastPath OnPlain(double[] values, int horizon, ForecastMethod method)
    {
        switch (method)
        {
            case ForecastMethod.Naive2:
                return Naive(values, horizon, 1);
            case ForecastMethod.Theta:
                var theta = ThetaModel.Fit(values);
                return new ForecastPath(theta.Forecast(horizon), theta.Spread(horizon));
            case ForecastMethod.Comb:
                ForecastMethod[] members = [ForecastMethod.Ses, ForecastMethod.Holt, ForecastMethod.Damped];
                return Mean([.. members.Select(member => OnPlain(values, horizon, member))]);
            default:
                var smoothing = Smoothing.Fit(values, method switch { ForecastMethod.Holt => Trend.Linear, ForecastMethod.Damped => Trend.Damped, _ => Trend.None });
                return new ForecastPath(smoothing.Forecast(horizon), smoothing.Spread(horizon));
        }
    }

    internal static ForecastPath Naive(double[] values, int horizon, int season)
    {
        season = Math.Min(season, values.Length);
        var mean = new double[horizon];
        var spread = new double[horizon];
        var squares = 0.0;
        for (var t = season; t < values.Length; t++)
        {
            squares += (values[t] - values[t - season]) * (values[t] - values[t - season]);
        }

        var sigma = values.Length > season ? Math.Sqrt(squares / (values.Length - season)) : 0;
        for (var h = 0; h < horizon; h++)
        {
            mean[h] = values[values.Length - season + (h % season)];
            spread[h] = sigma * Math.Sqrt((h / season) + 1);
        }

        return new ForecastPath(mean, spread);
    }

    internal static ForecastPath Of(EtsModel model, int horizon) => new(model.Forecast(horizon), model.Spread(horizon));

    internal static bool CanHaveSeason(double[] values, int season) =>
        season > 1 && values.Length >= (2 * season) + 5 && SeasonalIndices.IsSeasonal(values, season);

    private static EtsModel HoltWinters(double[] values, int season)
    {
        var kind = season < 2 || values.Length < (2 * season) + 1 ? Season.None : values.All(v => v > 0) ? Season.Multiplicative : Season.Additive;
        return EtsModel.Fit(values, kind == Season.None ? 1 : season, new EtsForm(kind == Season.Multiplicative, Trend.Linear, kind));
    }

    private static ForecastPath Mean(IReadOnlyList<ForecastPath> paths)
    {
        var horizon = paths[0].Mean.Length;
        return new ForecastPath(
            [.. Enumerable.Range(0, horizon).Select(h => paths.Average(p => p.Mean[h]))],
            [.. Enumerable.Range(0, horizon).Select(h => paths.Average(p => p.Spread[h]))]);
    }
}
