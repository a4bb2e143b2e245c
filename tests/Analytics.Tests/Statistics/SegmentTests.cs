using Analytics.Statistics.Capacity;
using Analytics.Statistics.Churn;
using Analytics.Statistics.Decomposition;
using Analytics.Statistics.Segments;

namespace Analytics.Tests.Statistics;

public sealed class SegmentTests
{
    private static readonly double[][] Blobs = [.. Enumerable.Range(0, 90).Select(i =>
        (double[])[(i * 37 % 101 / 10.0) + (i % 3 == 0 ? 20 : 0), (i * 53 % 97 / 7.0) + (i % 3 == 1 ? 30 : 0)])];

    // scikit-learn 1.2.1 KMeans(3) and silhouette_score.
    [Fact]
    public void Clusters_agree_with_scikit_learn()
    {
        var found = KMeans.Cluster(Blobs, 3, new Random(1));
        Close.To(2217.679768707483, found.Inertia);
        Close.To(0.7188866414625207, KMeans.Silhouette(Blobs, found.Labels));
        Assert.Equal(1, KMeans.AdjustedRand(found.Labels, [.. Enumerable.Range(0, 90).Select(i => i % 3)]));
        Assert.True(KMeans.Stability(Blobs, found, new Random(2)) > 0.95);
        Assert.Equal(3, KMeans.ClusterAutomatically(Blobs, new Random(3)).Centroids.Length);
    }

    [Fact]
    public void Equal_points_and_single_points_do_not_break_clusters()
    {
        Assert.Equal(0, KMeans.Cluster([[1, 1], [1, 1], [1, 1]], 2, new Random(1)).Inertia);
        Assert.Single(KMeans.ClusterAutomatically([[1, 2]], new Random(1)).Centroids);
        Assert.Null(KMeans.Silhouette([[1, 2]], [0]));
    }

    [Fact]
    public void Rfm_counts_thresholds_strictly_exceeded_and_names_segments()
    {
        var customers = Enumerable.Range(1, 10).Select(i => new RfmValues(i, 11 - i, 10.0 * (11 - i))).ToArray();
        var scores = RecencyFrequencyMonetary.Score(customers);
        Assert.Equal(new RfmScores(5, 5, 5), scores[0]);
        Assert.Equal("champions", scores[0].Segment);
        Assert.Equal(new RfmScores(1, 1, 1), scores[9]);
        Assert.Equal("hibernating", scores[9].Segment);
        Assert.Equal("at_risk", new RfmScores(2, 4, 1).Segment);
        Assert.Equal("loyal", new RfmScores(3, 4, 5).Segment);
        Assert.Equal("recent", new RfmScores(4, 3, 5).Segment);
        Assert.Equal("others", new RfmScores(3, 3, 5).Segment);
    }

    [Fact]
    public void Clusters_are_named_by_what_sets_them_apart() =>
        Assert.Equal(["high revenue, low visits", "average"], SegmentNames.Of([[2, -1], [0.1, 0.2]], ["revenue", "visits"]));

    // R 4.2.2 stl(s.window, s.jump = t.jump = l.jump = 1) on 120 values with an outlier at the 50th.
    [Theory]
    [InlineData(7, false, 0, -0.259681481675315, 10.5962139133365)]
    [InlineData(7, false, 49, 5.411984844786689, 14.5664166963347)]
    [InlineData(7, false, 119, -1.562202469723506, 16.9848833179027)]
    [InlineData(13, false, 0, -0.173000890326341, 10.4950712272208)]
    [InlineData(7, true, 0, -0.173956208715645, 10.7106741754340)]
    [InlineData(7, true, 49, 1.390899019588421, 13.3477504332435)]
    [InlineData(7, true, 119, -1.567238065596425, 16.9898343883830)]
    public void Seasonal_trend_decomposition_agrees_with_R(int window, bool robust, int index, double seasonal, double trend)
    {
        var series = Enumerable.Range(0, 120).Select(i => i == 49 ? 30 : 10 + (i * 0.05) + (3 * Math.Sin(2 * Math.PI * i / 12)) + (i * 37 % 101 / 50.0)).ToArray();
        var parts = SeasonalTrend.Decompose(series, 12, window, robust);
        Close.To(seasonal, parts.Seasonal[index], 1e-6);
        Close.To(trend, parts.Trend[index], 1e-6);
        Close.To(series[index], parts.Seasonal[index] + parts.Trend[index] + parts.Remainder[index]);
    }

