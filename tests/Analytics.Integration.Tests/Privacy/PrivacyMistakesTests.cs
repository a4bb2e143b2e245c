using Analytics.Testing.CliScripts;

namespace Analytics.Integration.Tests.Privacy;

/// <summary>The commands on the store, used wrongly, or with PostgreSQL away.</summary>
public sealed class PrivacyMistakesTests
{
    [Theory]
    [InlineData(2, "events archive events_other_2024_13 --folder x --postgres Host=127.0.0.1;Port=9", "events_other_2024_13")]
    [InlineData(2, "events restore events_usage_2024_10 --folder none --postgres Host=127.0.0.1;Port=9", "has no archive")]
    [InlineData(2, "events hold place case-7 --reason x --postgres Host=127.0.0.1;Port=9", "on a partition or on a person")]
    [InlineData(2, "events rejected --since yesterday --postgres Host=127.0.0.1;Port=9", "yesterday")]
    [InlineData(3, "events rejected --postgres Host=127.0.0.1;Port=9;Timeout=2;Password=hush", "PostgreSQL")]
    [InlineData(2, "events rejected --postgres Nonsense=hush", "--postgres")]
    public async Task A_mistake_is_said_in_a_line_and_nothing_is_done(int exit, string command, string said)
    {
        var (code, output, errors) = await CliProcess.RunAsync(command.Split(' '), cancel: TestContext.Current.CancellationToken);
        Assert.Equal((exit, ""), (code, output));
        Assert.Contains(said, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }
}
