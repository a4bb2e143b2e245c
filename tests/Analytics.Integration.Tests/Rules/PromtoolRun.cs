using System.Diagnostics;
using Analytics.Testing.Peers;

namespace Analytics.Integration.Tests.Rules;

/// <summary>The real promtool, run to its end.</summary>
internal static class PromtoolRun
{
    /// <summary>The test fails with what promtool says unless it is content.</summary>
    public static async Task SucceedsAsync(params string[] arguments)
    {
        var (code, said) = await RunAsync(arguments);
        Assert.True(code == 0, said);
    }

    /// <summary>Its exit code and all that it says.</summary>
    public static async Task<(int Code, string Said)> RunAsync(params string[] arguments)
    {
        var cancel = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo(StackFolder.Program("promtool"), arguments) { WorkingDirectory = Repository.Root, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var error = process.StandardError.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return (process.ExitCode, await output + await error);
    }

    /// <summary>Tests of rules that stand in no file yet.</summary>
    /// <param name="rules">The rule file.</param>
    /// <param name="tests">The items of <c>tests:</c>.</param>
    /// <param name="evaluation">How often rules are evaluated.</param>
    /// <param name="scrape">A range in the rules that is longer than the sample distance of the test, in place of [5m].</param>
    public static async Task TestAsync(string rules, string tests, string evaluation = "1m", string? scrape = null)
    {
        var folder = Directory.CreateTempSubdirectory("analytics-promtool-");
        try
        {
            var cancel = TestContext.Current.CancellationToken;
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "x.rules.yml"), scrape is null ? rules : rules.Replace("[5m]", scrape, StringComparison.Ordinal), cancel);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "x.tests.yml"), $"rule_files: [x.rules.yml]\nevaluation_interval: {evaluation}\ntests:\n{tests}\n", cancel);
            await SucceedsAsync("test", "rules", Path.Combine(folder.FullName, "x.tests.yml"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
