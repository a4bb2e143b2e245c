using System.Diagnostics;
using Analytics.Rules;

namespace Analytics.Cli.Authoring;

/// <summary>What promtool and amtool say, where they are installed.</summary>
internal sealed class OfficialTools(string root)
{
    private readonly List<ToolVerdict> _verdicts = [];

    /// <summary>Which tool looked at what; a tool without a path was not there.</summary>
    public IReadOnlyList<ToolVerdict> Verdicts => _verdicts;

    public async Task<IReadOnlyList<Finding>> CheckAsync(CancellationToken cancel)
    {
        var rules = Directory.EnumerateFiles(Path.Combine(root, RuleBook.Room), "*.rules.yml", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, file)).Order(StringComparer.Ordinal).ToArray();
        var findings = new List<Finding>();
        findings.AddRange(await RunAsync("promtool", "rule files", "promtool/rules", RuleBook.Room, ["check", "rules", "--lint-fatal", .. rules], cancel));
        findings.AddRange(await RunAsync("promtool", "prometheus.yml", "promtool/config", "collector-config/prometheus.yml", ["check", "config", "collector-config/prometheus.yml"], cancel));
        findings.AddRange(await RunAsync("amtool", "alertmanager.yml", "amtool/config", "collector-config/alertmanager.yml", ["check-config", "collector-config/alertmanager.yml"], cancel));
        return findings;
    }

    /// <summary>Runs the tests of the rules; null when promtool is not installed.</summary>
    public async Task<IReadOnlyList<Finding>?> TestAsync(IReadOnlyList<string> files, CancellationToken cancel)
    {
        if (Find("promtool") is null)
        {
            return null;
        }

        var findings = new List<Finding>();
        foreach (var file in files)
        {
            findings.AddRange(await RunAsync("promtool", file, "promtool/test", file, ["test", "rules", file], cancel));
        }

        return findings;
    }

    /// <summary>What promtool has against a file of tests; null when it passes.</summary>
    /// <param name="file">Its full path.</param>
    /// <param name="cancel">Ends promtool.</param>
    public Task<string?> ComplaintAsync(string file, CancellationToken cancel) => AskAsync(Find("promtool")!, ["test", "rules", file], cancel);

    private async Task<IEnumerable<Finding>> RunAsync(string tool, string what, string rule, string file, string[] arguments, CancellationToken cancel)
    {
        var path = Find(tool);
        _verdicts.Add(new(tool, path, what));
        return path is not null && await AskAsync(path, arguments, cancel) is { } complaint ? [Finding.Error(rule, $"{tool} refuses it: {complaint}", file)] : [];
    }

    private async Task<string?> AskAsync(string path, string[] arguments, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(path, arguments) { WorkingDirectory = root, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var error = process.StandardError.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return process.ExitCode == 0 ? null : Complaint(await output, await error);
    }

    private string? Find(string tool) => Find(tool, root);

    /// <summary>Where a tool is installed: the stack's folder, else PATH; null: nowhere.</summary>
    public static string? Find(string tool, string root)
    {
        string?[] folders =
        [
            Environment.GetEnvironmentVariable("ANALYTICS_STACK_DIR") is { Length: > 0 } stack ? Path.Combine(stack, "bin") : null,
            Path.Combine(root, ".stack", "bin"),
            .. (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator),
        ];
        return folders.Where(folder => folder is { Length: > 0 }).Select(folder => Path.Combine(folder!, tool)).FirstOrDefault(File.Exists);
    }

    /// <summary>What the tool says without what it says when all is well.</summary>
    private static string Complaint(string output, string error) => string.Join("; ", (error + "\n" + output).Split('\n')
        .Select(line => line.Trim())
        .Where(line => line.Length > 0 && !line.StartsWith("Checking ", StringComparison.Ordinal) && !line.StartsWith("SUCCESS", StringComparison.Ordinal)));
}

/// <summary>One tool, one subject.</summary>
internal sealed record ToolVerdict(string Tool, string? Path, string What);
