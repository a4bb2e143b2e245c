using System.Diagnostics;
using Analytics.Testing;
using Analytics.Testing.Peers;

namespace Analytics.EndToEnd.Tests;

/// <summary>The programs of the repository as processes: the command <c>analytics</c> as a user starts it, and the gateway.</summary>
internal static class Programs
{
    private static readonly string Command = Built("Analytics.Cli", "analytics");

    /// <summary>A gateway whose metrics go to an address of OTLP over HTTP.</summary>
    public static Task<GatewayPeer> StartGateway(string database, string otlpUrl, string instance = "gateway-1", CancellationToken cancel = default) => GatewayPeer.StartAsync(
        database, new Dictionary<string, string> { ["ANALYTICS__OTLP__ENDPOINT"] = otlpUrl, ["ANALYTICS__INTAKE__INSTANCE"] = instance }, Built("Analytics.Gateway", "Analytics.Gateway"), cancel: cancel);

    /// <summary>Runs it to its end. A wrong exit code fails the test with what it printed.</summary>
    public static async Task<string> Run(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, int expectedExit = 0, CancellationToken cancel = default)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Repository.Root };
        start.ArgumentList.Add(Command);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["ANALYTICS_ROOT"] = Repository.Root;
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var (exit, output, errors) = await Run(start, cancel);
        Assert.True(exit == expectedExit, $"analytics {string.Join(' ', arguments)} exited with {exit}, not {expectedExit}:\n{output}\n{errors}");
        return output;
    }

    /// <summary>Runs any program to its end.</summary>
    public static async Task<(int Exit, string Output, string Errors)> Run(ProcessStartInfo start, CancellationToken cancel)
    {
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(cancel);
        var output = await process.StandardOutput.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return (process.ExitCode, output, await errors);
    }

    private static string Built(string project, string program) => Path.Combine(Repository.Root, ".artifacts", "bin", project, "release", program + ".dll");
}