    // statsmodels 0.13.5 STL(seasonal=21, seasonal_deg=0, robust=True).fit(inner_iter=1, outer_iter=15). R's stl differs here: it takes its
    // robustness weights from a partial sort that for an even number of values does not always yield the median.
    [Theory]
    [InlineData(0, -20.787686423142144, 128.8607693736294)]
    [InlineData(70, -52.15985898550251, 254.604981808014)]
    [InlineData(143, -28.242345330411684, 500.02473698312394)]
    public void Robust_decomposition_agrees_with_statsmodels(int index, double seasonal, double trend)
    {
        var parts = SeasonalTrend.Decompose(ForecastingTests.Air, 12, 21, true);
        Close.To(seasonal, parts.Seasonal[index], 1e-9);
        Close.To(trend, parts.Trend[index], 1e-9);
    }

    [Fact]
    public void Change_points_are_found_where_the_mean_moves_and_nowhere_else()
    {
        var random = new Random(1);
        double[] series = [.. Enumerable.Range(0, 600).Select(i => MeanTests.Gauss(random) + (i < 200 ? 0 : i < 420 ? 3 : 1))];
        var changes = ChangePoints.InMean(series);
        Assert.Equal(2, changes.Count);
        Assert.InRange(changes[0], 197, 203);
        Assert.InRange(changes[1], 414, 426);
        Assert.Empty(ChangePoints.InMean([.. Enumerable.Repeat(4.0, 100)]));
        var quiet = Enumerable.Range(0, 100).Count(_ => ChangePoints.InMean([.. Enumerable.Range(0, 200).Select(_ => MeanTests.Gauss(random))]).Count > 0);
        Assert.True(quiet <= 5, $"{quiet} of 100");
    }

    // scikit-learn 1.2.1 LogisticRegression(C = 1), which stops at 1e-6, on StandardScaler's output.
    [Fact]
    public void Churn_weights_agree_with_scikit_learn_and_probabilities_are_calibrated()
    {
        double[][] customers = [.. Enumerable.Range(0, 300).Select(i => (double[])[i * 37 % 101 / 10.0, i * 53 % 97 / 7.0])];
        bool[] churned = [.. customers.Select((c, i) => (0.4 * c[0]) - (0.5 * c[1]) + (i * 71 % 31 / 8.0) - 1.5 > 0)];
        var model = ChurnModel.Fit(["age", "visits"], customers, churned, new Random(1));
        Close.To(-1.53421652, model.Weights[0], 1e-5);
        Close.To(1.55128526, model.Weights[1], 1e-5);
        Close.To(-2.72974003, model.Weights[2], 1e-5);
        var probabilities = customers.Select(model.Probability).ToArray();
        Assert.All(probabilities, p => Assert.InRange(p, 0, 1));
        Assert.True(ChurnModel.CalibrationError(probabilities, churned) < 0.06);
        var reasons = model.Reasons([10, 0]);
        Assert.Equal("visits", reasons[0].Feature);
        Assert.All(reasons, r => Assert.True(r.LogOdds > 0));
    }

    [Fact]
    public void Capacity_ends_where_the_trend_says_and_the_interval_covers()
    {
        var exact = Exhaustion.Forecast([10, 12, 14, 16], 30)!;
        Close.To(7, exact.Steps);
        Close.To(7, exact.Earliest);
        Assert.Null(Exhaustion.Forecast([5, 4, 3, 2], 30)!.Steps);
        Assert.Equal(0, Exhaustion.Forecast([10, 20, 30], 25)!.Steps);
        var random = new Random(9);
        var covered = 0;
        for (var run = 0; run < 400; run++)
        {
            double[] usage = [.. Enumerable.Range(0, 60).Select(t => 20 + (0.5 * t) + (2 * MeanTests.Gauss(random)))];
            var forecast = Exhaustion.Forecast(usage, 80)!;
            covered += forecast.Earliest <= 61 && (forecast.Latest ?? double.MaxValue) >= 61 ? 1 : 0;
        }

        Assert.True(covered >= 0.95 * 400);
    }
}
