using System.CommandLine;
using System.Text.RegularExpressions;
using Analytics.Cli;
using Analytics.Testing.Documentation;

namespace Analytics.Tests.Documentation;

/// <summary>Whatever the repository tells people to type can be typed: in its pages, its runbooks, its help, and the remedies of its messages. The end-to-end tests run what a stack is enough for.</summary>
public sealed partial class DocumentedCommandTests
{
    private static readonly RootCommand Tree = CommandTree.Create(TimeProvider.System);

    private static readonly IReadOnlyList<(string Path, Command Command)> Commands = [.. Below("", Tree)];

    [Fact]
    public void Every_command_of_a_page_can_be_typed()
    {
        Assert.True(DocumentedCommand.All.Count > 300, $"only {DocumentedCommand.All.Count} commands were found");
        AssertNone(from command in DocumentedCommand.All
                     from words in command.Commands
                     let mistake = CommandJudge.Mistake(words, inSentence: !command.InBlock)
                     where mistake is not null
                     select $"{command.Place}: {string.Join(' ', words)}: {mistake}");
    }

    /// <summary>What stands in a block without a language, or indented, would be read by nobody but people.</summary>
    [Fact]
    public void A_command_stands_in_a_block_of_sh() =>
        AssertNone(from page in DocumentedCommand.Pages
                     let read = DocumentedCommand.All.Where(command => command.File == page).SelectMany(command => Enumerable.Range(command.Line, command.Text.Count(letter => letter == '\n') + 1)).ToHashSet()
                     from line in File.ReadLines(Path.Combine(Repository.Root, page)).Index()
                     where LooksLikeACommand().IsMatch(line.Item) && !read.Contains(line.Index + 1)
                     select $"{page}:{line.Index + 1}: {line.Item}");

    [Fact]
    public void Every_endpoint_of_a_page_is_in_the_table_of_endpoints() =>
        AssertNone(from page in DocumentedCommand.Pages
                     from line in File.ReadLines(Path.Combine(Repository.Root, page)).Index()
                     from Match request in Request().Matches(line.Item)
                     where !CommandJudge.HasEndpoint(request.Groups[1].Value, request.Groups[2].Value)
                     select $"{page}:{line.Index + 1}: {request.Value}");

    [Fact]
    public void Every_example_of_the_help_can_be_typed()
    {
        var examples = (from one in Commands
                        from line in one.Command.Description!.Split('\n')
                        where HelpExample().IsMatch(line)
                        let example = HelpExample().Replace(line, "analytics ").Split("   ")[0] // the rest is a remark
                        select (one.Path, Example: example)).ToList();
        Assert.True(examples.Count > 50, $"only {examples.Count} examples were found");
        AssertNone(from one in examples
                     from words in ShellLine.Read(one.Example)
                     let mistake = CommandJudge.Mistake(words)
                     where mistake is not null
                     select $"{one.Path}: {one.Example}: {mistake}");
    }

    /// <summary>Remedies and remarks of the sources: the words after the program as far as they are commands and options. A sentence goes on behind them.</summary>
    [Fact]
    public void Every_command_that_a_message_advises_exists()
    {
        var advice = (from line in Sources()
                      from Match match in Advice().Matches(line.Line)
                      select (line.Place, Words: match.Groups["words"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToList();
        Assert.True(advice.Count > 80, $"only {advice.Count} were found");
        AssertNone(advice.Where(one => !IsCommand(one.Words)).Select(one => $"{one.Place}: analytics {string.Join(' ', one.Words)}"));
    }

    [Fact]
    public void Every_file_that_a_message_names_is_there() =>
        AssertNone(Sources().SelectMany(one => PathOfOurs().Matches(one.Line).Where(path => !Path.Exists(Path.Combine(Repository.Root, path.Value))).Select(path => $"{one.Place}: {path.Value}")));

    [Fact]
    public void The_command_lines_readme_has_every_command_and_no_other()
    {
        var named = from row in File.ReadLines(Path.Combine(Repository.Root, "rule-generator/Analytics.Cli/README.md")).Where(line => line.StartsWith("| [", StringComparison.Ordinal))
                    let spans = CodeSpan().Matches(row).Select(span => span.Groups[1].Value).ToList()
                    from span in spans
                    let inFamily = $"{spans[0].Split(' ')[0]} {span}"
                    select Commands.Any(one => one.Path == inFamily) ? inFamily : span;
        var there = Commands.Where(one => one.Command.Action is not null).Select(one => one.Path);
        Assert.Equal(there.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    private static void AssertNone(IEnumerable<string> mistakes)
    {
        var all = string.Join('\n', mistakes);
        Assert.True(all.Length == 0, all);
    }

    private static bool IsCommand(string[] words)
    {
        Command at = Tree;
        foreach (var word in words)
        {
            if (word.StartsWith('-'))
            {
                return at.Options.Concat(Tree.Options).Any(option => option.Name == word || option.Aliases.Contains(word));
            }

            if (at.Subcommands.FirstOrDefault(one => one.Name == word) is not { } next)
            {
                return at.Action is not null; // the name of something, or the sentence goes on
            }

            at = next;
        }

        return true;
    }

    private static IEnumerable<(string Place, string Line)> Sources() =>
        from room in (string[])["exporters", "rule-generator", "alert-rules", "dashboards"]
        from file in Directory.EnumerateFiles(Path.Combine(Repository.Root, room), "*.cs", SearchOption.AllDirectories)
        from line in File.ReadLines(file).Index()
        select ($"{Path.GetRelativePath(Repository.Root, file)}:{line.Index + 1}", line.Item);

    private static IEnumerable<(string Path, Command Command)> Below(string path, Command command) =>
        command.Subcommands.Where(one => !one.Hidden).SelectMany(one => Below($"{path} {one.Name}".Trim(), one)).Prepend((path, command));

    [GeneratedRegex("^\\s*(\\$ )?(\\./(analytics|tests/run)|analytics|dotnet|curl|psql|promtool|collector-config/native/install\\.sh|\\.artifacts/bin/\\S+)( [\\w./'\"-]|$)")]
    private static partial Regex LooksLikeACommand();

    [GeneratedRegex("\\b(GET|HEAD|POST|PUT|PATCH|DELETE) (/[\\w/{}.-]+)")]
    private static partial Regex Request();

    [GeneratedRegex("^(Examples?:| ) *(\\./)?analytics ")]
    private static partial Regex HelpExample();

    [GeneratedRegex("(?:\\./|[`>])analytics(?<words>(?: [a-z-]+)+)")]
    private static partial Regex Advice();

    /// <summary>Not of the two rooms of content: what is there by whose name, their authors say.</summary>
    [GeneratedRegex("(?<=[\"` ])(exporters|rule-generator|collector-config|tests)/[\\w./-]+\\w")]
    private static partial Regex PathOfOurs();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex CodeSpan();
}
