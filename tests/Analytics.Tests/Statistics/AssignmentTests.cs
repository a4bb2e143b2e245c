using Analytics.Statistics.Experiments;
using Analytics.Statistics.Numerics;

namespace Analytics.Tests.Statistics;

public sealed class AssignmentTests
{
    // Computed with Python: int.from_bytes(sha256(b"workout-v3/anna").digest()[:8], "big") >> 11) / 2**53.
    [Theory]
    [InlineData("workout-v3", "anna", 0.8771154761564439)]
    [InlineData("workout-v3", "user-1", 0.3181164993484571)]
    [InlineData("workout-v3", "user-2", 0.38858726522243137)]
    [InlineData("nutrition-b", "user-1", 0.8652587511841001)]
    [InlineData("ü", "日本", 0.13458383577168964)]
    public void Another_program_gives_the_same_point(string experiment, string unit, double point) => Assert.Equal(point, Assignment.Point(experiment, unit));

    [Theory]
    [InlineData("anna", 1)]
    [InlineData("user-1", 0)]
    public void The_arm_is_the_first_whose_added_up_share_is_greater(string unit, int arm) => Assert.Equal(arm, Assignment.ArmOf("workout-v3", unit, [50, 50]));

    [Fact]
    public void Points_are_uniform_and_experiments_are_independent()
    {
        const int Users = 40_000;
        var cells = new long[10, 10];
        for (var user = 0; user < Users; user++)
        {
            cells[(int)(Assignment.Point("one", $"user-{user}") * 10), (int)(Assignment.Point("two", $"user-{user}") * 10)]++;
        }

        var statistic = cells.Cast<long>().Sum(count => (count - (Users / 100.0)) * (count - (Users / 100.0)) / (Users / 100.0));
        Assert.InRange(Tails.ChiSquareUpper(statistic, 99), 0.001, 0.999);
    }

    [Fact]
    public void Arms_have_the_sizes_of_their_shares()
    {
        var sizes = new long[3];
        for (var user = 0; user < 30_000; user++)
        {
            sizes[Assignment.ArmOf("three", $"{user}", [50, 30, 20])]++;
        }

        Assert.True(SampleRatio.Mismatch(sizes, [50, 30, 20]).PValue > SampleRatio.WarningLevel, string.Join(", ", sizes));
    }
}
