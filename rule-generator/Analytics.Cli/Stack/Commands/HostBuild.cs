using Analytics.Cli.Shell;

namespace Analytics.Cli.Stack;

/// <summary>Builds the gateway and the worker when a source is newer than their last build.</summary>
internal sealed class HostBuild(StackLayout layout, TimeProvider time)
{
    private static readonly string[] Projects = ["Analytics.Gateway", "Analytics.Worker"];
    private static readonly string[] Sources = [".cs", ".csproj", ".proto", ".sql", ".json", ".props", ".targets"];

    private string Stamp => Path.Combine(layout.RepositoryRoot, ".artifacts", "hosts.stamp");

    public async Task<string> RunAsync(Action<string> tell, CancellationToken cancel)
    {
        if (IsFresh())
        {
            return "up to date";
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Stamp)!);
        // The start script holds the same lock while it builds this command: two builds would write the same files.
        using var alone = await ExclusiveFile.AcquireAsync(Path.Combine(layout.RepositoryRoot, ".artifacts", "build.lock"), time, cancel);
        var began = time.GetUtcNow();
        foreach (var project in Projects)
        {
            tell(project);
            var result = await ToolProcess.RunAsync(DotnetProgram.Path,
                ["build", Path.Combine("exporters", project), "-c", "Release", "-nodeReuse:false", "-v", "quiet", "-clp:NoSummary"], layout.RepositoryRoot, cancel);
            if (result.ExitCode != 0)
            {
                throw new CommandFailure(ExitCodes.Finding, $"{project} does not compile:\n{result.Output.Trim()}", $"dotnet build exporters/{project} -c Release");
            }
        }

        await File.WriteAllTextAsync(Stamp, "", cancel);
        File.SetLastWriteTimeUtc(Stamp, began.UtcDateTime);
        return "compiled";
    }

    private bool IsFresh()
    {
        if (!File.Exists(Stamp) || Projects.Any(project => !File.Exists(layout.Host(project))))
        {
            return false;
        }

        var built = File.GetLastWriteTimeUtc(Stamp);
        return Directory.EnumerateFiles(Path.Combine(layout.RepositoryRoot, "exporters"), "*", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(layout.RepositoryRoot, "Directory.*"))
            .Where(file => Sources.Contains(Path.GetExtension(file)))
            .All(file => File.GetLastWriteTimeUtc(file) <= built);
    }
}
