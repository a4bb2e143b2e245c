using System.Diagnostics;
using System.Text;
using Analytics.Testing.Documentation;

namespace Analytics.Testing.CliScripts;

/// <summary>
/// A test of the command line as one text file: the command, its input files, and what must come out of it.
/// <code>
/// analytics stats drift --input both.csv --json
/// -- both.csv --
/// sample,value
/// -- exit --
/// 2
/// -- stdout --
/// -- stderr --
/// ...
/// </code>
/// Sections before <c>exit</c> are input files; <c>written NAME</c> sections after it hold files that the command must write.
/// <c>UPDATE_GOLDEN=1</c> writes what came out into the script: a new case needs no code.
/// </summary>
public sealed class CliScript
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(2);

    private readonly string _path;
    private readonly List<string> _commands = [];
    private readonly List<(string Name, string Text)> _inputs = [];
    private readonly List<string> _written = [];

    private CliScript(string path) => _path = path;

    /// <summary>Reads a script, runs it in an empty folder of its own and holds the outcome against it.</summary>
    /// <param name="path">Path of the script below the repository's root.</param>
    public static async Task Run(string path)
    {
        var script = new CliScript(path);
        script.Parse(await File.ReadAllLinesAsync(Path.Combine(Repository.Root, path)));
        var folder = Directory.CreateTempSubdirectory("analytics-script-").FullName;
        try
        {
            foreach (var (name, text) in script._inputs)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
                await File.WriteAllTextAsync(Path.Combine(folder, name), text);
            }

            Golden.Match(await script.Outcome(folder), path);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private void Parse(string[] lines)
    {
        string? section = null;
        var outcome = false;
        var text = new StringBuilder();
        void Close()
        {
            if (section is not null && !outcome)
            {
                _inputs.Add((section, text.ToString()));
            }

            text.Clear();
        }

        foreach (var line in lines)
        {
            if (line.StartsWith("-- ", StringComparison.Ordinal) && line.EndsWith(" --", StringComparison.Ordinal))
            {
                Close();
                section = line[3..^3];
                outcome |= section == "exit";
                if (section.StartsWith("written ", StringComparison.Ordinal))
                {
                    _written.Add(section["written ".Length..]);
                }
            }
            else if (section is null)
            {
                _commands.Add(line);
            }
            else
            {
                text.Append(line).Append('\n');
            }
        }

        Close();
    }

    private async Task<string> Outcome(string folder)
    {
        var command = _commands.First(c => c.StartsWith("analytics ", StringComparison.Ordinal));
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "analytics.dll"));
        ShellLine.Read(command)[0].Skip(1).ToList().ForEach(start.ArgumentList.Add);
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(TimeLimit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        var result = new StringBuilder();
        _commands.ForEach(c => result.Append(c).Append('\n'));
        _inputs.ForEach(i => Section(result, i.Name, i.Text));
        Section(result, "exit", $"{process.ExitCode}\n");
        Section(result, "stdout", TrimLines(await output));
        Section(result, "stderr", TrimLines(await errors));
        foreach (var name in _written)
        {
            var file = Path.Combine(folder, name);
            Section(result, $"written {name}", File.Exists(file) ? await File.ReadAllTextAsync(file) : "(not written)\n");
        }

        return result.ToString();
    }

    private static void Section(StringBuilder into, string name, string text) => into.Append("-- ").Append(name).Append(" --\n").Append(text);

    // Tables are padded with blanks, which editors remove.
    private static string TrimLines(string text) =>
        string.Concat(text.Split('\n').Select(l => l.TrimEnd()).Where(l => l.Length > 0).Select(l => l + "\n"));
}
