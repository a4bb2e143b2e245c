using Analytics.Statistics.Experiments;
using Analytics.Statistics.HypothesisTests;
using Analytics.Statistics.Intervals;
using TestResult = Analytics.Statistics.HypothesisTests.TestResult;

namespace Analytics.Tests.Statistics;

public sealed class ProportionTests
{
    // scipy 1.10.1: chi2_contingency, fisher_exact; statsmodels 0.13.5: proportion_confint (wilson, beta), confint_proportions_2indep (newcomb).
    [Theory]
    [InlineData(120, 1000, 150, 1000, 3.8535645472061657, 0.049640386865368834, 3.6009419824448727, 0.057746841509689, 3.8604834300926534, 0.0494360822722314, 0.05759585086892674, 0.7727272727272727, 0.10129926060130912, 0.14160907584771276, 0.10050092374816787, 0.14176686379282544, 1.3782434204051563e-05, 0.06000825857012657)]
    [InlineData(0, 50, 5, 60, 4.3650793650793664, 0.036682774402465125, 2.655714285714286, 0.1031783996150059, 6.259309850171391, 0.012354232213582825, 0.06193461668039391, 0.0, 0.0, 0.07134759913335874, 0, 0.07112173646419766, -0.0022209513715717444, 0.18068942018334413)]
    [InlineData(3, 10, 9, 10, 7.5, 0.0061698993205441645, 5.208333333333334, 0.022478873366125265, 8.201521171443424, 0.004185528314404485, 0.019766611097880443, 0.047619047619047616, 0.10779126740630104, 0.6032218525388546, 0.06673951117773447, 0.6524528500599973, 0.1705227239345029, 0.809017973535488)]
    [InlineData(1, 2000000, 7, 2100000, 4.214591556926615, 0.04007771394173804, 2.8875800390644195, 0.08926491407275507, 4.774060035745168, 0.02889161455414737, 0.07096308064746684, 0.1499995749997875, 8.826228292013066e-08, 2.8324615175068303e-06, 1.2658903912021012e-08, 2.785818511507097e-06, -6.392126938618848e-08, 6.405030756049829e-06)]
    [InlineData(45000, 500000, 45900, 500300, 9.216784315786512, 0.002398063777359288, 9.195674883063479, 0.0024258763329011936, 9.216929108353042, 0.0023978741286422686, 0.002418424826150422, 0.9790993320405085, 0.08920990597245743, 0.09079639397160655, 0.0892081363124125, 0.09079661827225317, 0.0006184273238848059, 0.0028714941823485924)]
    [InlineData(7, 9, 0, 12, 14.0, 0.00018281063298183515, 10.71875, 0.0010605529531427424, 17.198883485344357, 3.366341443745517e-05, 0.00030959752321981426, null, 0.45258896910698887, 0.9367748928821533, 0.39990642628368783, 0.9718550265221018, -0.9367748928821533, -0.372128785977676)]
    [InlineData(5, 5, 0, 5, 10.0, 0.001565402258002549, 6.4, 0.01141203638600166, 13.862943611198906, 0.00019663765560209797, 0.007936507936507938, null, 0.5655175352168252, 1.0, 0.4781762498950185, 1, -1.0, -0.38554900569034356)]
    public void Two_by_two_agrees_with_scipy_and_statsmodels(
        long x1, long n1, long x2, long n2, double chi, double chiP, double yates, double yatesP, double g, double gP, double fisher, double? odds,
        double wilsonLow, double wilsonHigh, double exactLow, double exactHigh, double newcombeLow, double newcombeHigh)
    {
        var test = new TwoByTwo(x1, n1, x2, n2);
        Close.To(chi, test.ChiSquare().Statistic);
        Close.To(chiP, test.ChiSquare().PValue);
        Close.To(yates, test.ChiSquareYates().Statistic);
        Close.To(yatesP, test.ChiSquareYates().PValue);
        Close.To(g, test.GTest().Statistic);
        Close.To(gP, test.GTest().PValue);
        Close.To(fisher, test.FisherExact());
        Assert.Equal(odds is null, test.OddsRatio() is null);
        Close.To(odds ?? 0, test.OddsRatio() ?? 0);
        Close.To(Math.Sqrt(chi), Math.Abs(test.ZPooled().Statistic!.Value));
        Close.To(chiP, test.ZPooled().PValue);
        var wilson = ProportionIntervals.Wilson(x1, n1)!.Value;
        Close.To(wilsonLow, wilson.Low);
        Close.To(wilsonHigh, wilson.High);
        var exact = ProportionIntervals.ClopperPearson(x1, n1)!.Value;
        Close.To(exactLow, exact.Low);
        Close.To(exactHigh, exact.High);
        var newcombe = ProportionIntervals.NewcombeDifference(x1, n1, x2, n2)!.Value;
        Close.To(newcombeLow, newcombe.Low);
        Close.To(newcombeHigh, newcombe.High);
    }

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(0, 10, 0, 20)]
    [InlineData(10, 10, 20, 20)]
    [InlineData(5, 50, 10, 100)]
    [InlineData(0, 0, 3, 9)]
    public void Equal_or_empty_groups_answer_zero_and_one(long x1, long n1, long x2, long n2)
    {
        var test = new TwoByTwo(x1, n1, x2, n2);
        foreach (var result in (TestResult[])[test.ChiSquare(), test.ChiSquareYates(), test.GTest(), test.ZPooled(), test.ZUnpooled()])
        {
            Close.To(0, result.Statistic);
            Close.To(1, result.PValue);
        }

        Close.To(1, test.FisherExact());
    }

    [Fact]
    public void Groups_without_variance_that_differ_have_an_infinite_unpooled_z() =>
        Assert.Equal(TestResult.InfiniteDifference, new TwoByTwo(0, 10, 10, 10).ZUnpooled());

    // scipy 1.10.1: numerical integration of the two beta densities.
    [Theory]
    [InlineData(120, 1000, 150, 1000, 0.9750678368121359, 0.00014417785511183415)]
    [InlineData(0, 50, 5, 60, 0.976791009244056, 0.0004226279800689153)]
    [InlineData(45000, 500000, 45900, 500300, 0.9988009882789539, 1.9336898641159448e-07)]
    public void Beta_binomial_agrees_with_quadrature(long x1, long n1, long x2, long n2, double better, double loss)
    {
        var posterior = BayesianComparison.BetaBinomial(x1, n1, x2, n2);
        Close.To(better, posterior.ProbabilityVariantBetter, 1e-9);
        Assert.Equal(loss, posterior.ExpectedLoss, 1e-11);
    }

    [Fact]
    public void Swapping_the_arms_mirrors_every_answer()
    {
        var random = new Random(1);
        for (var i = 0; i < 200; i++)
        {
            long n1 = random.Next(1, 400), n2 = random.Next(1, 400), x1 = random.NextInt64(n1 + 1), x2 = random.NextInt64(n2 + 1);
            var (one, other) = (new TwoByTwo(x1, n1, x2, n2), new TwoByTwo(x2, n2, x1, n1));
            Close.To(one.FisherExact(), other.FisherExact());
            Close.To(one.GTest().PValue, other.GTest().PValue);
            Close.To(-(one.ZUnpooled().Statistic ?? 0), other.ZUnpooled().Statistic ?? 0);
            Assert.InRange(one.FisherExact(), 0, 1);
            var better = BayesianComparison.BetaBinomial(x1, n1, x2, n2).ProbabilityVariantBetter;
            Assert.Equal(1, better + BayesianComparison.BetaBinomial(x2, n2, x1, n1).ProbabilityVariantBetter, 1e-9);
        }
    }

    [Fact]
    public void Wilson_covers_what_it_says()
    {
        var random = new Random(2);
        var covered = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var p = 0.05 + (0.9 * random.NextDouble());
            var successes = 0;
            for (var k = 0; k < 80; k++)
            {
                successes += random.NextDouble() < p ? 1 : 0;
            }

            covered += ProportionIntervals.Wilson(successes, 80)!.Value.Contains(p) ? 1 : 0;
        }

        Assert.InRange(covered / 20_000.0, 0.94, 0.96);
    }

    [Fact]
    public void Sample_ratio_mismatch_is_the_chi_square_of_the_sizes()
    {
        // 5000 : 5200 of an even split: chi-square = 2 * 100^2 / 5100; scipy 1.10.1 chisquare gives p 0.04766.
        var result = SampleRatio.Mismatch([5000, 5200], [1, 1]);
        Close.To(20_000 / 5100.0, result.Statistic);
        Assert.Equal(0.0477, result.PValue, 1e-4);
        Close.To(1, SampleRatio.Mismatch([900, 100], [0.9, 0.1]).PValue);
        Assert.True(SampleRatio.Mismatch([821_588, 815_482], [1, 1]).PValue < SampleRatio.AlarmLevel);
    }
}
