using System.Globalization;
using System.Text.RegularExpressions;

namespace Analytics.Cli.Stack;

/// <summary>What can be wrong with the machine, whether the stack runs or not.</summary>
internal sealed partial class MachineChecks(StackLayout layout, StackPlan? plan, bool running)
{
    private const long LeastDiskBytes = 5_000_000_000;
    private const long LeastMemoryKiB = 2_000_000;

    public async Task<IReadOnlyList<Check>> RunAsync(CancellationToken cancel) =>
        [await SdkAsync(cancel), Disk(), Memory(), await DockerAsync(cancel), .. Ports(), SocketPath(), .. await ProgramsAsync(cancel)];

    private async Task<Check> SdkAsync(CancellationToken cancel)
    {
        var wanted = SdkVersion().Match(await File.ReadAllTextAsync(Path.Combine(layout.RepositoryRoot, "global.json"), cancel)).Groups[1].Value;
        var result = await ToolProcess.RunAsync(DotnetProgram.Path, ["--version"], layout.RepositoryRoot, cancel);
        return result.ExitCode == 0
            ? Check.Ok("dotnet-sdk", result.Output.Trim())
            : Check.Problem("dotnet-sdk", $"no SDK that global.json accepts ({wanted})", "https://dotnet.microsoft.com/download");
    }

    private Check Disk()
    {
        Directory.CreateDirectory(layout.Root);
        var free = new DriveInfo(layout.Root).AvailableFreeSpace;
        var found = string.Create(CultureInfo.InvariantCulture, $"{free / 1e9:0.0} GB free for {layout.Root}");
        return free >= LeastDiskBytes ? Check.Ok("disk", found) : Check.Problem("disk", found, "5 GB are needed: free some, or --stack-dir on another disk");
    }

    private static Check Memory()
    {
        var available = File.ReadLines("/proc/meminfo").Where(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal))
            .Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)).FirstOrDefault();
        var found = string.Create(CultureInfo.InvariantCulture, $"{available / 1e6:0.0} GB available");
        return available >= LeastMemoryKiB ? Check.Ok("memory", found) : Check.Problem("memory", found, "2 GB are needed: end something, or take a larger machine");
    }

    private async Task<Check> DockerAsync(CancellationToken cancel) => await ComposeStack.AnswersAsync(layout, cancel)
        ? Check.Ok("docker", "an engine with Compose answers: `up` uses it")
        : Check.Ok("docker", "no engine answers: `up` runs native processes");

    private IEnumerable<Check> Ports()
    {
        if (running)
        {
            yield return Check.Ok("ports", "in use by this stack");
            yield break;
        }

        var taken = (plan?.Ports ?? StackPorts.Default).All.Where(entry => !PortOwners.IsFree(entry.Port)).ToList();
        foreach (var (part, port) in taken)
        {
            yield return Check.Problem("ports", $"{port} ({part}) is taken by {PortOwners.Describe(port)}", "stop it, or ./analytics up --port-base 20000");
        }

        if (taken.Count == 0)
        {
            yield return Check.Ok("ports", "all free");
        }
    }

    private Check SocketPath()
    {
        var folder = SocketFolder.For(layout, (plan?.Ports ?? StackPorts.Default).Postgres);
        return SocketFolder.Fits(folder, 65535)
            ? Check.Ok("socket-path", folder)
            : Check.Problem("socket-path", $"{folder} is longer than {SocketFolder.LongestPath} bytes", "--stack-dir with a shorter path");
    }

    private async Task<IReadOnlyList<Check>> ProgramsAsync(CancellationToken cancel)
    {
        string[] programs = ["prometheus", "promtool", "alertmanager", "amtool", "vmagent", "node_exporter", "blackbox_exporter", "postgres", "initdb", "psql", "otelcol"];
        var checks = new List<Check>();
        foreach (var program in programs)
        {
            if (!File.Exists(layout.Program(program)))
            {
                checks.Add(program == "otelcol" && File.Exists(layout.CollectorFailed)
                    ? Check.Note("programs", "no Collector could be compiled: OTLP goes straight to vmagent", $"see {layout.Logs}/build-otelcol.log, then ./analytics up")
                    : Check.Problem("programs", $"{program} is missing", "./analytics up installs it"));
            }
            else if (await ToolProcess.RunAsync(layout.Program(program), ["--version"], layout.Root, cancel) is { ExitCode: not 0 } failed)
            {
                checks.Add(Check.Problem("programs", $"{program} does not run: {failed.Output.Trim().Split('\n')[0]}", $"rm -r {layout.Root}/stamps; ./analytics up installs it anew"));
            }
        }

        return checks.Count > 0 ? checks : [Check.Ok("programs", $"{programs.Length} programs run: {string.Join(", ", File.Exists(layout.Manifest) ? await File.ReadAllLinesAsync(layout.Manifest, cancel) : [])}")];
    }

    [GeneratedRegex("\"version\"\\s*:\\s*\"([^\"]+)\"")]
    private static partial Regex SdkVersion();
}
