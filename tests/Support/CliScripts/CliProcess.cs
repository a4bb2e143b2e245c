using System.Diagnostics;

namespace Analytics.Testing.CliScripts;

/// <summary>The command <c>analytics</c> as a process, as a user starts it.</summary>
public static class CliProcess
{
    // Its own output folder: beside a test that uses ASP.NET it would miss what ASP.NET brings.
    private static readonly string Program = Path.Combine(Repository.Root, ".artifacts", "bin", "Analytics.Cli", new DirectoryInfo(AppContext.BaseDirectory).Name, "analytics.dll");

    /// <param name="arguments">Without the command's name.</param>
    /// <param name="environment">More variables, or others.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public static async Task<(int Exit, string Output, string Errors)> RunAsync(
        IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, CancellationToken cancel = default)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(cancel);
        var output = await process.StandardOutput.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return (process.ExitCode, output, await errors);
    }
}
