using Analytics.Statistics.Anomalies;

namespace Analytics.Tests.Statistics;

public sealed class AnomalyTests
{
    [Fact]
    public void Corpus_of_48_series_scores_above_70_by_the_numenta_standard()
    {
        var corpus = AnomalyCorpus.All().Select(s => (Scores: Scores(s.Instants, s.Values), s.Windows)).ToArray();
        Assert.True(corpus.Length >= 30);
        var (best, threshold) = NabScore.Best(corpus);
        TestContext.Current.SendDiagnosticMessage($"best {best:F1} at {threshold}, at the label's threshold {NabScore.At(corpus, OnlineAnomalyDetector.Threshold):F1}");
        Assert.True(best > 70, $"{best:F1} at {threshold}");
        Assert.True(NabScore.At(corpus, OnlineAnomalyDetector.Threshold) > 70);
    }

    // Two seeds that no constant of the detector was chosen on.
    [Theory]
    [InlineData(20260601)]
    [InlineData(777)]
    public void Other_corpora_of_the_kind_score_above_70_too(int seed)
    {
        var corpus = AnomalyCorpus.All(seed).Select(s => (Scores: Scores(s.Instants, s.Values), s.Windows)).ToArray();
        var score = NabScore.At(corpus, OnlineAnomalyDetector.Threshold);
        TestContext.Current.SendDiagnosticMessage($"seed {seed}: {score:F1}");
        Assert.True(score > 70, $"{score:F1}");
    }

    [Fact]
    public void What_comes_back_again_and_again_becomes_usual()
    {
        // A peak every 150 rows: the first ones are news, later ones are not.
        var random = new Random(5);
        var detector = new OnlineAnomalyDetector();
        var alarms = Enumerable.Range(0, 6000)
            .Where(i => detector.Next(i * 5 * TimeSpan.TicksPerMinute, (i % 150 == 149 ? 80 : 20) + (2 * MeanTests.Gauss(random))).IsAnomaly).ToArray();
        Assert.Contains(alarms, i => i < 1000);
        Assert.DoesNotContain(alarms, i => i % 150 < 5 && i > 1000);
    }

    [Fact]
    public void A_metric_that_stands_still_is_noticed_unless_it_often_does()
    {
        var random = new Random(6);
        var detector = new OnlineAnomalyDetector();
        var frozen = Enumerable.Range(0, 1500).Where(i => detector.Next(i * TimeSpan.TicksPerMinute, i < 1400 ? 50 + MeanTests.Gauss(random) : 50).IsAnomaly).ToArray();
        Assert.Contains(frozen, i => i is >= 1400 and < 1430);
        var rare = new OnlineAnomalyDetector();
        Assert.DoesNotContain(Enumerable.Range(0, 3000), i => rare.Next(i * TimeSpan.TicksPerMinute, i % 40 == 0 ? 1 : 0).IsAnomaly && i > 300);
    }

    [Fact]
    public void Undisturbed_metrics_raise_less_than_three_alarms_a_week()
    {
        // The stretch before the first anomaly of each series of the corpus.
        double alarms = 0, weeks = 0;
        foreach (var series in AnomalyCorpus.All())
        {
            var quiet = series.Windows[0].Start;
            var detector = new OnlineAnomalyDetector();
            alarms += Enumerable.Range(0, quiet).Count(i => detector.Next(series.Instants[i], series.Values[i]).IsAnomaly);
            weeks += (series.Instants[quiet - 1] - series.Instants[0]) / (7.0 * TimeSpan.TicksPerDay);
        }

        TestContext.Current.SendDiagnosticMessage($"{alarms / weeks:F2} alarms a week");
        Assert.True(alarms / weeks < 3, $"{alarms / weeks:F2} a week");
    }

    // Thirty rows have no value or are not there at all; one here and there is no news.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Missing_values_are_noticed_when_they_last(bool rows)
    {
        var detector = new OnlineAnomalyDetector();
        var alarms = new List<int>();
        for (var i = 0; i < 1000; i++)
        {
            var missing = i is >= 700 and < 730 || i % 97 == 0;
            var score = missing && !rows ? default : detector.Next(i * TimeSpan.TicksPerMinute, missing ? null : 50 + Math.Sin(i));
            if (score.IsAnomaly)
            {
                alarms.Add(i);
            }
        }

        Assert.True(alarms is [var only] && (rows ? only is > 702 and < 708 : only == 730), string.Join(", ", alarms));
    }

