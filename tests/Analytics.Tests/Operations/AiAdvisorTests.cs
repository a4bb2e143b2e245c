using Analytics.Catalog;
using Analytics.Operations.Queries;

namespace Analytics.Tests.Operations;

public sealed class AiAdvisorTests
{
    private static readonly VersionPerformance Good = new(
        "5.0", new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero), 1_000, 0.9, new Dictionary<string, double> { ["accepted"] = 0.6, ["modified"] = 0.3, ["rejected"] = 0.1 }, 4.2, 0.2, 0.8,
        new Dictionary<string, double> { ["violation"] = 0, ["medical_contradiction"] = 0, ["rail_triggered"] = 2 }, 0.01, -0.02);

    private static readonly ModelDrift Steady = new(0.02, 0.01, new Dictionary<string, double> { ["tier"] = 0.03 });

    [Fact]
    public void A_good_version_is_kept_with_its_figures_as_the_reason()
    {
        var advice = Assert.Single(AiAdvisor.About(Model(Good)));
        Assert.Equal(("keep", "5.0"), (advice.Action, advice.Version));
        Assert.Contains("accuracy 90 %", advice.Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Any_violation_stops_a_version_whatever_else_is_wrong()
    {
        var advice = Assert.Single(AiAdvisor.About(Model(Good with { SafetyPerThousand = new Dictionary<string, double> { ["violation"] = 0.1 }, AccuracyChange = -0.5 })));
        Assert.Equal("stop", advice.Action);
        Assert.Equal(["violation: 0.1 per 1,000 recommendations"], advice.Reasons);
    }

    [Theory]
    [InlineData(0.90, -0.09, "keep")]
    [InlineData(0.90, -0.11, "roll_back")]
    [InlineData(0.60, -0.06, "investigate")]
    [InlineData(0.60, -0.07, "roll_back")]
    public void A_tenth_less_accurate_than_before_is_a_reason_to_go_back(double accuracy, double change, string action)
    {
        Assert.Equal(action, AiAdvisor.About(Model(Good with { Accuracy = accuracy, AccuracyChange = change })).First().Action);
    }

    [Fact]
    public void Going_back_is_advised_with_both_figures()
    {
        var advice = AiAdvisor.About(Model(Good with { Answers = new Dictionary<string, double> { ["accepted"] = 0.4 }, AcceptanceChange = -0.2 })).First();
        Assert.Equal(["acceptance 40 %, 60 % with the version before"], advice.Reasons);
    }

    [Fact]
    public void Moved_inputs_call_for_retraining_beside_whatever_the_version_needs()
    {
        var drift = new ModelDrift(0.3, 0.1, new Dictionary<string, double> { ["tier"] = 0.26, ["country"] = 0.25 });
        Assert.Equal(["roll_back", "retrain"], AiAdvisor.About(Model(Good with { AccuracyChange = -0.5 }) with { Drift = drift }).Select(advice => advice.Action));
        var retrain = Assert.Single(AiAdvisor.About(Model(Good) with { Drift = drift }));
        Assert.Equal(2, retrain.Reasons.Count);
        Assert.Null(retrain.Version);
    }

    [Fact]
    public void What_is_not_known_is_waited_for()
    {
        Assert.Equal("wait", Assert.Single(AiAdvisor.About(Model(Good with { Accuracy = null, AccuracyChange = null }))).Action);
        Assert.Equal("wait", Assert.Single(AiAdvisor.About(new ModelPerformance(AiModel.Workout, [], Steady, null))).Action);
    }

    private static ModelPerformance Model(VersionPerformance version) => new(AiModel.Workout, [version], Steady, null);
}
