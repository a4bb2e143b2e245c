using Analytics.Statistics.Descriptive;
using Analytics.Statistics.Drift;

namespace Analytics.Tests.Statistics;

public sealed class DriftTests
{
    private static readonly double[] Reference = [.. Enumerable.Range(0, 101).Select(i => i * 37 % 101 / 10.0)];
    private static readonly double[] Current = [.. Enumerable.Range(0, 211).Select(i => (i * 53 % 211 / 15.0) + 1.003)];

    // numpy 1.24 quantile, searchsorted; scipy 1.10.1 jensenshannon (squared), ks_2samp(method='exact'), wasserstein_distance.
    [Fact]
    public void Distances_agree_with_scipy()
    {
        var binned = BinnedSamples.Of(Reference, Current);
        Close.To(1.3238668473386874, binned.PopulationStabilityIndex());
        Close.To(0.10309211181812475, binned.JensenShannon());
        var smirnov = SampleDistances.KolmogorovSmirnov(Reference, Current);
        Close.To(0.36018957345971564, smirnov.Statistic);
        Close.To(2.045637333409322e-08, smirnov.PValue);
        Close.To(3.003, SampleDistances.Wasserstein(Reference, Current));
    }

    // scipy 1.10.1 ks_2samp(method='exact').
    [Fact]
    public void Small_samples_have_an_exact_p()
    {
        double[] x = [-1.303157, -0.536953, 0.330437, 0.345584, 0.446375, 0.581118, 0.821618, 0.905356];
        double[] y = [0.737487, 0.652959, 0.334107, 0.956056, -0.583745, 0.104508, -0.278543, 1.018615, 0.347667, -0.050948, -0.63829];
        var smirnov = SampleDistances.KolmogorovSmirnov(x, y);
        Close.To(0.20454545454545456, smirnov.Statistic);
        Close.To(0.9533222195760895, smirnov.PValue);
        Assert.Equal("exact", smirnov.Method);
        Close.To(0.22711470454545452, SampleDistances.Wasserstein(x, y));
    }

    [Fact]
    public void Constant_samples_answer_zero_or_the_honest_large_value()
    {
        double[] five = [5, 5, 5, 5], seven = [7, 7, 7];
        Assert.Equal((0, 1), (SampleDistances.KolmogorovSmirnov(five, five).Statistic, SampleDistances.KolmogorovSmirnov(five, five).PValue));
        Assert.Equal(0, BinnedSamples.Of(five, five).PopulationStabilityIndex());
        var apart = SampleDistances.KolmogorovSmirnov(five, seven);
        Assert.Equal(1, apart.Statistic);
        Close.To(2 / 35.0, apart.PValue);   // two of C(7, 3) orders
        Assert.Equal(2, SampleDistances.Wasserstein(five, seven));
        Assert.True(BinnedSamples.Of(five, seven).PopulationStabilityIndex() > 9);
        Close.To(Math.Log(2), BinnedSamples.Of(five, seven).JensenShannon());
    }

    [Fact]
    public void Large_samples_use_the_limit_and_say_so()
    {
        var random = new Random(1);
        double[] Sample(int n) => [.. Enumerable.Range(0, n).Select(_ => random.NextDouble())];
        var smirnov = SampleDistances.KolmogorovSmirnov(Sample(20_000), Sample(15_000));
        Assert.Equal("limit", smirnov.Method);
        Assert.InRange(smirnov.PValue, 1e-4, 1);
    }

    [Fact]
    public void Distances_are_symmetric_where_they_should_be_and_shift_with_the_data()
    {
        Close.To(SampleDistances.Wasserstein(Reference, Current), SampleDistances.Wasserstein(Current, Reference));
        Close.To(SampleDistances.KolmogorovSmirnov(Reference, Current).PValue, SampleDistances.KolmogorovSmirnov(Current, Reference).PValue);
        Close.To(7.5, SampleDistances.Wasserstein(Reference, [.. Reference.Select(v => v + 7.5)]));
    }

    // R 4.2.2 quantile(type = 7).
    [Fact]
    public void Quantiles_interpolate_between_order_statistics()
    {
        double[] values = [7, 1, 3, 10];
        Assert.Equal(5, Quantiles.Median(values));
        Close.To(1.6, Quantiles.Of(values, 0.1));
        Close.To(7.75, Quantiles.Of(values, 0.75));
        Assert.Null(Quantiles.Median(Array.Empty<double>()));
        Assert.Equal(2.5m, Quantiles.Median([1m, 4m]));
    }

    [Fact]
    public void Stream_detectors_stay_quiet_before_a_change_and_speak_soon_after()
    {
        var random = new Random(7);
        var hinkley = new PageHinkley(tolerance: 0.25, threshold: 30);
        var window = new AdaptiveWindow();
        int quiet = 0, hinkleyAt = -1, windowAt = -1;
        for (var i = 0; i < 4000; i++)
        {
            var value = MeanTests.Gauss(random) + (i < 2000 ? 0 : 1.5);
            var (first, second) = (hinkley.Add(value), window.Add(value));
            quiet += i < 2000 && (first || second) ? 1 : 0;
            hinkleyAt = first && i >= 2000 && hinkleyAt < 0 ? i : hinkleyAt;
            windowAt = second && i >= 2000 && windowAt < 0 ? i : windowAt;
        }

        Assert.Equal(0, quiet);
        Assert.InRange(hinkleyAt, 2000, 2100);
        Assert.InRange(windowAt, 2000, 2150);
        Assert.Equal(1.5, window.Mean!.Value, 0.15);
        Assert.InRange(window.Length, 1000, 2050);
    }
}