    [Fact]
    public void A_series_that_rests_every_night_is_allowed_to()
    {
        var random = new Random(13);
        var detector = new OnlineAnomalyDetector();
        var alarms = 0;
        for (var i = 0; i < 288 * 14; i++)
        {
            if (i % 288 is > 96 and < 216)
            {
                alarms += detector.Next(i * 5 * TimeSpan.TicksPerMinute, 50 + MeanTests.Gauss(random)).IsAnomaly && i > 288 * 3 ? 1 : 0;
            }
        }

        Assert.Equal(0, alarms);
    }

    [Fact]
    public void A_score_uses_nothing_after_its_row()
    {
        var series = AnomalyCorpus.All().ElementAt(7);
        var whole = Scores(series.Instants, series.Values);
        foreach (var length in (int[])[1, 100, 777, 2000])
        {
            Assert.Equal(whole[..length], Scores(series.Instants[..length], series.Values[..length]));
        }
    }

    [Fact]
    public void Scores_do_not_depend_on_the_unit()
    {
        var series = AnomalyCorpus.All().ElementAt(3);
        var scaled = Scores(series.Instants, [.. series.Values.Select(v => v * 1024)]);
        Assert.All(Scores(series.Instants, series.Values).Zip(scaled), p => Assert.Equal(p.First, p.Second, 1e-6));
    }

    [Fact]
    public void Constant_missing_and_extreme_values_give_scores_from_0_to_1()
    {
        var detector = new OnlineAnomalyDetector();
        for (var i = 0; i < 3000; i++)
        {
            double? value = i % 50 == 0 ? null : i % 51 == 0 ? double.NaN : i == 2501 ? 1e300 : 5;
            var score = detector.Next(i * TimeSpan.TicksPerMinute, value);
            Assert.InRange(score.Score, 0, 1);
            Assert.True(i == 2501 ? score.IsAnomaly : i > 2501 || !score.IsAnomaly);
        }
    }

    // Liu, Ting, Zhou 2008, equation 1, with the paper's Euler constant.
    [Fact]
    public void Average_path_follows_the_paper()
    {
        Close.To((2 * (Math.Log(255) + 0.5772156649015329)) - (2.0 * 255 / 256), IsolationForest.AveragePath(256));
        Assert.Equal((0, 1), (IsolationForest.AveragePath(1), IsolationForest.AveragePath(2)));
    }

    [Fact]
    public void Isolation_forest_sets_outliers_apart_and_repeats_itself_by_its_seed()
    {
        var random = new Random(1);
        double[][] points = [.. Enumerable.Range(0, 500).Select(_ => (double[])[MeanTests.Gauss(random), MeanTests.Gauss(random)]), [8, 8], [-9, 7]];
        var scores = points.Select(IsolationForest.Grow(points, new Random(5)).Score).ToArray();
        Assert.Equal([500, 501], Enumerable.Range(0, 502).OrderByDescending(i => scores[i]).Take(2).Order());
        Assert.All(scores, s => Assert.InRange(s, 0, 1));
        Assert.Equal(scores, points.Select(IsolationForest.Grow(points, new Random(5)).Score));
    }

    [Fact]
    public void Features_of_a_metric_are_those_of_the_seed()
    {
        var monday = new DateTime(2025, 1, 6, 5, 0, 0, DateTimeKind.Utc).Ticks;
        var rows = MetricFeatures.Of([.. Enumerable.Range(0, 30).Select(i => monday + (i * TimeSpan.TicksPerHour))], [.. Enumerable.Range(0, 30).Select(i => (double)i)]);
        Assert.Equal([0, 5, 0, 0, 0, 0], rows[0]);
        Assert.Equal([23, 4, 1, 11.5, 1], rows[23].Where((_, i) => i != 4).Select(v => Math.Round(v, 12)));
        Close.To(Math.Sqrt(50), rows[23][4]);
    }

    private static double[] Scores(long[] instants, double?[] values)
    {
        var detector = new OnlineAnomalyDetector();
        return [.. values.Select((v, i) => detector.Next(instants[i], v).Score)];
    }
}
