using Analytics.Statistics.Survival;

namespace Analytics.Tests.Statistics;

public sealed class SurvivalCurveTests
{
    /// <summary>Remission of leukaemia under 6-MP, weeks; negative: censored. Freireich and others 1963; R, survival::survfit, prints the values below.</summary>
    private static readonly int[] Remission = [6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35];

    [Fact]
    public void The_textbook_curve_comes_out()
    {
        var curve = SurvivalCurve.Of(Remission.Select(week => new Lifespan(Math.Abs(week), week > 0)));
        Assert.Equal([6.0, 7, 10, 13, 16, 22, 23], curve.Steps.Select(step => step.Time));
        Assert.Equal([21, 17, 15, 12, 11, 7, 6], curve.Steps.Select(step => step.AtRisk));
        double[] survival = [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482];
        double[] errors = [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346];
        Assert.All(curve.Steps.Zip(survival, errors), row => Assert.True(Math.Abs(row.First.Survival - row.Second) < 5e-5 && Math.Abs(row.First.StandardError - row.Third) < 5e-5, $"{row}"));
        Assert.Equal(23, curve.Median);
        Assert.Equal(1, curve.At(5.9));
        Assert.Equal(curve.Steps[0].Survival, curve.At(6.5));
        Assert.Null(curve.At(36));
        Assert.Equal(7, curve.ObservedFor(22));
    }

    [Fact]
    public void Without_censoring_it_is_the_share_that_is_left()
    {
        var curve = SurvivalCurve.Of(Enumerable.Range(1, 10).Select(day => new Lifespan(day, HasEnded: true)));
        Assert.All(Enumerable.Range(0, 12), day => Assert.Equal(Math.Max(0, 1 - (day / 10.0)), curve.At(day)!.Value, 1e-12));
    }

    [Fact]
    public void Nothing_observed_says_nothing()
    {
        Assert.Null(SurvivalCurve.Of([]).At(0));
        Assert.Null(SurvivalCurve.Of([new Lifespan(3, HasEnded: false)]).Median);
        Assert.Equal(1, SurvivalCurve.Of([new Lifespan(3, HasEnded: false)]).At(3));
    }
}
