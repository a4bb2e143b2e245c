namespace Analytics.Statistics.Forecasting;

/// <summary>One method of the automatic combination: a forecast of the series or of its beginning; null when that is too short for it.</summary>
internal sealed record ForecastMember(Func<double[], int, ForecastPath?> Forecast);

/// <summary>The methods that the automatic combination asks about one series. What chooses a model chooses it once, the hold-outs only fit it again.</summary>
internal static class ForecastMembers
{
    private const int LargestEtsSeason = 24;

    public static IReadOnlyList<ForecastMember> Of(double[] values, int season)
    {
        var s = SeasonalIndices.IsSeasonal(values, season) ? season : 1;
        var positive = values.All(v => v > 0);
        var week = 7 * season;
        var hasWeek = season is 24 or 48 or 96 or 144 or 288 && values.Length >= 3 * week;
        var members = new List<ForecastMember>
        {
            OnAdjusted(s, positive, Theta),
            OnAdjusted(s, positive, (v, h) => Forecaster.OnPlain(v, h, ForecastMethod.Damped)),
        };
        var differences = s > 1 ? (int[][])[[s], [s, 1]] : [[], [1]];
        members.AddRange(differences.Select(steps => Model(values, v => Arima.Select(v, steps, s), (m, v) => m.Refit(v), Of)));
        if (positive)
        {
            members.Add(InLogarithms(OnAdjusted(s, false, Theta)));
            members.AddRange(differences.Select(steps => InLogarithms(Model(Logarithms(values), v => Arima.Select(v, steps, s), (m, v) => m.Refit(v), Of))));
        }

        if (s <= LargestEtsSeason && values.Length >= (2 * s) + 5)
        {
            members.Add(Model(values, v => EtsModel.Select(v, s, s > 1), (m, v) => v.Length < (2 * s) + 5 ? null : m.Refit(v), Forecaster.Of));
        }

        members.Add(new ForecastMember((v, h) => Forecaster.Naive(v, h, s)));
        if (hasWeek)
        {
            // Hourly (and finer) data have a week above the day.
            members.Add(OnAdjusted(week, positive, Theta));
            members.Add(Model(values, v => Arima.Select(v, [week], season), (m, v) => m.Refit(v), Of));
            members.Add(new ForecastMember((v, h) => Forecaster.Naive(v, h, week)));
            if (positive)
            {
                members.Add(InLogarithms(Model(Logarithms(values), v => Arima.Select(v, [week], season), (m, v) => m.Refit(v), Of)));
            }
        }

        return members;
    }

    private static ForecastPath Theta(double[] values, int horizon)
    {
        var model = DynamicTheta.Fit(values);
        return new ForecastPath(model.Forecast(horizon), model.Spread(horizon));
    }

    private static ForecastPath Of(Arima model, int horizon) => new(model.Forecast(horizon), model.Spread(horizon));

    private static ForecastMember OnAdjusted(int season, bool multiplicative, Func<double[], int, ForecastPath> method) => new((values, horizon) =>
    {
        var adjusted = season == 1 || values.Length < 2 * season ? Adjusted.Of(values, 1)
            : Adjusted.By(values, multiplicative ? SeasonalIndices.Multiplicative(values, season) : SeasonalIndices.Additive(values, season), multiplicative);
        return adjusted.Restore(method(adjusted.Values, horizon));
    });

    private static ForecastMember Model<T>(double[] all, Func<double[], T?> select, Func<T, double[], T?> refit, Func<T, int, ForecastPath> forecast)
        where T : class
    {
        var chosen = select(all);
        return new((values, horizon) => chosen is null ? null : (values.Length == all.Length ? chosen : refit(chosen, values)) is { } model ? forecast(model, horizon) : null);
    }

    // Back from logarithms the mean becomes the median, which is what absolute errors ask for.
    private static ForecastMember InLogarithms(ForecastMember member) => new((values, horizon) => member.Forecast(Logarithms(values), horizon) is { } path
        ? new ForecastPath([.. path.Mean.Select(m => Math.Exp(m))], [.. path.Mean.Zip(path.Spread, (m, s) => Math.Exp(m) * s)])
        : null);

    private static double[] Logarithms(double[] values) => [.. values.Select(v => Math.Log(v))];
}
