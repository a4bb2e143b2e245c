using Analytics.Statistics.Forecasting;

namespace Analytics.Tests.Statistics;

public sealed class ForecastingTests
{
    // Box, Jenkins 1976, series G: monthly airline passengers in thousands, 1949 to 1960 (R's AirPassengers).
    internal static readonly double[] Air =
    [
        112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118, 115, 126, 141, 135, 125, 149, 170, 170, 158, 133, 114, 140,
        145, 150, 178, 163, 172, 178, 199, 199, 184, 162, 146, 166, 171, 180, 193, 181, 183, 218, 230, 242, 209, 191, 172, 194,
        196, 196, 236, 235, 229, 243, 264, 272, 237, 211, 180, 201, 204, 188, 235, 227, 234, 264, 302, 293, 259, 229, 203, 229,
        242, 233, 267, 269, 270, 315, 364, 347, 312, 274, 237, 278, 284, 277, 317, 313, 318, 374, 413, 405, 355, 306, 271, 306,
        315, 301, 356, 348, 355, 422, 465, 467, 404, 347, 305, 336, 340, 318, 362, 348, 363, 435, 491, 505, 404, 359, 310, 337,
        360, 342, 406, 396, 420, 472, 548, 559, 463, 407, 362, 405, 417, 391, 419, 461, 472, 535, 622, 606, 508, 461, 390, 432,
    ];

    // R 4.2.2 decompose(type = "multiplicative").
    [Fact]
    public void Seasonal_indices_agree_with_R()
    {
        var indices = SeasonalIndices.Multiplicative(Air, 12);
        Close.To(0.910230367372201, indices[0]);
        Close.To(1.226555542931201, indices[6]);
        Close.To(0.898824389985011, indices[11]);
        Assert.True(SeasonalIndices.IsSeasonal(Air, 12));
        Assert.False(SeasonalIndices.IsSeasonal([.. Air.Take(35)], 12));
    }

    // R 4.2.2, forecast 8.20: ses, holt and holt(damped = TRUE) on the seasonally adjusted series. R's search stops at 1e-5 of the
    // optimum for the level and at 1e-3 for the models with a trend.
    [Fact]
    public void Smoothing_agrees_with_R()
    {
        var adjusted = Adjusted.By(Air, SeasonalIndices.Multiplicative(Air, 12), true).Values;
        var ses = Smoothing.Fit(adjusted, Trend.None);
        Close.To(481.900705098231, ses.Forecast(3)[2], 1e-5);
        Close.To((502.982177610492 - 481.900705098231) / 1.959963984540054, ses.Spread(1)[0], 1e-3);
        Close.To((514.584855567921 - 481.900705098231) / 1.959963984540054, ses.Spread(3)[2], 1e-3);
        Close.To(488.490689204018, Smoothing.Fit(adjusted, Trend.Damped).Forecast(3)[2], 2e-3);
        Close.To(491.516340132780, Smoothing.Fit(adjusted, Trend.Linear).Forecast(3)[2], 2e-3);
    }

    [Fact]
    public void Naive_methods_repeat_what_they_should()
    {
        Assert.All(Forecaster.Forecast(Air, 5, 12, ForecastMethod.Naive).Mean, m => Assert.Equal(432, m));
        Assert.Equal([417, 391, 419], Forecaster.Forecast(Air, 3, 12, ForecastMethod.SeasonalNaive).Mean);
        var indices = SeasonalIndices.Multiplicative(Air, 12);
        Close.To(432 / indices[11] * indices[0], Forecaster.Forecast(Air, 1, 12, ForecastMethod.Naive2).Mean[0]);
    }

    [Fact]
    public void Theta_of_a_straight_line_follows_half_its_slope_and_comb_is_the_mean()
    {
        double[] line = [.. Enumerable.Range(0, 40).Select(t => 10.0 + (3 * t))];
        var theta = Forecaster.Forecast(line, 2, 1, ForecastMethod.Theta).Mean;
        Assert.Equal(1.5, theta[1] - theta[0], 1e-6);
        var comb = Forecaster.Forecast(Air, 4, 12, ForecastMethod.Comb).Mean;
        var parts = ((ForecastMethod[])[ForecastMethod.Ses, ForecastMethod.Holt, ForecastMethod.Damped]).Select(m => Forecaster.Forecast(Air, 4, 12, m).Mean[3]);
        Close.To(parts.Average(), comb[3]);
    }

    [Theory]
    [InlineData(ForecastMethod.Auto)]
    [InlineData(ForecastMethod.Ets)]
    [InlineData(ForecastMethod.HoltWinters)]
    [InlineData(ForecastMethod.Theta)]
    [InlineData(ForecastMethod.Comb)]
    public void Forecasts_scale_with_the_series_and_intervals_widen(ForecastMethod method)
    {
        var path = Forecaster.Forecast(Air, 12, 12, method);
        var tenfold = Forecaster.Forecast([.. Air.Select(v => 10 * v)], 12, 12, method);
        foreach (var (one, ten) in path.Mean.Zip(tenfold.Mean))
        {
            Close.To(10 * one, ten, 2e-2);
        }

        Assert.True(path.Spread[11] > path.Spread[0]);
        Assert.All(path.Interval(0.95).Zip(path.Interval(0.8)), p => Assert.True(p.First.Low < p.Second.Low && p.First.High > p.Second.High));
    }

