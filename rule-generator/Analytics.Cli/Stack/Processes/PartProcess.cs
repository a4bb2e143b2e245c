using System.Diagnostics;

namespace Analytics.Cli.Stack;

/// <summary>Starts a part's program with its output going straight into its log file: if the supervisor dies, the part writes on.</summary>
internal static class PartProcess
{
    /// <summary>Every process of a stack carries this variable with the stack's folder: nothing is ever lost sight of.</summary>
    public const string Marker = "ANALYTICS_STACK";

    // The shell only redirects and then becomes the program, so that the process id is the program's own.
    private const string Redirect = "log=$1; shift; exec \"$@\" >> \"$log\" 2>&1 < /dev/null";

    public static Process Start(Part part, StackLayout layout)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Redirect, "sh", layout.Log(part.Name), part.Program, .. part.Arguments])
        {
            WorkingDirectory = Directory.Exists(part.WorkingDirectory) ? part.WorkingDirectory : layout.Root,
        };
        start.Environment[Marker] = layout.Root;
        foreach (var (name, value) in part.Environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
