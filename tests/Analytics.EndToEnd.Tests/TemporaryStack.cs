using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Analytics.Testing;
using Analytics.Testing.Documentation;
using Analytics.Testing.Peers;

namespace Analytics.EndToEnd.Tests;

/// <summary>
/// A whole stack as <c>analytics up --native</c> starts it, on free ports and in a folder of its own that borrows only the installed programs. Gone,
/// with every process, when disposed.
/// </summary>
internal sealed partial class TemporaryStack : IAsyncDisposable
{
    /// <summary>What the installer made: everything else of a stack folder is the stack's own.</summary>
    private static readonly string[] Installed = ["bin", "postgres", "share", "stamps", "manifest.d", "apt", "debs"];

    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly string _desk;
    private readonly int _portBase = FreePort.NextBlock(PortCount);

    private const int PortCount = 11;

    public TemporaryStack(IReadOnlyDictionary<string, string>? environment = null)
    {
        Folder = Directory.CreateTempSubdirectory("an-stack-").FullName;
        _desk = Directory.CreateDirectory(Path.Combine(Folder, "desk")).FullName;
        var command = Path.Combine(_desk, "analytics");
        File.WriteAllText(command, $"#!/usr/bin/env bash\nexec '{Repository.Root}/analytics' \"$@\"\n");
        File.WriteAllText(Path.Combine(_desk, ".curlrc"), "fail-with-body\n");
        Directory.CreateSymbolicLink(Path.Combine(_desk, ".stack"), Folder);

        // PostgreSQL steps down to an ordinary user when root runs the tests: he must be able to come here.
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Folder, (UnixFileMode)0b111_101_101);
            File.SetUnixFileMode(command, (UnixFileMode)0b111_101_101);
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

    /// <summary><c>up</c>, with the demo in the README's own words; returns what it printed and how long it took.</summary>
    public async Task<(string Output, TimeSpan Took)> Up(bool demo = false, CancellationToken cancel = default)
    {
        var clock = Stopwatch.StartNew();
        var command = demo ? string.Join(' ', DocumentedCommand.OfReadme("./analytics up").Commands[0]) : "./analytics up";
        var output = await Typed($"{command} --native --port-base {_portBase}", cancel);
        return (output, clock.Elapsed);
    }

    /// <summary>In the README's own words.</summary>
    public Task Down(CancellationToken cancel = default) => Typed(DocumentedCommand.OfReadme("./analytics down").Text, cancel);

    public Task<string> Run(IEnumerable<string> arguments, int expectedExit = 0, CancellationToken cancel = default) =>
        Programs.Run(arguments, _environment, expectedExit, cancel);

    /// <summary><see cref="Shell"/>, when anything but success fails the test.</summary>
    public async Task<string> Typed(string command, CancellationToken cancel)
    {
        var (exit, output, errors) = await Shell(command, cancel);
        Assert.True(exit == 0, $"`{command}` exited with {exit}:\n{output}\n{errors}");
        return output;
    }

    /// <summary>
    /// What a page tells people to type, typed beside this stack, in a folder of its own that has <c>./analytics</c> and <c>.stack</c>. The gateway's usual port becomes this one's, and
    /// curl ends with an error when the answer is one.
    /// </summary>
    public async Task<(int Exit, string Output, string Errors)> Shell(string command, CancellationToken cancel, IReadOnlyDictionary<string, string>? variables = null)
    {
        var start = new ProcessStartInfo("bash", ["-c", UsualGateway().Replace(command, GatewayUrl)]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _desk };
        foreach (var (name, value) in _environment.Concat(variables ?? new Dictionary<string, string>()).Append(new("CURL_HOME", _desk)).Append(new("GATEWAY", GatewayUrl))
            .Append(new("PATH", $"{Environment.GetEnvironmentVariable("PATH")}:{Path.Combine(Folder, "bin")}"))) // where the installer puts curl on a machine that has none
        {
            start.Environment[name] = value;
        }

        return await Programs.Run(start, cancel);
    }

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

    [GeneratedRegex("http://(localhost|127\\.0\\.0\\.1):8080\\b")]
    private static partial Regex UsualGateway();

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