    [Theory]
    [InlineData(new double[] { 7 })]
    [InlineData(new double[] { 7, 7 })]
    [InlineData(new double[] { 1, 2, 3 })]
    [InlineData(new double[] { 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5 })]
    [InlineData(new double[] { 0, 0, 0, 4, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0 })]
    [InlineData(new double[] { 1e300, 2e300, 1.5e300, 3e300, 2e300, 4e300, 3e300, 5e300, 4e300 })]
    [InlineData(new double[] { 1e-300, 2e-300, 1.5e-300, 3e-300, 2e-300, 4e-300, 3e-300, 5e-300, 4e-300 })]
    [InlineData(new double[] { -3, 5, -8, 2, -1, 7, -4, 3, -9, 6, -2, 1 })]
    public void Odd_series_give_finite_forecasts(double[] series)
    {
        foreach (var method in Enum.GetValues<ForecastMethod>())
        {
            foreach (var season in (int[])[1, 4, 12])
            {
                var path = Forecaster.Forecast(series, 6, season, method);
                Assert.All(path.Mean.Concat(path.Spread), v => Assert.True(double.IsFinite(v), $"{method} {season}"));
            }
        }
    }

    // Longer corpora and fresh generators: the room's README.
    [Theory]
    [InlineData(false, 17)]
    [InlineData(true, 18)]
    public void Automatic_beats_theta_and_comb_and_all_intervals_cover(bool hourly, int seed)
    {
        ForecastMethod[] methods =
        [
            ForecastMethod.Naive2, ForecastMethod.Theta, ForecastMethod.Comb, ForecastMethod.Auto, ForecastMethod.SeasonalNaive, ForecastMethod.Ses, ForecastMethod.Holt,
            ForecastMethod.Damped,
        ];
        var (errors, scaled) = (new double[methods.Length], new double[methods.Length]);
        var (inside95, inside80) = (new int[methods.Length], new int[methods.Length]);
        var all = 0;
        var season = hourly ? 24 : 12;
        foreach (var (horizon, series) in SimulatedSeries.Of(hourly, hourly ? 24 : 60, seed))
        {
            var (train, test) = (series[..^horizon], series[^horizon..]);
            all += horizon;
            for (var i = 0; i < methods.Length; i++)
            {
                var path = Forecaster.Forecast(train, horizon, season, methods[i]);
                errors[i] += Accuracy.Smape(test, path.Mean);
                scaled[i] += Accuracy.Mase(train, season, test, path.Mean)!.Value;
                inside95[i] += path.Interval(0.95).Zip(test).Count(p => p.First.Contains(p.Second));
                inside80[i] += path.Interval(0.8).Zip(test).Count(p => p.First.Contains(p.Second));
            }
        }

        double Owa(int i) => Accuracy.Owa(errors[i], scaled[i], errors[0], scaled[0]);
        Assert.True(Owa(3) < 0.88 && Owa(3) < Owa(1) && Owa(3) < Owa(2), $"theta {Owa(1):F3}, comb {Owa(2):F3}, automatic {Owa(3):F3}");
        var coverage = string.Join(", ", methods.Select((m, i) => $"{m} {(double)inside80[i] / all:F3} {(double)inside95[i] / all:F3}"));
        Assert.True(inside95.All(n => (double)n / all is > 0.93 and < 0.985) && inside80.All(n => (double)n / all is > 0.74 and < 0.92), coverage);
    }

    // Where the formula is right its width stays; where the past was harder than the formula believes it grows, for what lies ahead is no easier.
    [Fact]
    public void Width_follows_the_errors_of_the_past()
    {
        var random = new Random(31);
        double[] walk = [.. Enumerable.Range(0, 400).Select(_ => MeanTests.Gauss(random))];
        for (var t = 1; t < walk.Length; t++)
        {
            walk[t] += walk[t - 1];
        }

        var right = Forecaster.Forecast(walk, 20, 1, ForecastMethod.Naive).Spread[19] / Forecaster.Naive(walk, 20, 1).Spread[19];
        Assert.InRange(right, 0.65, 1.3);
        double[] trending = [.. walk.Select((v, t) => (5 * t) + v)];
        var wrong = Forecaster.Forecast(trending, 20, 1, ForecastMethod.Ses).Spread[19] / Forecaster.OnPlain(trending, 20, ForecastMethod.Ses).Spread[19];
        Assert.True(wrong > 2, $"{wrong}");
    }

    [Fact]
    public void Hold_outs_follow_each_other_from_the_end_and_leave_half_of_the_series_and_three_seasons()
    {
        Assert.Equal([(652, 48), (604, 48), (556, 48), (508, 48), (460, 48), (412, 48)], Calibration.HoldOuts(700, 48, 24).Select(h => (h.Origin, h.Length)));
        Assert.Equal([(36, 4)], Calibration.HoldOuts(40, 18, 12).Select(h => (h.Origin, h.Length)));
        Assert.Equal([(24, 7), (17, 7)], Calibration.HoldOuts(31, 18, 12).Select(h => (h.Origin, h.Length)));
        Assert.Empty(Calibration.HoldOuts(8, 3, 1));
    }
}
