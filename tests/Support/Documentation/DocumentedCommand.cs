using System.IO.Enumeration;
using System.Text.RegularExpressions;

namespace Analytics.Testing.Documentation;

/// <summary>A command that a page of the repository tells its readers to type.</summary>
/// <param name="File">The page, below the repository's root.</param>
/// <param name="Line">The line where it begins, from 1.</param>
/// <param name="Text">As it is written, which may be over several lines; a comment behind it is part of it.</param>
/// <param name="InBlock">Whether it stands in a block of shell, or else in a sentence.</param>
public sealed partial record DocumentedCommand(string File, int Line, string Text, bool InBlock)
{
    private static readonly string[] Shells = ["sh", "bash", "console"];
    private static readonly string[] NotOurs = [".artifacts", ".stack", ".git", "node_modules", "bin", "obj"];

    public string Place => $"{File}:{Line}";

    /// <summary>The simple commands of it: more than one behind a pipe or <c>&amp;&amp;</c>.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Commands => ShellLine.Read(Text);

    /// <summary>Every page of the repository in Markdown, below its root.</summary>
    public static IReadOnlyList<string> Pages { get; } = [.. FilesOf(".md").Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    /// <summary>All commands of all pages.</summary>
    public static IReadOnlyList<DocumentedCommand> All { get; } = [.. Pages.SelectMany(page => Of(page, System.IO.File.ReadAllText(Path.Combine(Repository.Root, page))))];

    /// <summary>The one command of the repository's README that begins so.</summary>
    public static DocumentedCommand OfReadme(string beginning) => All.Single(command => command.File == "README.md" && command.Text.StartsWith(beginning, StringComparison.Ordinal));

    /// <summary>The commands of a page: each of its blocks of shell (<c>sh</c>, <c>bash</c>, <c>console</c>), and the code spans of its sentences that begin with a program of the repository.</summary>
    public static IEnumerable<DocumentedCommand> Of(string page, string markdown)
    {
        var lines = markdown.Split('\n');
        string? fence = null;
        for (var at = 0; at < lines.Length; at++)
        {
            var from = at;
            if (Fence().Match(lines[at]) is { Success: true } mark)
            {
                fence = fence is null ? mark.Groups[1].Value : null;
            }
            else if (fence is null)
            {
                while (at + 1 < lines.Length && lines[at + 1].Length > 0 && !Fence().IsMatch(lines[at + 1]))
                {
                    at++;
                }

                foreach (var span in Spans(page, string.Join('\n', lines[from..(at + 1)]), from + 1))
                {
                    yield return span;
                }
            }
            else if (Shells.Contains(fence))
            {
                while (!ShellLine.IsWhole(string.Join('\n', lines[from..(at + 1)])) && at + 1 < lines.Length && !Fence().IsMatch(lines[at + 1]))
                {
                    at++;
                }

                var command = new DocumentedCommand(page, from + 1, string.Join('\n', lines[from..(at + 1)]).Trim(), InBlock: true);
                if (command.Text.Length > 0 && !command.Text.StartsWith('#'))
                {
                    yield return command;
                }
            }
        }
    }

    private static FileSystemEnumerable<string> FilesOf(string extension) =>
        new(Repository.Root, (ref file) => file.ToFullPath(), new EnumerationOptions { RecurseSubdirectories = true })
        {
            ShouldIncludePredicate = (ref file) => !file.IsDirectory && file.FileName.EndsWith(extension, StringComparison.Ordinal),
            ShouldRecursePredicate = (ref folder) => !NotOurs.Contains(folder.FileName.ToString()),
        };

    private static IEnumerable<DocumentedCommand> Spans(string page, string paragraph, int firstLine) =>
        from Match span in Span().Matches(paragraph)
        let text = span.Groups[1].Value.Replace("\\|", "|", StringComparison.Ordinal).Replace('\n', ' ')
        where OfTheRepository().IsMatch(text)
        select new DocumentedCommand(page, firstLine + paragraph.AsSpan(0, span.Index).Count('\n'), text, InBlock: false);

    [GeneratedRegex("^\\s*```(\\w*)\\s*$")]
    private static partial Regex Fence();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Span();

    /// <summary>How a command begins where it needs no block to be told from a name or a path.</summary>
    [GeneratedRegex("^(\\./)?(analytics|tests/run|collector-config/native/install\\.sh|\\.artifacts/bin/\\S+|dotnet|curl)( |$)")]
    private static partial Regex OfTheRepository();
}
