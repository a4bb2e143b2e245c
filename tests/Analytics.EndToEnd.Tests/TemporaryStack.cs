using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Analytics.Testing.Peers;

namespace Analytics.EndToEnd.Tests;

/// <summary>
/// A whole stack as <c>analytics up --native</c> starts it, on free ports and in a folder of its own that borrows only the installed programs. Gone,
/// with every process, when disposed.
/// </summary>
internal sealed class TemporaryStack : IAsyncDisposable
{
    /// <summary>What the installer made: everything else of a stack folder is the stack's own.</summary>
    private static readonly string[] Installed = ["bin", "postgres", "share", "stamps", "manifest.d", "apt", "debs"];

    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly int _portBase = FreePort.NextBlock(PortCount);

    private const int PortCount = 11;

    public TemporaryStack(IReadOnlyDictionary<string, string>? environment = null)
    {
        Folder = Directory.CreateTempSubdirectory("an-stack-").FullName;
        // PostgreSQL steps down to an ordinary user when root runs the tests: he must be able to come here.
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Folder, (UnixFileMode)0b111_101_101);
        }

        foreach (var name in Installed.Where(name => Directory.Exists(Path.Combine(StackFolder.Root, name))))
        {
            Directory.CreateSymbolicLink(Path.Combine(Folder, name), Path.Combine(StackFolder.Root, name));
        }

        _environment = new Dictionary<string, string>(environment ?? new Dictionary<string, string>()) { ["ANALYTICS_STACK_DIR"] = Folder };
    }

    public string Folder { get; }

    public int GatewayPort => _portBase;

    public string GatewayUrl => $"http://127.0.0.1:{_portBase}";

    /// <summary>The answer of <c>status --json</c>.</summary>
    public async Task<JsonElement> Status(int expectedExit = 0, CancellationToken cancel = default) =>
        JsonElement.Parse(await Run(["status", "--json"], expectedExit, cancel));

    /// <summary><c>up</c>; returns what it printed and how long it took.</summary>
    public async Task<(string Output, TimeSpan Took)> Up(bool demo = false, CancellationToken cancel = default)
    {
        var clock = Stopwatch.StartNew();
        var output = await Run(["up", "--native", "--port-base", $"{_portBase}", .. demo ? ["--demo"] : Array.Empty<string>()], 0, cancel);
        return (output, clock.Elapsed);
    }

    public Task Down(CancellationToken cancel = default) => Run(["down"], 0, cancel);

    public Task<string> Run(IEnumerable<string> arguments, int expectedExit = 0, CancellationToken cancel = default) =>
        Programs.Run(arguments, _environment, expectedExit, cancel);

    /// <summary>Processes that were started for this stack and still run: they carry its folder in their environment.</summary>
    public IReadOnlyList<string> Processes()
    {
        var marker = Encoding.UTF8.GetBytes($"ANALYTICS_STACK={Folder}\0");
        return
        [
            .. Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _))
                .Where(folder => ReadOrNothing(Path.Combine(folder, "environ")).AsSpan().IndexOf(marker) >= 0)
                .Select(folder => $"{Path.GetFileName(folder)} {Encoding.UTF8.GetString(ReadOrNothing(Path.Combine(folder, "cmdline"))).Replace('\0', ' ')}"),
        ];
    }

    /// <summary>Ports of the stack that somebody listens on.</summary>
    public IReadOnlyList<int> TakenPorts() =>
        [.. Enumerable.Range(_portBase, PortCount).Where(port => System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(end => end.Port == port))];

    public async ValueTask DisposeAsync()
    {
        await Down();
        // The links first: what is installed must survive.
        foreach (var link in Installed.Select(name => Path.Combine(Folder, name)).Where(path => new DirectoryInfo(path).LinkTarget is not null))
        {
            File.Delete(link);
        }

        Directory.Delete(Folder, recursive: true);
    }

    private static byte[] ReadOrNothing(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
