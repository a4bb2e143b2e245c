using Analytics.Catalog;
using Analytics.Insights.Experiments;

namespace Analytics.Tests.Insights;

public sealed class ExperimentAnalysisTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Experiment Two = new(
        "workout-v3", "", [new("control", AiModel.Workout, "2", 50), new("new", AiModel.Workout, "3", 50)], [ExperimentMetric.Acceptance], ExperimentAudience.Everybody, 14, Start);

    [Fact]
    public void A_clearly_better_variant_is_shipped_with_reasons()
    {
        var recommendation = Advise(People(2_000, 2_000, 0.5, 0.6, 0.02, 0.02), Two.EndsAt);
        Assert.Equal((Advice.ShipVariant, "new"), (recommendation.Advice, recommendation.Variant));
        Assert.Contains("acceptance", recommendation.Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public void No_difference_keeps_running_and_after_the_end_keeps_the_control()
    {
        var people = People(2_000, 2_000, 0.5, 0.5, 0.02, 0.02);
        Assert.Equal(Advice.KeepRunning, Advise(people, Start.AddDays(3)).Advice);
        Assert.Equal(Advice.KeepControl, Advise(people, Two.EndsAt).Advice);
    }

    [Fact]
    public void A_variant_that_is_accepted_more_but_less_safe_is_stopped()
    {
        var recommendation = Advise(People(2_000, 2_000, 0.5, 0.6, 0.02, 0.2), Start.AddDays(3));
        Assert.Equal((Advice.StopAndKeepControl, "new"), (recommendation.Advice, recommendation.Variant));
        Assert.Contains(recommendation.Reasons, reason => reason.Contains("safety", StringComparison.Ordinal));
    }

    [Fact]
    public void Arms_of_wrong_sizes_end_the_matter_whatever_the_effect()
    {
        var recommendation = Advise(People(2_000, 2_300, 0.5, 0.9, 0.02, 0.02), Two.EndsAt);
        Assert.Equal(Advice.FixTheExperiment, recommendation.Advice);
    }

    [Fact]
    public void Few_people_say_nothing() => Assert.Equal(Advice.NotEnoughPeople, Advise(People(8, 9, 0.5, 0.9, 0, 0), Two.EndsAt).Advice);

    [Fact]
    public void Looking_every_day_at_no_difference_hardly_ever_ships()
    {
        var shipped = 0;
        for (var seed = 0; seed < 40; seed++)
        {
            var people = People(700, 700, 0.5, 0.5, 0, 0, seed);
            shipped += Enumerable.Range(1, 13).Any(day => Advise([.. people.Where((_, i) => i % 14 < day)], Start.AddDays(day)).Advice == Advice.ShipVariant) ? 1 : 0;
        }

        Assert.InRange(shipped, 0, 4);
    }

    [Fact]
    public void What_the_time_before_explains_is_taken_out()
    {
        var random = new Random(5);
        var people = Enumerable.Range(0, 2_000).Select(i =>
        {
            var self = random.NextDouble();
            return new ExposedPerson(i % 2, Figures(acceptance: self + (0.1 * random.NextDouble()) + (0.02 * (i % 2)), safety: 0), Figures(acceptance: self, safety: 0));
        }).ToList();
        var one = ExperimentAnalysis.Of(Two, people, Two.EndsAt, 10).Comparisons.Single(comparison => comparison.Metric == ExperimentMetric.Acceptance);
        Assert.InRange(one.Cuped!.VarianceReduction, 0.9, 1);
        Assert.InRange(one.Cuped.Test.Difference, 0.015, 0.025);
        Assert.True(one.Cuped.Test.PValue < one.Test.PValue);
    }

    private static Recommendation Advise(List<ExposedPerson> people, DateTimeOffset until) => Recommendation.Of(ExperimentAnalysis.Of(Two, people, until, 10), 10);

    private static List<ExposedPerson> People(int control, int variant, double controlAccepts, double variantAccepts, double controlHarm, double variantHarm, int seed = 1)
    {
        var random = new Random(seed);
        double Share(double probability) => Enumerable.Range(0, 4).Count(_ => random.NextDouble() < probability) / 4.0;
        var people = Enumerable.Range(0, control).Select(_ => new ExposedPerson(0, Figures(Share(controlAccepts), Share(controlHarm)), new double?[5]))
            .Concat(Enumerable.Range(0, variant).Select(_ => new ExposedPerson(1, Figures(Share(variantAccepts), Share(variantHarm)), new double?[5]))).ToArray();
        random.Shuffle(people);
        return [.. people];
    }

    private static double?[] Figures(double acceptance, double safety) => [null, acceptance, null, safety, null];
}
