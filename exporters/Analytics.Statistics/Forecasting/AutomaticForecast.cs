namespace Analytics.Statistics.Forecasting;

/// <summary>
/// Combines forecasts from different families (smoothing, Theta, ETS, autoregression, seasonal naive), weighted by how well each would have done
/// over the last horizons of the series itself. Averages of diverse methods beat the best single one (Makridakis et al. 2020; Petropoulos,
/// Svetunkov 2020), and the hold-out drops those that do not suit the series.
/// </summary>
internal static class AutomaticForecast
{
    private const int LargestEtsSeason = 24;

    // Weights, cut and widening were chosen on public monthly series and simulated ones, none of them special to a series.
    private const double WorstRatio = 1.5;

    // The models' spread knows the noise but not the uncertainty of parameters and of the choice itself.
    private const double Widening = 1.1;

    private delegate ForecastPath? Method(double[] values, int horizon);

    public static ForecastPath Of(double[] values, int horizon, int season)
    {
        if (values.Length < 5 || values.All(v => v == values[0]))
        {
            return Forecaster.Naive(values, horizon, 1);
        }

        var methods = Candidates(values, season);
        var losses = Validate(values, Math.Min(horizon, Math.Max(1, values.Length / 4)), season, methods);
        return Combine(values, horizon, season, methods, losses);
    }

    private static List<(double Prior, Method Forecast)> Candidates(double[] values, int season)
    {
        var seasonal = SeasonalIndices.IsSeasonal(values, season);
        var s = seasonal ? season : 1;
        var positive = values.All(v => v > 0);
        Method Plain(ForecastMethod method, int length, bool multiplicative) => (v, h) =>
        {
            var adjusted = length == 1 || v.Length < 2 * length ? Adjusted.Of(v, 1)
                : Adjusted.By(v, multiplicative ? SeasonalIndices.Multiplicative(v, length) : SeasonalIndices.Additive(v, length), multiplicative);
            return adjusted.Restore(Forecaster.OnPlain(adjusted.Values, h, method));
        };
        var methods = new List<(double, Method)>
        {
            (1, Plain(ForecastMethod.Theta, s, positive)),
            (1, Plain(ForecastMethod.Damped, s, positive)),
            (0.5, Plain(ForecastMethod.Ses, s, positive)),
            (s < LargestEtsSeason ? 0.15 : 1, (v, h) => Autoregressive(v, h, s, s)),
        };
        if (s <= LargestEtsSeason && values.Length >= (2 * s) + 5)
        {
            // The form is chosen once; the hold-outs only fit it again.
            var chosen = EtsModel.Select(values, s, s > 1);
            methods.Add((s < LargestEtsSeason ? 2 : 1, (v, h) => v.Length < (2 * s) + 5
                ? null
                : Forecaster.Of(v.Length == values.Length ? chosen : EtsModel.Fit(v, chosen.SeasonKind == Season.None ? 1 : s, chosen.Trend, chosen.SeasonKind), h)));
        }

        if (s > 1)
        {
            methods.Add((0.25, (v, h) => Autoregressive(v, h, 1, s)));
            methods.Add((0.5, (v, h) => Forecaster.Naive(v, h, s)));
        }

        // Hourly (and finer) data have a week above the day.
        var week = 7 * season;
        if (season is 24 or 48 or 96 or 144 or 288 && values.Length >= 3 * week)
        {
            methods.Add((1, Plain(ForecastMethod.Ses, week, positive)));
            methods.Add((1, Plain(ForecastMethod.Theta, week, positive)));
            methods.Add((1, (v, h) => Autoregressive(v, h, week, season)));
            methods.Add((0.5, (v, h) => Forecaster.Naive(v, h, week)));
        }

        return methods;
    }

    private static ForecastPath? Autoregressive(double[] values, int horizon, int step, int season) =>
        AutoRegression.Fit(values, step, season) is { } model ? new ForecastPath(model.Forecast(horizon), model.Spread(horizon)) : null;

    // Mean absolute error of each method over up to three hold-outs of the horizon's length.
    private static double[] Validate(double[] values, int horizon, int season, List<(double Prior, Method Forecast)> methods)
    {
        var losses = new double[methods.Count];
        var origins = 0;
        var shortest = Math.Max(3 * season, Math.Max(8, values.Length / 2));
        for (var k = 1; k <= 3; k++)
        {
            var origin = values.Length - (k == 1 ? horizon : k * Math.Max(1, horizon / 2) + (horizon / 2));
            if (origin < shortest)
            {
                break;
            }

            origins++;
            for (var i = 0; i < methods.Count; i++)
            {
                var path = methods[i].Forecast(values[..origin], horizon);
                losses[i] += path is null ? double.PositiveInfinity : Loss(path.Mean, values.AsSpan(origin, horizon));
            }
        }

        return origins == 0 ? [.. losses.Select(_ => 1.0)] : losses;
    }

    private static double Loss(double[] forecast, ReadOnlySpan<double> actual)
    {
        var sum = 0.0;
        for (var h = 0; h < actual.Length; h++)
        {
            sum += Math.Abs(forecast[h] - actual[h]);
        }

        return double.IsFinite(sum) ? sum : double.PositiveInfinity;
    }

    private static ForecastPath Combine(double[] values, int horizon, int season, List<(double Prior, Method Forecast)> methods, double[] losses)
    {
        var best = losses.Min();
        var (mean, spread, total) = (new double[horizon], new double[horizon], 0.0);
        for (var i = 0; i < methods.Count; i++)
        {
            var ratio = best > 0 ? losses[i] / best : losses[i] > 0 ? double.PositiveInfinity : 1;
            if (ratio > WorstRatio || methods[i].Forecast(values, horizon) is not { } path || path.Mean.Any(m => !double.IsFinite(m)))
            {
                continue;
            }

            var weight = methods[i].Prior / ratio;
            total += weight;
            for (var h = 0; h < horizon; h++)
            {
                mean[h] += weight * path.Mean[h];
                spread[h] += weight * path.Spread[h];
            }
        }

        if (total == 0)
        {
            return Forecaster.Naive(values, horizon, 1);
        }

        var positive = values.All(v => v >= 0);
        var widening = season < LargestEtsSeason ? Widening : 1;
        return new ForecastPath([.. mean.Select(m => positive ? Math.Max(0, m / total) : m / total)], [.. spread.Select(s => s / total * widening)]);
    }
}
