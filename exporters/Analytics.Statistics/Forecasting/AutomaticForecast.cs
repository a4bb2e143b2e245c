namespace Analytics.Statistics.Forecasting;

/// <summary>
/// The weighted mean of the middle half, step by step, of forecasts from different families: dynamic Theta, damped trend, ETS, seasonal ARIMA with one and with two
/// differences, seasonal naive, in levels and in logarithms. The middle of diverse methods beats the best single one (Petropoulos, Svetunkov 2020,
/// "A simple combination of univariate models"; Jose, Winkler 2008 on trimming); the weight of a member is one over its error on hold-outs of the series itself.
/// The intervals' width is corrected by how wide they should have been on the hold-outs; their tails are Student's, for parameters are estimates too.
/// </summary>
internal static class AutomaticForecast
{
    private const int Origins = 3;

    // Share of the weight that is cut off at either side of the middle.
    private const double Trim = 0.25;

    // Hold-outs of so many points are worth a weight of one over the error, larger ones a higher power.
    private const double PointsPerPower = 54;
    private const double HighestPower = 3;

    // Degrees of freedom, factor and prior were chosen on series simulated from other models than these.
    private const double Degrees = 6;
    private const double Widening = 0.93;
    private const double PriorPoints = 36;
    private const double MostSurprise = 9;

    public static ForecastPath Of(double[] values, int horizon, int season)
    {
        if (values.Length < 5 || values.All(v => v == values[0]))
        {
            return Forecaster.Naive(values, horizon, 1);
        }

        var members = ForecastMembers.Of(values, season);
        var trials = new List<(int Origin, int Length, ForecastPath?[] Paths)>();
        var length = Math.Min(horizon, Math.Max(1, values.Length / 4));
        var shortest = Math.Max(3 * season, Math.Max(8, values.Length / 2));
        for (var k = 1; k <= Origins; k++)
        {
            var origin = values.Length - (k == 1 ? length : (k * Math.Max(1, length / 2)) + (length / 2));
            if (origin < shortest)
            {
                break;
            }

            trials.Add((origin, length, [.. members.Select(member => Usable(member.Forecast(values[..origin], length)))]));
        }

        var weights = Weights(values, members.Count, trials);
        var path = Middle([.. members.Select((member, i) => weights[i] > 0 ? Usable(member.Forecast(values, horizon)) : null)], weights);
        if (path is null)
        {
            return Forecaster.Naive(values, horizon, 1);
        }

        var factor = Widening * Surprise(values, trials, weights);
        var positive = values.All(v => v >= 0);
        return new ForecastPath([.. path.Mean.Select(m => positive ? Math.Max(0, m) : m)], [.. path.Spread.Select(s => s * factor)]) { Degrees = Degrees };
    }

    private static ForecastPath? Usable(ForecastPath? path) => path is not null && path.Mean.All(double.IsFinite) && path.Spread.All(double.IsFinite) ? path : null;

    // One over the mean absolute error over the hold-outs, the best member's being 1.
    private static double[] Weights(double[] values, int members, List<(int Origin, int Length, ForecastPath?[] Paths)> trials)
    {
        var losses = new double[members];
        var total = 0.0;
        foreach (var (origin, _, paths) in trials)
        {
            for (var i = 0; i < members; i++)
            {
                losses[i] += paths[i] is { } path ? path.Mean.Select((m, h) => Math.Abs(m - values[origin + h])).Sum() : double.PositiveInfinity;
            }

            total += values.Skip(origin).Sum(Math.Abs);
        }

        var slack = (1e-9 * total) + 1e-300;
        var best = losses.Min() + slack;
        var power = Math.Clamp(trials.Sum(t => t.Length) / PointsPerPower, 1, HighestPower);
        return [.. losses.Select(loss => Math.Pow(best / (loss + slack), power))];
    }

    // Root of the mean squared standardized error of the combination on the hold-outs, drawn towards 1.
    private static double Surprise(double[] values, List<(int Origin, int Length, ForecastPath?[] Paths)> trials, double[] weights)
    {
        double sum = PriorPoints, points = PriorPoints;
        foreach (var (origin, length, paths) in trials)
        {
            var path = Middle(paths, weights)!;
            points += length;
            sum += length * Math.Min(MostSurprise, path.Mean.Zip(path.Spread).Select((p, h) => Square((values[origin + h] - p.First) / Math.Max(1e-300, p.Second))).Average());
        }

        return Math.Sqrt(sum / points);
    }

    // Middles of the means and of the spreads; null without any path.
    private static ForecastPath? Middle(ForecastPath?[] paths, double[] weights)
    {
        var chosen = Enumerable.Range(0, paths.Length).Where(i => paths[i] is not null && weights[i] > 0).ToArray();
        if (chosen.Length == 0)
        {
            return null;
        }

        var (values, scratch) = (new double[chosen.Length], new double[chosen.Length]);
        double Of(Func<ForecastPath, double> part)
        {
            for (var i = 0; i < chosen.Length; i++)
            {
                (values[i], scratch[i]) = (part(paths[chosen[i]]!), weights[chosen[i]]);
            }

            Array.Sort(values, scratch);
            return MiddleOf(values, scratch);
        }

        var horizon = paths[chosen[0]]!.Mean.Length;
        var (mean, spread) = (new double[horizon], new double[horizon]);
        for (var h = 0; h < horizon; h++)
        {
            (mean[h], spread[h]) = (Of(p => p.Mean[h]), Of(p => p.Spread[h]));
        }

        return new ForecastPath(mean, spread);
    }

    // The mean of the ascending values without the outer weights.
    private static double MiddleOf(double[] ascending, double[] weights)
    {
        var total = weights.Sum();
        var (from, to) = (Trim * total, (1 - Trim) * total);
        double before = 0, sum = 0;
        for (var i = 0; i < ascending.Length; i++)
        {
            var after = before + weights[i];
            sum += ascending[i] * Math.Max(0, Math.Min(after, to) - Math.Max(before, from));
            before = after;
        }

        return sum / (to - from);
    }

    private static double Square(double x) => x * x;
}
