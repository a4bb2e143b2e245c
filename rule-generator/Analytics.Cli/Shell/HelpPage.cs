using System.CommandLine;
using System.CommandLine.Help;

namespace Analytics.Cli.Shell;

/// <summary>
/// Lays a command's help out for reading: prose flows in the width of the terminal, examples stay as they are written (they are there to be copied), and in a
/// list of commands each has one sentence.
/// </summary>
internal static class HelpPage
{
    /// <summary>Longer lines are hard to read; a pipe has this width too, so that help in a file looks the same everywhere.</summary>
    private const int Widest = 100;
    private const int Narrowest = 40;
    private const int Indent = 2;

    public static void LayOut(RootCommand root, Command asked)
    {
        var width = Console.IsOutputRedirected || Console.WindowWidth == 0 ? Widest : Math.Clamp(Console.WindowWidth, Narrowest, Widest);
        foreach (var help in root.Options.Select(option => option.Action).OfType<HelpAction>())
        {
            help.MaxWidth = width;
        }

        asked.Description = Flow(asked.Description ?? "", width - Indent);
        foreach (var listed in asked.Subcommands)
        {
            listed.Description = FirstSentence(listed.Description ?? "");
        }
    }

    /// <summary>Paragraphs in lines of at most <paramref name="width"/> characters. A line that begins with white space or with <c>Example</c> is kept.</summary>
    public static string Flow(string text, int width)
    {
        var lines = new List<string>();
        var prose = new List<string>();
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var isKept = line.Length == 0 || char.IsWhiteSpace(line[0]) || line.StartsWith("Example", StringComparison.Ordinal);
            if (isKept || line.StartsWith("Exit", StringComparison.Ordinal))
            {
                lines.AddRange(Wrap(prose, width));
                prose.Clear();
            }

            if (isKept)
            {
                lines.Add(line);
            }
            else
            {
                prose.AddRange(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            }
        }

        lines.AddRange(Wrap(prose, width));
        return string.Join('\n', lines);
    }

    /// <summary>Up to the first full stop that ends a sentence.</summary>
    public static string FirstSentence(string text)
    {
        var flat = Flow(text, int.MaxValue).Split('\n')[0];
        var end = flat.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? flat : flat[..(end + 1)];
    }

    private static IEnumerable<string> Wrap(IReadOnlyList<string> words, int width)
    {
        var line = "";
        foreach (var word in words)
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = word;
            }
            else
            {
                line = line.Length == 0 ? word : $"{line} {word}";
            }
        }

        if (line.Length > 0)
        {
            yield return line;
        }
    }
}
