namespace Analytics.Statistics.Forecasting;

/// <summary>
/// The weighted mean of the middle half, step by step, of forecasts from different families: dynamic Theta, damped trend, ETS, seasonal ARIMA with one and with two
/// differences, seasonal naive, in levels and in logarithms. The middle of diverse methods beats the best single one (Petropoulos, Svetunkov 2020,
/// "A simple combination of univariate models"; Jose, Winkler 2008 on trimming); the weight of a member is one over its error on hold-outs of the series itself.
/// The intervals' width is corrected by how wide they should have been on the hold-outs.
/// </summary>
internal static class AutomaticForecast
{
    // The latest hold-outs decide on the weights.
    private const int Weighing = 3;

    // Share of the weight that is cut off at either side of the middle.
    private const double Trim = 0.25;

    // Hold-outs of so many points are worth a weight of one over the error, larger ones a higher power.
    private const double PointsPerPower = 54;
    private const double HighestPower = 3;

    public static ForecastPath Of(double[] values, int horizon, int season)
    {
        if (values.Length < 5 || values.All(v => v == values[0]))
        {
            return Forecaster.Naive(values, horizon, 1);
        }

        var members = ForecastMembers.Of(values, season);
        var trials = Calibration.HoldOuts(values.Length, horizon, season)
            .Select(h => (HoldOut: h, Paths: members.Select(member => Usable(member.Forecast(values[..h.Origin], h.Length))).ToArray())).ToArray();
        var weights = Weights(values, members.Count, trials[..Math.Min(Weighing, trials.Length)]);
        var path = Middle([.. members.Select((member, i) => weights[i] > 0 ? Usable(member.Forecast(values, horizon)) : null)], weights);
        if (path is null)
        {
            return Forecaster.Naive(values, horizon, 1);
        }

        var positive = values.All(v => v >= 0);
        return Calibration.Of(
            path with { Mean = [.. path.Mean.Select(m => positive ? Math.Max(0, m) : m)] }, values, [.. trials.Select(t => (t.HoldOut, Middle(t.Paths, weights)))]);
    }

    private static ForecastPath? Usable(ForecastPath? path) => path is not null && path.Mean.All(double.IsFinite) && path.Spread.All(double.IsFinite) ? path : null;

    // One over the mean absolute error over the hold-outs, the best member's being 1.
    private static double[] Weights(double[] values, int members, (HoldOut HoldOut, ForecastPath?[] Paths)[] trials)
    {
        var losses = new double[members];
        var total = 0.0;
        foreach (var ((origin, _), paths) in trials)
        {
            for (var i = 0; i < members; i++)
            {
                losses[i] += paths[i] is { } path ? path.Mean.Select((m, h) => Math.Abs(m - values[origin + h])).Sum() : double.PositiveInfinity;
            }

            total += values.Skip(origin).Sum(Math.Abs);
        }

        var slack = (1e-9 * total) + 1e-300;
        var best = losses.Min() + slack;
        var power = Math.Clamp(trials.Sum(t => t.HoldOut.Length) / PointsPerPower, 1, HighestPower);
        return [.. losses.Select(loss => Math.Pow(best / (loss + slack), power))];
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
}
