using Analytics.Statistics.Forecasting;

namespace Analytics.Tests.Statistics;

/// <summary>The models behind the methods, against R 4.2.2 (<c>stats</c>, <c>forecast</c> 8.20). Where R's search stops early, ours may only be better.</summary>
public sealed class ForecastModelTests
{
    // R's Nile: annual flow at Aswan, 1871 to 1970 (Cobb 1978).
    private static readonly double[] Nile =
    [
        1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958, 1140, 1100, 1210, 1150, 1250, 1260,
        1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020, 1050, 969, 831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821,
        768, 845, 864, 862, 698, 845, 744, 796, 1040, 759, 781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 812, 742, 801,
        1040, 860, 874, 848, 890, 744, 749, 838, 1050, 918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740,
    ];

    // R's USAccDeaths: monthly accidental deaths, 1973 to 1978 (Brockwell, Davis 1991).
    private static readonly double[] Accidents =
    [
        9007, 8106, 8928, 9137, 10017, 10826, 11317, 10744, 9713, 9938, 9161, 8927, 7750, 6981, 8038, 8422, 8714, 9512, 10120, 9823, 8743, 9129, 8710, 8680,
        8162, 7306, 8124, 7870, 9387, 9556, 10093, 9620, 8285, 8466, 8160, 8034, 7717, 7461, 7767, 7925, 8623, 8945, 10078, 9179, 8037, 8488, 7874, 8647,
        7792, 6957, 7726, 8106, 8890, 9299, 10625, 9302, 8314, 8850, 8265, 8796, 7836, 6892, 7791, 8192, 9115, 9434, 10484, 9827, 9110, 9070, 8633, 9240,
    ];

    // ets(): AICc 1400.638 (M,Ad,M), 1148.716 (A,N,A), 1458.552 (M,N,N); R's simplex stops before the optimum over twelve initial seasons.
    [Fact]
    public void Selected_models_are_at_least_as_likely_as_those_of_R()
    {
        var air = EtsModel.Select(ForecastingTests.Air, 12, true);
        Assert.Equal(Season.Multiplicative, air.SeasonKind);
        Assert.InRange(air.Criterion, 1380, 1400.63843247);
        var accidents = EtsModel.Select(Accidents, 12, true);
        Assert.Equal(new EtsForm(false, Trend.None, Season.Additive), accidents.Form);
        Assert.InRange(accidents.Criterion, 1130, 1148.7160986);
        double[] reference = [8397.49690923, 7599.22061344, 8396.59468674, 8646.50970321, 9443.41194462, 9893.06472685];
        foreach (var (expected, actual) in reference.Zip(accidents.Forecast(6)))
        {
            Close.To(expected, actual, 1e-2);
        }

        Close.To(292.690717844, accidents.Sigma, 0.05);
        var nile = EtsModel.Select(Nile, 1, false);
        Assert.Equal(new EtsForm(true, Trend.None, Season.None), nile.Form);
        Close.To(1458.55191561, nile.Criterion, 1e-6);
        Close.To(838.875161323, nile.Forecast(3)[2], 1e-4);
    }

    // holt(): sums of squared errors 2021036.74 and, damped, 2043226.68: R stops in shallower valleys.
    [Theory]
    [InlineData(Trend.Linear, 2021036.7399)]
    [InlineData(Trend.Damped, 2043226.68094)]
    public void Trends_fit_no_worse_than_in_R(Trend trend, double squares) =>
        Assert.InRange(Smoothing.Fit(Nile, trend).Residuals.Sum(e => e * e), 0.96 * squares, squares);

    // arima(log(AirPassengers), c(0,1,1), c(0,1,1), method = "CSS"): means and standard errors.
    [Fact]
    public void Airline_model_agrees_with_R()
    {
        var model = Arima.Fit([.. ForecastingTests.Air.Select(v => Math.Log(v))], [12, 1], 12, new ArimaOrder(0, 1, 0, 1, false))!;
        Close.To(450.155116538, Math.Exp(model.Forecast(12)[0]), 5e-4);
        Close.To(477.226205968, Math.Exp(model.Forecast(12)[11]), 5e-4);
        Close.To(0.0372659877666, model.Spread(12)[0], 1e-2);
        Close.To(0.0855267423804, model.Spread(12)[11], 1e-2);
    }

    // arima(Nile, c(1,0,1), method = "CSS"): ar 0.8869, ma -0.6049; R estimates the mean too, 889; we take the sample's, 919.
    [Fact]
    public void Mixed_model_agrees_with_R()
    {
        var model = Arima.Fit(Nile, [], 1, new ArimaOrder(1, 1, 0, 0, true))!;
        Close.To(800.982345022, model.Forecast(3)[0], 0.03);
        Close.To(819.804395453, model.Forecast(3)[2], 0.03);
        Close.To(149.522628045, model.Spread(3)[2], 0.07);
    }

    // The paper's recursions (Fiorucci et al. 2016, section 3.3) written down plainly, over a grid.
    [Fact]
    public void Dynamic_theta_finds_the_least_squares_of_the_papers_recursions()
    {
        var (best, ahead) = (double.PositiveInfinity, 0.0);
        for (var alpha = 0.1; alpha <= 0.99; alpha += 0.01)
        {
            for (var w = 0.0; w <= 1; w += 0.02)
            {
                for (var level0 = 700.0; level0 <= 1400; level0 += 25)
                {
                    double level = level0, mean = 0, a = Nile[0], b = 0, squares = 0;
                    double Next(int t) => level + (w * ((Math.Pow(1 - alpha, t - 1) * a) + ((1 - Math.Pow(1 - alpha, t)) / alpha * b)));
                    for (var t = 1; t <= Nile.Length; t++)
                    {
                        var error = Nile[t - 1] - Next(t);
                        squares += t > 2 ? error * error : 0;
                        level = (alpha * Nile[t - 1]) + ((1 - alpha) * level);
                        b = t == 1 ? 0 : (((t - 2) * b) + (6.0 / t * (Nile[t - 1] - mean))) / (t + 1);
                        mean = (((t - 1) * mean) + Nile[t - 1]) / t;
                        a = mean - ((t + 1) / 2.0 * b);
                    }

                    (best, ahead) = squares < best ? (squares, Next(Nile.Length + 1)) : (best, ahead);
                }
            }
        }

        var model = DynamicTheta.Fit(Nile);
        Assert.InRange(model.Sigma * model.Sigma * (Nile.Length - 5), 0.99 * best, best);
        Close.To(ahead, model.Forecast(1)[0], 0.01);
    }

    [Fact]
    public void A_steady_line_is_continued_by_the_automatic_method()
    {
        double[] line = [.. Enumerable.Range(0, 60).Select(t => 10.0 + (3 * t))];
        var path = Forecaster.Forecast(line, 6, 12);
        foreach (var (mean, h) in path.Mean.Select((m, h) => (m, h)))
        {
            Close.To(10.0 + (3 * (60 + h)), mean, 1e-3);
        }
    }
}
