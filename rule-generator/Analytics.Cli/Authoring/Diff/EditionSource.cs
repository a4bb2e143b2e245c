using System.Diagnostics;
using System.Formats.Tar;
using Analytics.AlertRules;
using Analytics.Cli.Shell;
using Analytics.Dashboards;
using Analytics.Rules.Diff;

namespace Analytics.Cli.Authoring.Diff;

/// <summary>Where an edition comes from: the C# of this build, a folder, or a revision of git.</summary>
internal static class EditionSource
{
    /// <summary>What the C# makes now, committed or not.</summary>
    public static Edition House() => Edition.Read(
        new[] { AlertRuleBook.Default.RuleFiles, AlertRuleBook.Default.RoutingFiles, BoardIndex.Files }.SelectMany(set => set.Files).ToDictionary(file => file.Path, file => file.Content, StringComparer.Ordinal), "now");

    /// <summary>A folder shaped as a checkout, or else a revision.</summary>
    /// <exception cref="CommandFailure">It is neither.</exception>
    public static Edition Read(string text, string root) => Directory.Exists(text) ? OfFolder(text) : OfRevision(text, root);

    private static Edition OfFolder(string folder)
    {
        var files = new[] { "alert-rules", "collector-config", "dashboards" }.Select(room => Path.Combine(folder, room)).Where(Directory.Exists)
            .SelectMany(room => Directory.EnumerateFiles(room, "*", SearchOption.AllDirectories))
            .Select(file => (File: file, Path: Path.GetRelativePath(folder, file).Replace('\\', '/'))).Where(file => Edition.Has(file.Path)).ToList();
        return files.Count == 0
            ? throw CommandFailure.Usage($"{folder} holds no generated files", "name a folder shaped as a checkout, with alert-rules/*/*.rules.yml, or a revision of git")
            : Edition.Read(files.ToDictionary(file => file.Path, file => File.ReadAllText(file.File), StringComparer.Ordinal), folder.TrimEnd('/'));
    }

    /// <summary>The point where a revision and the work here parted: what others have changed since is no part of this change.</summary>
    private static Edition OfRevision(string revision, string root)
    {
        var (known, said) = Git(root, ["rev-parse", "--verify", "--quiet", revision + "^{commit}"]);
        if (known is null)
        {
            throw CommandFailure.Usage($"{revision} is neither a folder nor a revision of git{(said.Length == 0 ? string.Empty : $": {said}")}", "name one, such as origin/main; a shallow clone may have to fetch it first");
        }

        var commit = Git(root, ["merge-base", revision, "HEAD"]).Output is { } parted ? Text(parted) : Text(known);
        var paths = Text(Git(root, ["ls-tree", "-r", "--name-only", commit]).Output ?? new MemoryStream()).Split('\n').Where(Edition.Has).ToList();
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        if (paths.Count > 0)
        {
            using var archive = new TarReader(Git(root, ["archive", "--format=tar", commit, .. paths]).Output ?? new MemoryStream());
            while (archive.GetNextEntry() is { } entry)
            {
                if (entry.DataStream is { } content)
                {
                    files[entry.Name] = new StreamReader(content).ReadToEnd();
                }
            }
        }

        return Edition.Read(files, revision);
    }

    private static (MemoryStream? Output, string Error) Git(string root, string[] arguments)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = root, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var error = git.StandardError.ReadToEndAsync();
            var output = new MemoryStream();
            git.StandardOutput.BaseStream.CopyTo(output);
            git.WaitForExit();
            output.Position = 0;
            return git.ExitCode == 0 ? (output, string.Empty) : (null, error.Result.Trim());
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw CommandFailure.Usage("git is not installed, so no revision can be read", "install git, or name a folder");
        }
    }

    private static string Text(MemoryStream output) => new StreamReader(output).ReadToEnd().TrimEnd('\n');
}
