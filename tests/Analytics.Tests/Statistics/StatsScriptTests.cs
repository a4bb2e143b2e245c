using Analytics.Testing;
using Analytics.Testing.CliScripts;

namespace Analytics.Tests.Statistics;

/// <summary>`analytics stats` by text scripts: one file is the command, its input and its answer. UPDATE_GOLDEN=1 writes the answers anew.</summary>
public sealed class StatsScriptTests
{
    private const string Folder = "tests/Analytics.Tests/Statistics/Scripts";

    public static TheoryData<string> Scripts =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, Folder), "*.txt").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Scripts))]
    public Task Command_answers_as_its_script_says(string script) => CliScript.Run($"{Folder}/{script}");

    // Not a script: where the search for parameters ends on the way to infinity is not the same on every machine.
    [Fact]
    public async Task Customer_values_without_a_peak_of_the_likelihood_come_with_a_warning()
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(
                path, "customer_id,date,amount\na,2025-01-01,10\na,2025-01-15,12\na,2025-02-01,11\nb,2025-01-03,10\nb,2025-01-20,10\nc,2025-01-05,9\n",
                TestContext.Current.CancellationToken);
            var (exit, _, errors) = await CliProcess.RunAsync(
                ["stats", "ltv", "--input", path, "--calibration-end", "2025-03-01", "--json"], cancel: TestContext.Current.CancellationToken);
            Assert.Equal(0, exit);
            Assert.Contains("the purchase model's likelihood has no peak", errors, StringComparison.Ordinal);
            Assert.Contains("the value model's likelihood has no peak", errors, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
