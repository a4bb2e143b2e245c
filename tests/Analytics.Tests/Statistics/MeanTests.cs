using Analytics.Statistics.Descriptive;
using Analytics.Statistics.Experiments;
using Analytics.Statistics.HypothesisTests;
using Analytics.Statistics.Power;

namespace Analytics.Tests.Statistics;

public sealed class MeanTests
{
    private static readonly double[] Control = [5.1, 4.9, 6.2, 5.8, 7.0, 5.5, 6.1, 5.0];
    private static readonly double[] Variant = [6.8, 7.2, 5.9, 8.1, 7.7, 6.4, 7.0];

    // scipy 1.10.1 ttest_ind, statsmodels 0.13.5 CompareMeans.
    [Fact]
    public void Welch_and_student_agree_with_scipy()
    {
        var (a, b) = (Moments.Of(Control), Moments.Of(Variant));
        var welch = MeanComparison.Welch(a, b)!;
        Close.To(3.454726492088069, welch.T);
        Close.To(12.595451312612807, welch.DegreesOfFreedom);
        Close.To(0.0044563142867395985, welch.PValue);
        Close.To(0.4897226365028893, welch.Confidence.Low);
        Close.To(2.138848792068539, welch.Confidence.High);
        var student = MeanComparison.Student(a, b)!;
        Close.To(3.463503599217619, student.T);
        Close.To(0.004197895902459234, student.PValue);
        Close.To(0.4944968555651058, student.Confidence.Low);
        Close.To(student.T!.Value * Math.Sqrt((1 / 8.0) + (1 / 7.0)), MeanComparison.CohensD(a, b));
    }

    // scipy 1.10.1 mannwhitneyu(method='asymptotic').
    [Fact]
    public void Rank_sum_agrees_with_scipy()
    {
        var plain = RankSum.MannWhitney(Control, Variant)!.Value;
        Close.To(5.5, plain.Statistic);
        Close.To(0.010825506487835345, plain.PValue);
        var tied = RankSum.MannWhitney([1, 2, 2, 3, 3, 3, 9], [2, 3, 4, 4, 4, 5, 5])!.Value;
        Close.To(12.5, tied.Statistic);
        Close.To(0.13333182391225978, tied.PValue);
    }

    [Fact]
    public void Groups_without_variance_never_give_nan()
    {
        var same = Moments.Of([3, 3, 3]);
        var higher = Moments.Of([4, 4]);
        Assert.Equal((0, 1), (MeanComparison.Welch(same, same)!.T, MeanComparison.Welch(same, same)!.PValue));
        Assert.Equal((null, 0), (MeanComparison.Welch(same, higher)!.T, MeanComparison.Welch(same, higher)!.PValue));
        Assert.Null(MeanComparison.CohensD(same, higher));
        Assert.Equal(1, RankSum.MannWhitney([2, 2], [2, 2])!.Value.PValue);
        Assert.Null(MeanComparison.Welch(Moments.Of([1]), higher));
    }

    // statsmodels 0.13.5 multipletests: bonferroni, holm, fdr_bh.
    [Fact]
    public void Adjusted_p_values_agree_with_statsmodels()
    {
        double[] p = [0.01, 0.04, 0.03, 0.005, 0.5, 0.04];
        Each([0.06, 0.24, 0.18, 0.03, 1.0, 0.24], MultipleTesting.Bonferroni(p));
        Each([0.05, 0.12, 0.12, 0.03, 0.5, 0.12], MultipleTesting.Holm(p));
        Each([0.03, 0.048, 0.048, 0.03, 0.5, 0.048], MultipleTesting.BenjaminiHochberg(p));
    }

    // R 4.2.2 power.prop.test and power.t.test(strict = TRUE), rounded up.
    [Fact]
    public void Sample_sizes_agree_with_R()
    {
        Assert.Equal(3841, SampleSize.ForProportions(0.1, 0.12));
        Assert.Equal(735, SampleSize.ForProportions(0.5, 0.4, 0.9, 0.01));
        Assert.Equal(64, SampleSize.ForMeans(0.5, 1));
        Assert.Equal(11, SampleSize.ForMeans(3, 2, 0.9));
        Close.To(0.868953027724586, SampleSize.OfMeans(20, 1));
        Close.To(0.790542377972668, SampleSize.OfMeans(5, 2));
        Assert.InRange(SampleSize.OfProportions(3841, 0.1, 0.12), 0.8, 0.8001);
    }

    [Fact]
    public void Corrected_sizes_are_larger_and_smaller_effects_need_more()
    {
        Assert.True(SampleSize.ForProportionsFleiss(0.1, 0.12) > SampleSize.ForProportions(0.1, 0.12));
        Assert.True(SampleSize.ForProportions(0.1, 0.11) > SampleSize.ForProportions(0.1, 0.12));
        Assert.InRange(SampleSize.ForProportionsArcsine(0.1, 0.12), 3800, 3900);
        Assert.InRange(SampleSize.ForProportionsUnpooled(0.1, 0.12), 3800, 3900);
    }

    [Fact]
    public void Sequential_test_keeps_its_level_under_constant_peeking()
    {
        var random = new Random(3);
        var rejected = 0;
        const int runs = 600;
        for (var run = 0; run < runs; run++)
        {
            var test = new SequentialTest(0.04);
            var (a, b, p) = (default(Moments), default(Moments), 1.0);
            for (var i = 0; i < 600; i++)
            {
                a = a.With(Gauss(random));
                b = b.With(Gauss(random));
                p = i > 20 ? test.Look(a, b).PValue : 1;
            }

            rejected += p < 0.05 ? 1 : 0;
        }

        Assert.True(rejected <= 0.065 * runs, $"{rejected} of {runs} rejected");
    }

    [Fact]
    public void Sequential_p_value_never_rises_and_finds_a_real_effect()
    {
        var random = new Random(4);
        var test = new SequentialTest(0.04);
        var (a, b, last) = (default(Moments), default(Moments), 1.0);
        for (var i = 0; i < 3000; i++)
        {
            a = a.With(Gauss(random));
            b = b.With(Gauss(random) + 0.25);
            var answer = test.Look(a, b);
            Assert.True(answer.PValue <= last);
            last = answer.PValue;
        }

        Assert.True(last < 0.001);
    }

    [Fact]
    public void Cuped_removes_the_noise_that_the_time_before_explains()
    {
        var random = new Random(5);
        CupedUser[] Arm(double effect) => [.. Enumerable.Range(0, 4000).Select(_ => Gauss(random)).Select(x => new CupedUser(10 + (2 * x) + Gauss(random) + effect, x))];
        var result = Cuped.Compare(Arm(0), Arm(0.2))!;
        Assert.Equal(2, result.Theta, 0.05);
        Assert.Equal(0.8, result.VarianceReduction, 0.02);
        Assert.Equal(0.2, result.Test.Difference, 0.08);
        Assert.True(result.Test.PValue < 1e-8);
    }

    [Fact]
    public void Normal_posterior_is_one_half_for_equal_arms_and_loss_is_that_of_a_half_normal()
    {
        var a = Moments.Of([1, 2, 3, 4]);
        var posterior = BayesianComparison.Normal(a, a)!.Value;
        Close.To(0.5, posterior.ProbabilityVariantBetter);
        Close.To(Math.Sqrt(a.Variance!.Value / 4 * 2) / Math.Sqrt(2 * Math.PI), posterior.ExpectedLoss);
    }

    internal static double Gauss(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static void Each(double[] expected, double[] actual)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            Close.To(expected[i], actual[i]);
        }
    }
}
