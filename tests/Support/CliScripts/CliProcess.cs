using System.Diagnostics;

namespace Analytics.Testing.CliScripts;

/// <summary>The command <c>analytics</c> as a process, as a user starts it.</summary>
public static class CliProcess
{
    /// <param name="arguments">Without the command's name.</param>
    /// <param name="environment">More variables, or others.</param>
    /// <param name="program">The command's dll; the one beside the test when null.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public static async Task<(int Exit, string Output, string Errors)> RunAsync(
        IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? program = null, CancellationToken cancel = default)
    {
        var start = new ProcessStartInfo("dotnet", [program ?? Path.Combine(AppContext.BaseDirectory, "analytics.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
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
