using System.CommandLine;
using Analytics.Cli;
using Analytics.Cli.Shell;

namespace Analytics.Tests.Stack;

/// <summary>Help is there for every command, fits a terminal, and shows an example that can be copied as it stands.</summary>
public sealed class HelpTests
{
    private const int Width = 98;

    private static readonly IReadOnlyList<(string Path, Command Command)> Commands = [.. Below("analytics", CommandTree.Create(TimeProvider.System))];

    [Fact]
    public void Every_command_has_an_example_and_no_example_is_broken_by_the_width()
    {
        Assert.All(Commands.Where(one => one.Command.Action is not null), one => Assert.True(one.Command.Description!.Contains("Example", StringComparison.Ordinal), $"{one.Path} has no example"));
        Assert.Empty(Commands.SelectMany(one => HelpPage.Flow(one.Command.Description!, Width).Split('\n').Where(line => line.Length > Width).Select(line => $"{one.Path}: {line}")));
    }

    [Fact]
    public void Every_option_and_argument_is_explained_in_sentences() =>
        Assert.Empty(Commands.SelectMany(one => one.Command.Options.Concat<Symbol>(one.Command.Arguments)
            .Where(symbol => !symbol.Hidden && symbol.Description?.TrimEnd(')') is not [.., '.' or '?' or '…'] && symbol.Name is not "--help" and not "--version").Select(symbol => $"{one.Path} {symbol.Name}: {symbol.Description}")));

    [Theory]
    [InlineData("One two. Three", "One two.")]
    [InlineData("No stop at all", "No stop at all")]
    [InlineData("Needs 3.5 of it\nin two lines. More.", "Needs 3.5 of it in two lines.")]
    [InlineData("Short\n\nExample:\n  analytics x", "Short")]
    public void A_list_of_commands_shows_one_sentence_of_each(string description, string listed) => Assert.Equal(listed, HelpPage.FirstSentence(description));

    [Fact]
    public void Prose_flows_and_examples_stay() =>
        Assert.Equal("one two three\nfour\nExit 0: fine.\n\nExample:\n  a line that is longer than the width", HelpPage.Flow("one\ntwo\nthree four\nExit 0: fine.\n\nExample:\n  a line that is longer than the width", 13));

    [Theory]
    [InlineData("statuss", "there is no command 'statuss'; did you mean 'status'?")]
    [InlineData("jobs runn engagement", "there is no command 'runn'; did you mean 'run'?")]
    [InlineData("xyz --help", "there is no command 'xyz'")]
    [InlineData("events generate --users many", "--users: 'many' is not a whole number")]
    [InlineData("status", null)]
    [InlineData("status --help", null)]
    public void Mistakes_are_told_in_words_of_whoever_types(string line, string? mistake) =>
        Assert.Equal(mistake is null ? [] : [mistake], UsageMistakes.Of(CommandTree.Create(TimeProvider.System).Parse(line)));

    [Theory]
    [InlineData("", true)]
    [InlineData("events hold", true)]
    [InlineData("events nothing", false)]
    [InlineData("status", false)]
    public void Where_only_the_command_is_missing_the_commands_are_listed(string line, bool incomplete) =>
        Assert.Equal(incomplete, UsageMistakes.IsIncomplete(CommandTree.Create(TimeProvider.System).Parse(line)));

    private static IEnumerable<(string Path, Command Command)> Below(string path, Command command) =>
        command.Subcommands.Where(one => !one.Hidden).SelectMany(one => Below($"{path} {one.Name}", one)).Prepend((path, command));
}
