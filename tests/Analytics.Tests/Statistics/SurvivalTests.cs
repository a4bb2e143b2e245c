using Analytics.Statistics.Survival;

namespace Analytics.Tests.Statistics;

public sealed class SurvivalTests
{
    // Freireich et al. 1963, weeks of remission of acute leukemia under 6-MP and placebo; + is censored.
    private static readonly Lifespan[] SixMp = Read("6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+");
    private static readonly Lifespan[] Placebo = Read("1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23");

    // R 4.2.2, survival: summary(survfit(Surv(t, e) ~ 1)); the textbook's table 7.1 (Collett; Kleinbaum, Klein) has the same.
    [Theory]
    [InlineData(0, 6, 21, 0.857142857142857, 0.0763603548321213, 0.719817083916270, 1)]
    [InlineData(2, 10, 15, 0.752941176470588, 0.0963496529943205, 0.585918982029694, 0.967574754552297)]
    [InlineData(6, 23, 6, 0.448179271708683, 0.1345914567557604, 0.248788226817660, 0.807372045529077)]
    public void Leukemia_remissions_agree_with_R(int step, double time, int atRisk, double survival, double error, double low, double high)
    {
        var curve = KaplanMeier.Curve(SixMp);
        Assert.Equal(7, curve.Count);
        Assert.Equal((time, atRisk), (curve[step].Time, curve[step].AtRisk));
        Close.To(survival, curve[step].Survival);
        Close.To(error, curve[step].StandardError);
        Close.To(low, curve[step].Confidence!.Value.Low);
        Close.To(high, curve[step].Confidence!.Value.High);
        Assert.Equal(23, KaplanMeier.TimeUntil(curve));
        Assert.Equal(8, KaplanMeier.TimeUntil(KaplanMeier.Curve(Placebo)));
    }

    // R 4.2.2, survival: survdiff.
    [Fact]
    public void Log_rank_agrees_with_R()
    {
        var test = KaplanMeier.LogRank(SixMp, Placebo);
        Close.To(16.7929409892165, test.Statistic);
        Close.To(4.16880910933453e-05, test.PValue);
        Assert.Equal((0, 1), (KaplanMeier.LogRank(SixMp, SixMp).Statistic, KaplanMeier.LogRank([], Placebo).PValue));
    }

    [Fact]
    public void Without_censoring_the_curve_is_the_share_that_is_left_and_ends_at_zero()
    {
        var curve = KaplanMeier.Curve(Placebo);
        Assert.All(curve, s => Close.To(Placebo.Count(p => p.Time > s.Time) / 21.0, s.Survival));
        Assert.Equal((0, 0, null), (curve[^1].Survival, curve[^1].StandardError, curve[^1].Confidence));
    }

    [Fact]
    public void Nobody_and_only_censored_subjects_have_no_steps()
    {
        Assert.Empty(KaplanMeier.Curve([]));
        Assert.Empty(KaplanMeier.Curve([new Lifespan(3, false)]));
        Assert.Null(KaplanMeier.TimeUntil([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => KaplanMeier.Curve([new Lifespan(double.NaN, true)]));
    }

    private static Lifespan[] Read(string text) =>
        [.. text.Split(' ').Select(t => new Lifespan(double.Parse(t.TrimEnd('+'), System.Globalization.CultureInfo.InvariantCulture), !t.EndsWith('+')))];
}
