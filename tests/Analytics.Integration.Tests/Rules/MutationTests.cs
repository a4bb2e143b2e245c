using Analytics.AlertRules.Platform;
using Analytics.Cli.Authoring;

namespace Analytics.Integration.Tests.Rules;

/// <summary>The tests of the rules are tested: promtool must notice a comparison turned round, and a for that is gone.</summary>
public sealed class MutationTests
{
    [Fact]
    public async Task Mistakes_in_a_well_tested_file_are_noticed()
    {
        var verdicts = await new MutationRun(Repository.Root, new OfficialTools(Repository.Root)).RunAsync([Databases.File], TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.InRange(verdicts.Count, 3, 50);
        Assert.Contains(verdicts, verdict => verdict.Noticed && verdict.Mutant.Change.Contains("> became <", StringComparison.Ordinal));
        Assert.DoesNotContain(verdicts, verdict => !verdict.Noticed && verdict.Mutant.Change.StartsWith("for ", StringComparison.Ordinal));
    }
}
