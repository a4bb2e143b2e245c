using System.Diagnostics;
using System.Text;

namespace Analytics.Cli.Stack;

/// <summary>Runs another program to its end: exit code and everything it said, each line also told at once.</summary>
internal static class ToolProcess
{
    public sealed record Result(int ExitCode, string Output);

    /// <summary>Runs it; ends it with the cancellation. A program that cannot be started gives exit code 127, as in a shell.</summary>
    public static async Task<Result> RunAsync(
        string program, IEnumerable<string> arguments, string workingDirectory, CancellationToken cancel,
        Action<string>? line = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = workingDirectory, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var said = new StringBuilder();
        using var process = new Process { StartInfo = start };
        DataReceivedEventHandler hear = (_, data) =>
        {
            if (data.Data is { } text)
            {
                lock (said)
                {
                    said.AppendLine(text);
                }

                line?.Invoke(text);
            }
        };
        process.OutputDataReceived += hear;
        process.ErrorDataReceived += hear;
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return new Result(127, e.Message);
        }

        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new Result(process.ExitCode, said.ToString());
    }
}
