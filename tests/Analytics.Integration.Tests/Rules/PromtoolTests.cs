using System.Diagnostics;
using Analytics.Testing.Peers;

namespace Analytics.Integration.Tests.Rules;

/// <summary>The rules before the real promtool.</summary>
public sealed class PromtoolTests
{
    public static TheoryData<string> TestFiles => [.. Files("*.tests.yml")];

    [Fact]
    public async Task Promtool_takes_every_rule_file() => await SucceedsAsync(["check", "rules", "--lint-fatal", .. Files("*.rules.yml")]);

    [Theory]
    [MemberData(nameof(TestFiles))]
    public async Task Alerts_fire_when_they_must_and_only_then(string file) => await SucceedsAsync(["test", "rules", file]);

    private static IEnumerable<string> Files(string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "alert-rules"), pattern, SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Repository.Root, file)).Order();

    private static async Task SucceedsAsync(string[] arguments)
    {
        var start = new ProcessStartInfo(StackFolder.Program("promtool"), arguments) { WorkingDirectory = Repository.Root, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await output + await error);
    }
}
