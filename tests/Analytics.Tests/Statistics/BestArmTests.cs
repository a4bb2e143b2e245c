using Analytics.Statistics.Descriptive;
using Analytics.Statistics.Experiments;

namespace Analytics.Tests.Statistics;

public sealed class BestArmTests
{
    [Fact]
    public void Of_two_arms_it_is_the_probability_that_one_is_better()
    {
        var (one, two) = (Arm(0.3, 40, 1), Arm(0.34, 60, 2));
        var best = BestArm.Probabilities([one, two])!;
        Assert.Equal(BayesianComparison.Normal(one, two)!.Value.ProbabilityVariantBetter, best[1], 1e-9);
        Assert.Equal(1, best.Sum(), 1e-12);
    }

    [Fact]
    public void Of_more_arms_it_is_what_drawing_from_the_posterior_counts()
    {
        Moments[] arms = [Arm(0.30, 80, 3), Arm(0.33, 50, 4), Arm(0.32, 200, 5), Arm(0.20, 30, 6)];
        var random = new Random(7);
        var wins = new int[arms.Length];
        for (var i = 0; i < 200_000; i++)
        {
            var drawn = arms.Select(arm => arm.Mean + (Math.Sqrt(arm.Variance!.Value / arm.Count) * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))).ToList();
            wins[drawn.IndexOf(drawn.Max())]++;
        }

        Assert.All(BestArm.Probabilities(arms)!.Zip(wins), pair => Assert.Equal(pair.Second / 200_000.0, pair.First, 0.005));
    }

    [Fact]
    public void Arms_without_spread_are_compared_as_they_are()
    {
        var (low, high) = (Moments.Of([0.2, 0.2]), Moments.Of([0.5, 0.5]));
        Assert.Equal([0.0, 1.0], BestArm.Probabilities([low, high])!);
        Assert.Equal([0.5, 0.5], BestArm.Probabilities([high, high])!);
        var arm = Arm(0.3, 40, 1);
        Assert.Equal(1 - BayesianComparison.Normal(low, arm)!.Value.ProbabilityVariantBetter, BestArm.Probabilities([low, arm])![0], 1e-9);
        Assert.Null(BestArm.Probabilities([arm, Moments.Of([0.1])]));
    }

    private static Moments Arm(double mean, int people, int seed)
    {
        var random = new Random(seed);
        return Moments.Of([.. Enumerable.Range(0, people).Select(_ => mean + random.NextDouble() - 0.5)]);
    }
}
