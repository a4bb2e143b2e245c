namespace Analytics.Statistics.Forecasting;

/// <summary>The forecast that was made at an earlier point of the series, for the values that followed.</summary>
/// <param name="Origin">How many values the forecast knew.</param>
/// <param name="Length">How many steps it looked ahead.</param>
internal readonly record struct HoldOut(int Origin, int Length);

/// <summary>
/// Sets the width of prediction intervals by what forecasts of the series' own past got wrong: a model's formula knows neither that its parameters and
/// seasons were estimated nor that the model is not true. Errors of one hold-out resemble each other, so each counts as many points as it has
/// independent ones (its length over 1 + 2 times the sum of the errors' autocorrelations), beside a prior of few points which believes the formula.
/// Tails are Student's.
/// </summary>
internal static class Calibration
{
    private const int MostHoldOuts = 6;

    // Prior, tails and factor were chosen once, on simulated series of other models, for all methods together.
    private const double PriorPoints = 5;
    private const double Degrees = 6;
    private const double Widening = 0.93;
    private const double MostSurprise = 9;
    private const double Farthest = 1e3;

    /// <summary>The last stretches of the series, one after the other, latest first; each leaves half of the series and three seasons before it.</summary>
    public static IReadOnlyList<HoldOut> HoldOuts(int count, int horizon, int season)
    {
        // Below three seasons no method sees the season, so it asks for no room.
        var seasons = count > 3 * season ? 3 * season : 0;
        var shortest = Math.Max(seasons, Math.Max(8, count / 2));
        var length = Math.Min(horizon, Math.Min(count / 4, count - shortest));
        return length < 1 ? [] : [.. Enumerable.Range(1, MostHoldOuts).Select(k => new HoldOut(count - (k * length), length)).Where(h => h.Origin >= shortest)];
    }

    /// <summary>The forecast with the width that its method should have had; the method is asked again at every hold-out, and may answer null.</summary>
    public static ForecastPath Of(ForecastPath path, double[] values, int season, Func<double[], int, ForecastPath?> method) =>
        Of(path, values, [.. HoldOuts(values.Length, path.Mean.Length, season).Select(h => (h, method(values[..h.Origin], h.Length)))]);

    public static ForecastPath Of(ForecastPath path, double[] values, IReadOnlyList<(HoldOut HoldOut, ForecastPath? Path)> trials)
    {
        var factor = Widening * Surprise([.. trials.Where(t => t.Path is not null).Select(t => Errors(values, t.HoldOut.Origin, t.Path!))]);
        return path with { Spread = [.. path.Spread.Select(s => s * factor)], Degrees = Degrees };
    }

    // In units of the spread, which is at least the rounding error of a series without any; bounded, so that squares stay finite.
    private static double[] Errors(double[] values, int origin, ForecastPath path)
    {
        var least = 1e-300 + (1e-9 * values.Average(Math.Abs));
        return [.. path.Mean.Select((mean, h) => Math.Clamp((values[origin + h] - mean) / Math.Max(least, path.Spread[h]), -Farthest, Farthest))];
    }

    // Root of the mean squared standardized error, a single hold-out's bounded, drawn towards 1.
    private static double Surprise(double[][] errors)
    {
        var known = errors.Where(path => !path.Any(double.IsNaN)).ToArray();
        var points = known.Length == 0 ? 0 : IndependentPoints(known);
        var squares = known.Sum(path => points * Math.Min(MostSurprise, path.Average(e => e * e)));
        return Math.Sqrt((PriorPoints + squares) / (PriorPoints + (points * known.Length)));
    }

    // Autocorrelations over all hold-outs together, about 0, up to the first that is not positive.
    private static double IndependentPoints(double[][] paths)
    {
        var length = paths[0].Length;
        var variance = paths.Sum(path => path.Sum(e => e * e)) / length;
        var sum = 0.0;
        for (var lag = 1; lag < length && variance > 0; lag++)
        {
            var products = 0.0;
            foreach (var path in paths)
            {
                for (var h = lag; h < length; h++)
                {
                    products += path[h] * path[h - lag];
                }
            }

            if (products <= 0)
            {
                break;
            }

            sum += (1 - ((double)lag / length)) * products / (length - lag) / variance;
        }

        return length / (1 + (2 * sum));
    }
}
