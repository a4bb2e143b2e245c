using Analytics.AlertRules.Business;
using Analytics.Cli.Authoring;

namespace Analytics.Integration.Tests.Rules;

/// <summary>The tests of the rules are tested: promtool must notice when somebody turns a comparison round.</summary>
public sealed class MutationTests
{
    [Fact]
    public async Task A_comparison_turned_round_is_noticed()
    {
        var (survivors, mutants) = await new MutationRun(Repository.Root, new OfficialTools(Repository.Root)).RunAsync([Costs.File], TestContext.Current.CancellationToken);
        Assert.InRange(mutants, 3, 50);
        Assert.DoesNotContain(survivors, survivor => survivor.Mutant.Change.Contains("> became <", StringComparison.Ordinal));
        Assert.True(survivors.Count < mutants / 2, string.Join('\n', survivors.Select(survivor => survivor.Mutant)));
    }
}
