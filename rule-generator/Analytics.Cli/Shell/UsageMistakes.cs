using System.CommandLine;
using System.Text.RegularExpressions;

namespace Analytics.Cli.Shell;

/// <summary>What is wrong with a command line, in words for whoever typed it.</summary>
internal static partial class UsageMistakes
{
    /// <summary>The mistakes; none where it can be run. A command that does not exist is a mistake even where help was asked for.</summary>
    public static IReadOnlyList<string> Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (command.Subcommands.Count > 0 && parsed.UnmatchedTokens is [var unknown, ..] && !unknown.StartsWith('-'))
        {
            return [$"there is no command '{unknown}'{Meant(unknown, command.Subcommands.Where(one => !one.Hidden).Select(one => one.Name))}"];
        }

        return [.. parsed.Errors.Select(error => Plain(error.Message))];
    }

    /// <summary>Whether only the command's name was left out: then a list of what there is helps more than a sentence.</summary>
    public static bool IsIncomplete(ParseResult parsed) =>
        parsed.CommandResult is { Command: { Subcommands.Count: > 0, Action: null } } && !parsed.CommandResult.Children.Any() && parsed.UnmatchedTokens.Count == 0;

    // The library speaks of .NET's types.
    private static string Plain(string message) => WrongType().Match(message) is { Success: true } match
        ? $"{match.Groups["name"].Value}: '{match.Groups["text"].Value}' is not {(match.Groups["type"].Value switch
        {
            "Int32" or "Int64" or "UInt32" or "UInt64" => "a whole number",
            "Double" or "Single" or "Decimal" => "a number",
            "DateOnly" => "a day such as 2026-11-20",
            "Boolean" => "true or false",
            var other => $"what is expected ({other})",
        })}"
        : message;

    private static string Meant(string word, IEnumerable<string> names) =>
        names.Select(name => (Name: name, Far: Distance(word.ToLowerInvariant(), name))).Where(one => one.Far <= Math.Max(1, word.Length / 3)).OrderBy(one => one.Far).FirstOrDefault().Name is { } near
            ? $"; did you mean '{near}'?" : "";

    /// <summary>How many letters must be put in, left out or changed (Levenshtein).</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            (var diagonal, row[0]) = (row[0], i);
            for (var j = 1; j <= b.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
            }
        }

        return row[b.Length];
    }

    [GeneratedRegex(@"^Cannot parse argument '(?<text>.*)' for (option|command) '(?<name>[^']*)' as expected type '(System\.Nullable`1\[)?(System\.)?(?<type>[\w.]+)\]?'\.")]
    private static partial Regex WrongType();
}
