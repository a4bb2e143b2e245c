using System.CommandLine;
using Analytics.Cli.Shell;
using Analytics.Cli.Stack;

namespace Analytics.Tests.Stack;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("up --docker --native")]
    [InlineData("up --port-base 80")]
    [InlineData("up --port-base 65530")]
    [InlineData("up --port-base many")]
    [InlineData("up here")]
    [InlineData("status --yaml")]
    [InlineData("down all")]
    [InlineData("doctor --fix")]
    public async Task A_wrong_command_line_ends_with_2(string line) => Assert.Equal(ExitCodes.Usage, await RunAsync(line));

    [Theory]
    [InlineData("up"), InlineData("down"), InlineData("status"), InlineData("doctor")]
    public void Every_command_shows_an_example(string name) =>
        Assert.Contains($"./analytics {name}", StackCommands.All(TimeProvider.System).Single(command => command.Name == name).Description);

    [Fact]
    public void The_supervisor_is_not_for_people() => Assert.True(StackCommands.All(TimeProvider.System).Single(command => command.Name == "supervise").Hidden);

    private static async Task<int> RunAsync(string line)
    {
        var root = new RootCommand();
        foreach (var command in StackCommands.All(TimeProvider.System))
        {
            root.Add(command);
        }

        return await CommandRunner.Run(root, line.Split(' '));
    }
}
